/// What a file is that was given as a model and is none that Martlet reads, by its contents.
package enum ForeignFile: Equatable, CustomStringConvertible {
    case gitLFSPointer
    case webPage
    case pickle
    case pyTorch
    case savedModel
    case tensorFlowLite
    case onnx
    case safetensors
    case hdf5
    case zip
    case empty

    /// What the file at `path` begins as; nil for what isn't recognised.
    ///
    /// - Throws: `FileError`.
    package init?(path: String) throws(FileError) {
        let file = try FileReader(path)
        self.init(start: try file.bytes(at: 0, count: min(file.count, Self.telling)))
    }

    /// So many of a file's first bytes tell.
    static let telling = 512

    /// - Parameter start: the file's first bytes.
    init?(start: [UInt8]) {
        let text = String(decoding: start, as: UTF8.self).drop { $0.isWhitespace || $0 == "\u{FEFF}" }.lowercased()
        if start.isEmpty {
            self = .empty
        } else if text.hasPrefix("version https://git-lfs") {
            self = .gitLFSPointer
        } else if ["<!doctype html", "<html", "<head", "<?xml"].contains(where: text.hasPrefix) {
            self = .webPage
        } else if start.starts(with: HDF5Superblock.signature) {
            self = .hdf5
        } else if start.starts(with: "PK".utf8) {
            self = .zip
        } else if start.dropFirst(4).starts(with: "TFL3".utf8) {
            self = .tensorFlowLite
        } else if start.count > 1, start[0] == 0x80, 2...5 ~= start[1] {
            // PyTorch's older files begin with the pickle of a number of 10 bytes.
            self = start.dropFirst(2).starts(with: [0x8A, 0x0A]) ? .pyTorch : .pickle
        } else if start.starts(with: [0x08, 0x01, 0x12]) {
            self = .savedModel
        } else if start.count > 2, start[0] == 8, 3...30 ~= start[1], [0x12, 0x1A, 0x22, 0x3A, 0x42].contains(start[2])
        {
            // A protocol buffer: the format's version, then who wrote it or the graph.
            self = .onnx
        } else if start.count > 8, start[8] == UInt8(ascii: "{"), start[6] == 0, start[7] == 0 {
            self = .safetensors
        } else {
            return nil
        }
    }

    /// What a zip archive is, by its members' names; nil for what isn't recognised.
    package init?(members: [String]) {
        if members.contains(where: { $0 == "saved_model.pb" || $0.hasSuffix("/saved_model.pb") }) {
            self = .savedModel
        } else if members.contains(where: { $0.hasSuffix("/data.pkl") }) {
            self = .pyTorch
        } else {
            return nil
        }
    }

    /// What it is, and what to do.
    package var description: String {
        switch self {
        case .gitLFSPointer:
            "it is a pointer of Git LFS, which stands for the file; fetch the file itself: git lfs pull"
        case .webPage:
            "it is a web page; download the file itself, by the page's link to it (often 'raw' or 'download')"
        case .pickle: "it is a pickle of Python's; load it in Python and save the model there as .keras"
        case .pyTorch:
            "it is a model of PyTorch's; save its tensors with the Python package safetensors, or the model with Keras"
        case .savedModel:
            "it is a SavedModel of TensorFlow's; load it in Python and save the model there as .keras"
        case .tensorFlowLite:
            "it is a model for TensorFlow Lite, which isn't read; save the model that it was made from as .keras"
        case .onnx: "it is a model in ONNX, which isn't read; save the model that it was made from as .keras"
        case .safetensors: "it is a safetensors file; give it the ending .safetensors"
        case .hdf5: "it is an HDF5 file, as Keras's are; give it the ending .h5"
        case .zip: "it is a zip archive, as Keras's are; give it the ending .keras"
        case .empty: "it is empty; give a complete file"
        }
    }
}
