/// What a file is, by its contents: those that hold models here, and those that are given in their place.
package enum FileKind: Equatable, CustomStringConvertible {
    case safetensors
    case hdf5
    case zip
    case gitLFSPointer
    case webPage
    case pickle
    case pyTorch
    case savedModel
    case tensorFlowLite
    case onnx
    case npy
    case npz
    case gzip
    case tar
    case json
    case image
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

    /// What files of a format begin with.
    private static let signatures: [(bytes: [UInt8], kind: FileKind)] = [
        (HDF5Superblock.signature, .hdf5), (Array("PK".utf8), .zip), ([0x1F, 0x8B], .gzip),
        ([0x93] + "NUMPY".utf8, .npy), ([0x89] + "PNG".utf8, .image), ([0xFF, 0xD8, 0xFF], .image),
        (Array("GIF8".utf8), .image), ([0x08, 0x01, 0x12], .savedModel),
        // PyTorch's older files begin with the pickle of a number of 10 bytes.
        ([0x80, 0x02, 0x8A, 0x0A], .pyTorch), ([0x80, 2], .pickle), ([0x80, 3], .pickle), ([0x80, 4], .pickle),
        ([0x80, 5], .pickle),
    ]

    /// What texts begin with, without spaces.
    private static let texts: [(start: String, kind: FileKind)] = [
        ("versionhttps://git-lfs", .gitLFSPointer), ("<!doctypehtml", .webPage), ("<html", .webPage),
        ("<head", .webPage), ("<?xml", .webPage), ("{\"", .json),
    ]

    /// - Parameter start: the file's first bytes.
    init?(start: [UInt8]) {
        func holds(_ text: String, at offset: Int) -> Bool { start.dropFirst(offset).starts(with: text.utf8) }
        if start.isEmpty {
            self = .empty
        } else if let known = Self.signatures.first(where: { start.starts(with: $0.bytes) }) {
            self = known.kind
        } else if holds("TFL3", at: 4) {
            self = .tensorFlowLite
        } else if holds("ustar", at: 257) {
            self = .tar
        } else if start.count > 2, start[0] == 8, 3...30 ~= start[1], [0x12, 0x1A, 0x22, 0x3A, 0x42].contains(start[2])
        {
            // A protocol buffer: the format's version, then who wrote it or the graph.
            self = .onnx
        } else if start.count > 8, start[8] == UInt8(ascii: "{"), start[6] == 0, start[7] == 0 {
            self = .safetensors
        } else {
            let text = String(decoding: start, as: UTF8.self).filter { !$0.isWhitespace }.drop { $0 == "\u{FEFF}" }
                .lowercased()
            guard let known = Self.texts.first(where: { text.hasPrefix($0.start) }) else { return nil }
            self = known.kind
        }
    }

    /// What a zip archive is, by its members' names; nil for what isn't recognised.
    package init?(members: [String]) {
        if members.contains(where: { $0 == "saved_model.pb" || $0.hasSuffix("/saved_model.pb") }) {
            self = .savedModel
        } else if members.contains(where: { $0.hasSuffix("/data.pkl") }) {
            self = .pyTorch
        } else if !members.isEmpty, members.allSatisfy({ $0.hasSuffix(".npy") }) {
            self = .npz
        } else {
            return nil
        }
    }

    /// What it is, and what to do.
    package var description: String {
        switch self {
        case .safetensors: "it is a safetensors file; give a file that Keras wrote"
        case .hdf5: "it is an HDF5 file, as Keras's are; give a safetensors file"
        case .zip: "it is a zip archive, as Keras's files are; give a safetensors file"
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
        case .npy, .npz: "it is NumPy's \(self == .npy ? "array" : "arrays"), and no model; give a model's file"
        case .gzip: "it is compressed by gzip; unpack it first: gunzip"
        case .tar: "it is a tar archive; unpack it first: tar xf"
        case .json:
            "it is JSON, as a model's architecture is (to_json of Keras's); give the file of weights, and this one as the "
                + "architecture"
        case .image: "it is an image; give a model's file"
        case .empty: "it is empty; give a complete file"
        }
    }
}
