/// Goes over the fields of a message of Protocol Buffers. Whatever the bytes are, it ends or throws.
package struct ProtobufReader {
    /// A field's value as it is laid down.
    package enum Value {
        case varint(UInt64)
        case fixed64(UInt64)
        case fixed32(UInt32)
        /// A string, bytes, a message or packed numbers.
        case bytes(ArraySlice<UInt8>)
    }

    /// The bytes are no message.
    package struct Malformed: Error, CustomStringConvertible {
        package let description: String
    }

    private var rest: ArraySlice<UInt8>

    package init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// The next field; nil at the end.
    package mutating func next() throws(Malformed) -> (number: Int, value: Value)? {
        if rest.isEmpty { return nil }
        let key = try varint()
        let number = Int(key >> 3)
        guard number > 0, number < 1 << 29, let type = ProtobufType(rawValue: UInt8(key & 7)) else {
            throw Malformed(description: "a field has the key \(key), which there isn't")
        }
        switch type {
        case .varint: return (number, .varint(try varint()))
        case .fixed64: return (number, .fixed64(try fixed()))
        case .fixed32: return (number, .fixed32(try fixed()))
        case .length:
            let count = try varint()
            guard count <= UInt64(rest.count) else {
                throw Malformed(description: "field \(number) has \(count) bytes, and \(rest.count) are left")
            }
            return (number, .bytes(take(Int(count))))
        }
    }

    private mutating func take(_ count: Int) -> ArraySlice<UInt8> {
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    private mutating func varint() throws(Malformed) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard let byte = rest.popFirst() else { throw Malformed(description: "it ends within a number") }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw Malformed(description: "a number has more than 10 bytes")
    }

    private mutating func fixed<Number: FixedWidthInteger>() throws(Malformed) -> Number {
        let count = MemoryLayout<Number>.size
        guard rest.count >= count else { throw Malformed(description: "it ends within a number") }
        return take(count).reversed().reduce(0) { $0 << 8 | Number($1) }
    }
}

extension ProtobufReader.Value {
    package var integer: Int64? { if case .varint(let value) = self { Int64(bitPattern: value) } else { nil } }

    package var double: Double? { if case .fixed64(let value) = self { Double(bitPattern: value) } else { nil } }

    package var float: Float? { if case .fixed32(let value) = self { Float(bitPattern: value) } else { nil } }

    package var bytes: ArraySlice<UInt8>? { if case .bytes(let value) = self { value } else { nil } }

    /// Bytes that aren't UTF-8 are replaced.
    package var string: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    /// A message's fields in order; nil for what is none by its type.
    package func fields() throws(ProtobufReader.Malformed) -> [(number: Int, value: Self)]? {
        guard let bytes else { return nil }
        var reader = ProtobufReader(bytes)
        var fields: [(number: Int, value: Self)] = []
        while let field = try reader.next() { fields.append(field) }
        return fields
    }
}
