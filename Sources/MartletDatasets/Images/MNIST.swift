import MartletCodecs
import MartletNumerics

/// Handwritten digits: 60,000 images of 28 × 28 for training and 10,000 for testing, as the files of the database.
///
/// Y. LeCun, C. Cortes and C. Burges, *The MNIST database of handwritten digits*; CC BY-SA 3.0. The files aren't part of
/// the program.
public struct MNIST: Sendable {
    /// Where the files are.
    public let directory: String

    /// The files `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and
    /// `t10k-labels-idx1-ubyte`, or those that are needed, plain or as `.gz`. They are read when asked for.
    public init(directory: String) { self.directory = directory }

    /// The images to learn, `[images, 28, 28, 1]`.
    ///
    /// - Throws: `FileError` for a file that isn't there, `IDXError` for what is no such array, `DataFileError` for another
    ///   kind of array.
    public func train() throws -> LabeledImages { try load("train", "training") }

    /// The images to test on, `[images, 28, 28, 1]`.
    ///
    /// - Throws: as `train`.
    public func test() throws -> LabeledImages { try load("t10k", "test") }

    private func load(_ part: String, _ name: String) throws -> LabeledImages {
        let (images, imagePath) = try read("\(part)-images", "idx3-ubyte")
        let (labels, labelPath) = try read("\(part)-labels", "idx1-ubyte")
        guard images.rank == 3, images.dtype == .uint8, images.shape[1] == 28, images.shape[2] == 28 else {
            throw DataFileError(imagePath, "it holds \(images.shape), not images [count, 28, 28] of bytes")
        }
        guard labels.rank == 1, labels.dtype == .uint8 else {
            throw DataFileError(labelPath, "it holds \(labels.shape), not labels [count] of bytes")
        }
        guard labels.count == images.shape[0] else {
            throw DataFileError(
                labelPath, "it holds \(labels.count) labels, but '\(imagePath)' \(images.shape[0]) images")
        }
        if let wrong = labels.array(of: Int.self).firstIndex(where: { $0 > 9 }) {
            throw DataFileError(labelPath, "label \(wrong) is not a digit; labels are 0 to 9")
        }
        return try LabeledImages(
            images: images.expandingDimensions(at: 3), labels: labels, classNames: (0..<10).map(String.init),
            description: "MNIST, \(name): \(labels.count) handwritten digits (LeCun, Cortes and Burges, CC BY-SA 3.0)")
    }

    private func read(_ name: String, _ kind: String) throws -> (Tensor, path: String) {
        let names = ["-", "."].flatMap { ["\(name)\($0)\(kind)", "\(name)\($0)\(kind).gz"] }
        let paths = names.map { "\(directory)/\($0)" }
        let path = paths.first(where: FolderListing.exists) ?? paths[0]
        return (try IDX.read(path), path)
    }
}
