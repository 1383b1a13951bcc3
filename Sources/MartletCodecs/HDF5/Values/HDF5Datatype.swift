/// What the elements of a dataset or an attribute are.
struct HDF5Datatype {
    enum Kind {
        case number(StoredType, isBigEndian: Bool)
        /// Strings of as many bytes as the type has, filled up with zeros or spaces.
        case fixedString
        /// Strings in the global heap.
        case variableString
        /// What isn't read: its name.
        case other(String)
    }

    let kind: Kind
    /// The bytes of an element in the file.
    let byteCount: Int

    /// - Parameter message: a datatype message, which is read as far as is needed.
    init(_ message: inout HDF5Cursor) throws {
        let first = try message.byte()
        let flags = try message.integer(3)
        byteCount = try message.size(4)
        guard byteCount > 0 else { throw message.failure("its elements have no bytes; the file is damaged") }
        kind =
            switch first & 0x0F {
            case 0: try Self.integer(&message, flags, byteCount)
            case 1: try Self.floating(&message, flags, byteCount)
            case 3: .fixedString
            case 8: try Self.enumeration(&message, flags, byteCount, version: first >> 4)
            case 9 where flags & 0x0F == 1:
                byteCount == 8 + message.addressBytes ? .variableString : .other("strings of a strange size")
            case 2: .other("times")
            case 4: .other("fields of bits")
            case 5: .other("opaque bytes")
            case 6: .other("compounds")
            case 7: .other("references")
            case 9: .other("sequences of variable length")
            case 10: .other("arrays")
            default: .other("elements of class \(first & 0x0F)")
            }
    }

    private static func integer(_ message: inout HDF5Cursor, _ flags: Int, _ size: Int) throws -> Kind {
        let (offset, precision) = (try message.integer(2), try message.integer(2))
        guard offset == 0, precision == 8 * size else { return .other("integers of \(precision) bits") }
        let isSigned = flags & 8 != 0
        let type: StoredType? =
            switch size {
            case 1: isSigned ? .int8 : .uint8
            case 2: isSigned ? .int16 : .uint16
            case 4: isSigned ? .int32 : .uint32
            case 8: isSigned ? .int64 : nil
            default: nil
            }
        guard let type else { return .other("\(isSigned ? "" : "unsigned ")integers of \(precision) bits") }
        return .number(type, isBigEndian: flags & 1 != 0)
    }

    private static func floating(_ message: inout HDF5Cursor, _ flags: Int, _ size: Int) throws -> Kind {
        let (offset, precision) = (try message.integer(2), try message.integer(2))
        let (exponentAt, exponentBits) = (try message.byte(), try message.byte())
        let (mantissaAt, mantissaBits) = (try message.byte(), try message.byte())
        let (bias, signAt) = (try message.integer(4), flags >> 8 & 0xFF)
        // Bits 4 and 5: that the highest bit of the mantissa isn't stored. Bit 6: the order of bytes of a VAX.
        let isUsual =
            offset == 0 && precision == 8 * size && flags >> 4 & 3 == 2 && flags & 0x40 == 0 && mantissaAt == 0
            && exponentAt == mantissaBits && signAt == precision - 1
        let type: StoredType? =
            switch (size, exponentBits, mantissaBits, bias) {
            case (2, 5, 10, 15): .float16
            case (2, 8, 7, 127): .bfloat16
            case (4, 8, 23, 127): .float32
            case (8, 11, 52, 1023): .float64
            default: nil
            }
        guard isUsual, let type else { return .other("floating numbers of an unusual kind") }
        return .number(type, isBigEndian: flags & 1 != 0)
    }

    /// Booleans are written as an enumeration of 0, which is FALSE, and 1, which is TRUE.
    private static func enumeration(
        _ message: inout HDF5Cursor, _ flags: Int, _ size: Int, version: UInt8
    ) throws -> Kind {
        let other = Kind.other("an enumeration, which isn't of FALSE and TRUE")
        guard size == 1, flags & 0xFFFF == 2 else { return other }
        let base = try HDF5Datatype(&message)
        guard case .number(let type, _) = base.kind, type.byteCount == 1 else { return other }
        var names: [String] = []
        for _ in 0..<2 {
            let name = try message.bytesToZero()
            if version < 3 { try message.skip(-(name.count + 1) & 7) }
            names.append(String(decoding: name, as: UTF8.self))
        }
        let values = Array(try message.bytes(2))
        return names == ["FALSE", "TRUE"] && values == [0, 1] ? .number(.bool, isBigEndian: false) : other
    }
}
