import MartletCodecs
import MartletNN

/// The classes of ImageNet: what each output of a network stands for.
public struct ClassIndex: Sendable, Equatable {
    /// One class: its number in WordNet, such as `n01440764`, and its name, such as `tench`.
    public struct Entry: Sendable, Equatable {
        /// The class's identifier in WordNet, such as `n02123045`.
        public var wordNetID: String
        /// The class in words, such as `tabby`.
        public var name: String

        /// A class by identifier and name.
        public init(wordNetID: String, name: String) {
            self.wordNetID = wordNetID
            self.name = name
        }
    }

    /// In the order of the network's outputs.
    public var entries: [Entry]

    /// Classes in the order of a network's outputs.
    public init(_ entries: [Entry]) { self.entries = entries }

    /// Reads a file like Keras's `imagenet_class_index.json`: `{"0": ["n01440764", "tench"], …}`.
    ///
    /// - Throws: `FileError`, `JSONError`; `ArgumentError` if the file holds something else.
    public init(contentsOf path: String) throws {
        let json = try JSON(parsing: FileReader.contents(of: path, limit: 1 << 24))
        guard let object = json.object else { throw Self.malformed(path, "it is not an object") }
        entries = try (0..<object.count).map { index in
            guard let pair = object["\(index)"]?.array, pair.count == 2, let id = pair[0].string,
                let name = pair[1].string
            else { throw Self.malformed(path, "class \(index) is missing or not two strings") }
            return Entry(wordNetID: id, name: name)
        }
    }

    /// The 1000 classes, from the file that Keras publishes; it is downloaded once, into the folder of weights.
    ///
    /// - Throws: `DownloadError`, `FileError`.
    public static func imageNet() throws -> ClassIndex {
        try ClassIndex(contentsOf: WeightsFile.classIndex.path())
    }

    private static func malformed(_ path: String, _ reason: String) -> ArgumentError {
        ArgumentError(
            "ClassIndex", "'\(path)' must hold an object {\"0\": [\"n01440764\", \"tench\"], …}, and \(reason)")
    }
}
