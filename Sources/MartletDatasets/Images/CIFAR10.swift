import MartletCodecs
import MartletNumerics

/// Photographs of 10 kinds of things: 50,000 images of 32 × 32 pixels for training and 10,000 for testing.
///
/// A. Krizhevsky (2009), *Learning multiple layers of features from tiny images*. The files aren't part of the program.
public struct CIFAR10: Sendable {
    /// Where the files are.
    public let directory: String

    /// The classes, in their order.
    public static let classNames = [
        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
    ]

    /// The files of the binary version (`data_batch_1.bin` to `data_batch_5.bin`, `test_batch.bin`), or folders
    /// `train/<class>/` and `test/<class>/` of JPEG or PNG files. They are read when asked for.
    public init(directory: String) { self.directory = directory }

    /// The images to learn, `[images, 32, 32, 3]`.
    ///
    /// - Throws: `FileError`; `DataFileError` for a folder or file of another kind, `ImageError`.
    public func train() throws -> LabeledImages {
        try load("train", "training", (1...5).map { "data_batch_\($0)" })
    }

    /// The images to test on, `[images, 32, 32, 3]`.
    ///
    /// - Throws: as `train`.
    public func test() throws -> LabeledImages { try load("test", "test", ["test_batch"]) }

    private func load(_ part: String, _ name: String, _ batches: [String]) throws -> LabeledImages {
        for folder in ["", "/cifar-10-batches-bin", "/cifar-10-batches-py"].map({ directory + $0 }) {
            if FolderListing.exists("\(folder)/\(batches[0]).bin") {
                return try binary(batches.map { "\(folder)/\($0).bin" }, name)
            }
            if FolderListing.exists("\(folder)/\(batches[0])") {
                throw DataFileError(
                    "\(folder)/\(batches[0])", "it is of the Python version; give the folder of the binary version")
            }
        }
        let folder = "\(directory)/\(part)"
        guard FolderListing.isFolder(folder) else {
            throw DataFileError(
                directory, "it holds neither \(batches[0]).bin nor a folder '\(part)' with a folder for each class")
        }
        #if Images
            var images = try ImageFolder(folder, classNames: Self.classNames).load(height: 32, width: 32)
            images.description = Self.description(name, images.count)
            return images
        #else
            throw DataFileError(folder, "Martlet was built without the trait Images; give the binary version")
        #endif
    }

    private static func description(_ part: String, _ count: Int) -> String {
        "CIFAR-10, \(part): \(count) photographs of 10 kinds of things (Krizhevsky 2009)"
    }

    /// Files of records: a label, then the red, the green and the blue plane.
    private func binary(_ paths: [String], _ name: String) throws -> LabeledImages {
        let plane = 32 * 32
        let record = 1 + 3 * plane
        let files = try paths.map { path in
            let bytes = try FileReader.contents(of: path, limit: 1 << 28)
            guard !bytes.isEmpty, bytes.count % record == 0 else {
                throw DataFileError(
                    path, "it has \(bytes.count) bytes, which are not records of \(record); give a complete file")
            }
            if let wrong = stride(from: 0, to: bytes.count, by: record).first(where: { bytes[$0] > 9 }) {
                throw DataFileError(path, "record \(wrong / record) has the label \(bytes[wrong]); labels are 0 to 9")
            }
            return bytes
        }
        let count = files.reduce(0) { $0 + $1.count / record }
        var labels: [Int32] = []
        let images = Tensor(shape: [count, 32, 32, 3], dtype: .uint8) { memory in
            var target = memory.assumingMemoryBound(to: UInt8.self).baseAddress!
            for bytes in files {
                for start in stride(from: 0, to: bytes.count, by: record) {
                    labels.append(Int32(bytes[start]))
                    for pixel in 0..<plane {
                        for channel in 0..<3 { target[channel] = bytes[start + 1 + channel * plane + pixel] }
                        target += 3
                    }
                }
            }
        }
        return try LabeledImages(
            images: images, labels: Tensor(labels), classNames: Self.classNames,
            description: Self.description(name, count))
    }
}
