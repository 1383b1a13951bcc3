public import MartletNumerics

/// What a safetensors file says about its tensors, before any of their bytes is read.
public struct SafetensorsHeader: Sendable {
    /// One tensor's place in the file.
    public struct Entry: Sendable {
        /// The tensor's name.
        public let name: String
        /// The tensor's shape.
        public let shape: Shape
        package let type: StoredType
        /// The bytes of the tensor, counted from the end of the header.
        package let range: Range<Int>

        /// The dtype of the tensor that is read.
        public var dtype: DType { type.dtype }
    }

    /// The tensors in the order of the header.
    public let entries: [Entry]
    /// The strings under `__metadata__`.
    public let metadata: [String: String]
    /// What `Safetensors.checksum` was when the file was written, if the writer kept it.
    package let checksum: String?

    /// The longest header that the format allows.
    package static let maximumLength = 100_000_000
    package static let metadataKey = "__metadata__"
    /// Where the checksum is kept in the metadata; other tools see a string that they ignore.
    package static let checksumKey = "martlet.checksum"

    /// Reads the header of the file at `path` alone.
    ///
    /// - Throws: `FileError`, `SafetensorsError`.
    public init(path: String) throws {
        self = try ByteSource.file(FileReader(path)).safetensorsHeader().header
    }

    /// Checks the header's `json` against the `dataCount` bytes that follow it.
    init(json: [UInt8], dataCount: Int) throws {
        let object = try Self.object(json)
        var metadata: [String: String] = [:]
        var entries: [Entry] = []
        for (name, value) in object {
            if name == Self.metadataKey {
                metadata = try Self.metadata(value)
            } else {
                entries.append(try Entry(name: name, json: value))
            }
        }
        checksum = metadata.removeValue(forKey: Self.checksumKey)
        self.metadata = metadata
        self.entries = entries
        try checkCoverage(dataCount: dataCount)
    }

    private static func object(_ json: [UInt8]) throws -> JSON.Object {
        guard json.first == UInt8(ascii: "{") else {
            throw SafetensorsError("it is not a safetensors file: the header does not begin with {")
        }
        do {
            guard let object = try JSON(parsing: json).object else {
                throw SafetensorsError("the header is not a JSON object")
            }
            return object
        } catch let error as JSONError {
            throw SafetensorsError("the header is \(error)")
        }
    }

    private static func metadata(_ value: JSON) throws -> [String: String] {
        guard let object = value.object else {
            throw SafetensorsError("\(metadataKey) is \(value.kind); it must be an object of strings")
        }
        var metadata: [String: String] = [:]
        for (key, value) in object {
            guard let string = value.string else {
                throw SafetensorsError("\(metadataKey) has \(value.kind) under '\(key)'; it must be a string")
            }
            metadata[key] = string
        }
        return metadata
    }

    /// Tensors must follow one another from the first byte to the last: what no tensor owns could hide anything.
    private func checkCoverage(dataCount: Int) throws {
        var end = 0
        for entry in entries.sorted(by: {
            ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
        }) {
            guard entry.range.lowerBound == end else {
                let fault = entry.range.lowerBound < end ? "overlaps the tensor before it" : "leaves a hole before it"
                throw SafetensorsError(
                    tensor: entry.name,
                    "it begins at byte \(entry.range.lowerBound) and \(fault); it must begin at \(end)")
            }
            guard entry.range.upperBound <= dataCount else {
                throw SafetensorsError(
                    tensor: entry.name,
                    "it ends at byte \(entry.range.upperBound), but there are \(dataCount) bytes; the file is cut short"
                )
            }
            end = entry.range.upperBound
        }
        guard end == dataCount else {
            throw SafetensorsError("\(dataCount - end) bytes after the last tensor; it must end with the file")
        }
    }
}

extension SafetensorsHeader.Entry {
    private static let keys: Set<String> = ["dtype", "shape", "data_offsets"]

    fileprivate init(name: String, json: JSON) throws {
        func error(_ reason: String) -> SafetensorsError { SafetensorsError(tensor: name, reason) }

        guard let object = json.object, Set(object.keys) == Self.keys else {
            throw error("its entry must be an object of dtype, shape and data_offsets")
        }
        let dtype = object["dtype"]?.string ?? ""
        guard let type = StoredType(rawValue: dtype) else {
            let known = StoredType.allCases.map(\.rawValue).joined(separator: ", ")
            throw error("unknown dtype '\(dtype)'; known are \(known)")
        }
        guard let lengths = Self.naturals(object["shape"]) else { throw error("shape must be an array of sizes") }
        guard let offsets = Self.naturals(object["data_offsets"]), offsets.count == 2, offsets[0] <= offsets[1] else {
            throw error("data_offsets must be [begin, end] with begin not after end")
        }
        let shape: Shape
        do {
            shape = try Shape(validating: lengths)
        } catch let failure {
            throw error("\(failure)")
        }
        // A checked shape has at most 2^44 elements, so that this product is exact.
        let byteCount = shape.elementCount * type.byteCount
        guard byteCount == offsets[1] - offsets[0] else {
            throw error(
                "shape \(shape) of \(dtype) takes \(byteCount) bytes, but data_offsets gives it \(offsets[1] - offsets[0])"
            )
        }
        self.init(name: name, shape: shape, type: type, range: offsets[0]..<offsets[1])
    }

    private static func naturals(_ json: JSON?) -> [Int]? {
        guard let elements = json?.array else { return nil }
        var values: [Int] = []
        for case .integer(let value) in elements where value >= 0 { values.append(value) }
        return values.count == elements.count ? values : nil
    }
}
