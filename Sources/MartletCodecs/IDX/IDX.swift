public import MartletNumerics

/// One array in a file, in the format of the MNIST database, plain or compressed by gzip.
///
/// Four bytes say the type and the number of axes, then come the lengths and the elements, the highest byte first.
public enum IDX {
    /// Reads the file at `path`; the array may take `maximumBytes` in memory.
    ///
    /// - Throws: `FileError`, `IDXError`.
    public static func read(_ path: String, maximumBytes: Int = Safetensors.defaultBudget) throws -> Tensor {
        // Elements of two bytes become four in memory, and the header takes some more.
        let limit = maximumBytes.addingReportingOverflow(64)
        var bytes = try FileReader.contents(of: path, limit: limit.overflow ? .max : limit.partialValue)
        if Gzip.isCompressed(bytes) {
            bytes = try Gzip.inflated(bytes, path: path, limit: limit.overflow ? .max : limit.partialValue)
        }
        do {
            return try read(bytes: bytes, maximumBytes: maximumBytes)
        } catch var error {
            error.path = path
            throw error
        }
    }

    /// Reads a file's contents, which aren't compressed.
    ///
    /// - Throws: `IDXError`.
    public static func read(
        bytes: [UInt8], maximumBytes: Int = Safetensors.defaultBudget
    ) throws(IDXError) -> Tensor {
        guard bytes.count >= 4, bytes[0] == 0, bytes[1] == 0 else {
            throw IDXError("it begins like no IDX file, with 0, 0, a type and a number of axes")
        }
        guard let type = types[bytes[2]] else {
            throw IDXError("element type \(bytes[2]) is unknown; 8, 9, 11, 12, 13 and 14 exist")
        }
        let rank = Int(bytes[3])
        guard rank <= Shape.maximumRank else {
            throw IDXError("it has \(rank) axes; a tensor has at most \(Shape.maximumRank)")
        }
        let dataStart = 4 + 4 * rank
        guard bytes.count >= dataStart else { throw IDXError("it ends within its header, after \(bytes.count) bytes") }
        var shape = Shape()
        for axis in 0..<rank {
            shape.append(bytes[4 + 4 * axis..<8 + 4 * axis].reduce(0) { $0 << 8 | Int($1) })
        }
        guard let count = try? shape.checkedElementCount else {
            throw IDXError("shape \(shape) has more elements than a tensor can hold")
        }
        guard count * type.byteCount == bytes.count - dataStart else {
            throw IDXError(
                """
                shape \(shape) takes \(count * type.byteCount) bytes, but \(bytes.count - dataStart) follow the header; \
                give a complete file
                """)
        }
        guard count * type.dtype.byteCount <= maximumBytes else {
            throw IDXError("the array takes more than the \(maximumBytes) bytes allowed")
        }
        return tensor(bytes, dataStart, type, shape)
    }

    private static let types: [UInt8: StoredType] = [
        0x08: .uint8, 0x09: .int8, 0x0B: .int16, 0x0C: .int32, 0x0D: .float32, 0x0E: .float64,
    ]

    private static func tensor(_ bytes: [UInt8], _ start: Int, _ type: StoredType, _ shape: Shape) -> Tensor {
        var data = Array(bytes[start...])
        let width = type.byteCount
        if width > 1 {
            for element in stride(from: 0, to: data.count, by: width) {
                data[element..<element + width].reverse()
            }
        }
        return Tensor(shape: shape, dtype: type.dtype) { memory in
            data.withUnsafeBytes { data in
                if type.isStoredAsIs { memory.copyMemory(from: data) } else { type.widen(data, into: memory) }
            }
        }
    }
}

/// A file that is not an array in the IDX format.
public struct IDXError: Error, Equatable, CustomStringConvertible {
    /// The file, or nil for bytes in memory.
    public internal(set) var path: String?
    /// What was wrong, and what would be right.
    public let reason: String

    init(_ reason: String) { self.reason = reason }

    /// One line: where, what was wrong, what would be right.
    public var description: String { "IDX" + (path.map { " file '\($0)'" } ?? "") + ": \(reason)" }
}
