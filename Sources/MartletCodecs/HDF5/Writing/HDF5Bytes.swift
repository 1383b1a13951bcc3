import MartletNumerics

/// Builds the structures of an HDF5 file, lowest bytes first, with addresses and lengths of 8 bytes.
struct HDF5Bytes {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ bytes: some Sequence<UInt8>) { self.bytes.append(contentsOf: bytes) }

    /// A number of `width` bytes.
    mutating func append(_ value: Int, _ width: Int) {
        for index in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
    }

    /// An address; nil for an undefined one.
    mutating func append(address: Int?) { append(address ?? -1, 8) }

    /// The checksum of all bytes so far.
    mutating func appendChecksum() { append(Int(HDF5Checksum.of(bytes[...])), 4) }

    mutating func pad(to count: Int) {
        if bytes.count < count { append(repeatElement(0, count: count - bytes.count)) }
    }

    init() {}

    init(_ build: (inout HDF5Bytes) -> Void) { build(&self) }
}

// MARK: - Messages

extension HDF5Bytes {
    /// The shape of a dataset or an attribute.
    static func dataspace(_ lengths: [Int]) -> HDF5Bytes {
        HDF5Bytes { message in
            message.append([2, UInt8(lengths.count), 0, lengths.isEmpty ? 0 : 1])
            for length in lengths { message.append(length, 8) }
        }
    }

    /// Strings of variable length in UTF-8, which end with a zero.
    static let string = HDF5Bytes { message in
        message.append([0x19, 0x01, 0x01, 0])
        message.append(16, 4)
        message.append(integer(1, isSigned: false).bytes)
    }

    static func datatype(_ dtype: DType) -> HDF5Bytes {
        switch dtype {
        case .float32: floating(4, exponentBits: 8)
        case .float64: floating(8, exponentBits: 11)
        case .int8: integer(1, isSigned: true)
        case .uint8: integer(1, isSigned: false)
        case .int32: integer(4, isSigned: true)
        case .int64: integer(8, isSigned: true)
        case .bool: boolean
        }
    }

    private static func integer(_ byteCount: Int, isSigned: Bool) -> HDF5Bytes {
        HDF5Bytes { message in
            message.append([0x10, isSigned ? 8 : 0, 0, 0])
            message.append(byteCount, 4)
            message.append(0, 2)
            message.append(8 * byteCount, 2)
        }
    }

    private static func floating(_ byteCount: Int, exponentBits: Int) -> HDF5Bytes {
        let mantissaBits = 8 * byteCount - 1 - exponentBits
        return HDF5Bytes { message in
            // The highest bit of the mantissa isn't stored; where the sign is.
            message.append([0x11, 0x20, UInt8(8 * byteCount - 1), 0])
            message.append(byteCount, 4)
            message.append(0, 2)
            message.append(8 * byteCount, 2)
            message.append([UInt8(mantissaBits), UInt8(exponentBits), 0, UInt8(mantissaBits)])
            message.append(1 << (exponentBits - 1) - 1, 4)
        }
    }

    /// As h5py writes booleans: an enumeration.
    private static let boolean = HDF5Bytes { message in
        message.append([0x18, 2, 0, 0])
        message.append(1, 4)
        message.append(integer(1, isSigned: true).bytes)
        for name in ["FALSE", "TRUE"] {
            message.append(name.utf8)
            message.append(repeatElement(0, count: 8 - name.utf8.count))
        }
        message.append([0, 1])
    }

    static func link(_ name: [UInt8], to address: Int) -> HDF5Bytes {
        HDF5Bytes { message in
            // The name's length has four bytes; the name is UTF-8.
            message.append([1, 0x12, 1])
            message.append(name.count, 4)
            message.append(name)
            message.append(address: address)
        }
    }

    static func attribute(_ name: String, _ type: HDF5Bytes, _ space: HDF5Bytes, _ value: [UInt8]) -> HDF5Bytes {
        HDF5Bytes { message in
            message.append([3, 0])
            message.append(name.utf8.count + 1, 2)
            message.append(type.bytes.count, 2)
            message.append(space.bytes.count, 2)
            message.append([1])
            message.append(name.utf8)
            message.append([0])
            message.append(type.bytes)
            message.append(space.bytes)
            message.append(value)
        }
    }

    /// An object's header.
    ///
    /// - Returns: nil if a message is too long for one.
    static func header(_ messages: [(kind: UInt16, body: HDF5Bytes)]) -> HDF5Bytes? {
        guard messages.allSatisfy({ $0.body.bytes.count <= 0xFFFF }) else { return nil }
        return HDF5Bytes { header in
            header.append("OHDR".utf8)
            // The length that follows has four bytes.
            header.append([2, 2])
            header.append(messages.reduce(0) { $0 + 4 + $1.body.bytes.count }, 4)
            for (kind, body) in messages {
                header.append(Int(kind), 1)
                header.append(body.bytes.count, 2)
                header.append([0])
                header.append(body.bytes)
            }
            header.appendChecksum()
        }
    }

    /// The start of a file of `count` bytes.
    static func superblock(root: Int, count: Int) -> HDF5Bytes {
        HDF5Bytes { block in
            block.append(HDF5Superblock.signature)
            block.append([2, 8, 8, 0])
            block.append(address: 0)
            block.append(address: nil)
            block.append(address: count)
            block.append(address: root)
            block.appendChecksum()
        }
    }
}
