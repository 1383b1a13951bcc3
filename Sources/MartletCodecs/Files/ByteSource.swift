import MartletNumerics

/// Where the bytes of a file are: on disk, or in memory already.
enum ByteSource: ~Copyable {
    case file(FileReader)
    case bytes([UInt8])

    var path: String? {
        switch self {
        case .file(let file): file.path
        case .bytes: nil
        }
    }

    var count: Int {
        switch self {
        case .file(let file): file.count
        case .bytes(let bytes): bytes.count
        }
    }

    /// Fills `buffer` from `offset` on; the caller has compared with `count`.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
        switch self {
        case .file(let file): try file.read(at: offset, into: buffer)
        case .bytes(let bytes):
            bytes.withUnsafeBytes { buffer.copyMemory(from: .init(rebasing: $0[offset..<offset + buffer.count])) }
        }
    }

    func bytes(at offset: Int, count: Int) throws -> [UInt8] {
        switch self {
        case .file(let file): try file.bytes(at: offset, count: count)
        case .bytes(let bytes): Array(bytes[offset..<offset + count])
        }
    }
}

extension ByteSource {
    /// The tensor whose elements lie row by row from `offset` on; the caller has compared with `count`.
    ///
    /// Returns nil when a boolean is neither 0 nor 1, which would be an undefined `Bool`.
    func tensor(_ type: StoredType, _ shape: Shape, at offset: Int) throws -> Tensor? {
        let tensor = try Tensor(shape: shape, dtype: type.dtype) { memory in
            if type.isStoredAsIs {
                try read(at: offset, into: memory)
            } else {
                let stored = try bytes(at: offset, count: shape.elementCount * type.byteCount)
                stored.withUnsafeBytes { type.widen($0, into: memory) }
            }
        }
        guard type == .bool else { return tensor }
        return tensor.withUnsafeBytes { $0.allSatisfy { $0 <= 1 } } ? tensor : nil
    }
}
