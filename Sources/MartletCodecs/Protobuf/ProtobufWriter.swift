/// Writes messages of Protocol Buffers: fields by their public numbers, in the order in which they are given
/// (https://protobuf.dev/programming-guides/encoding). The memory is kept from one message to the next.
package struct ProtobufWriter {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    /// Begins another message in the same memory.
    package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// A number of the types int32, int64, uint64, bool or an enumeration.
    package mutating func field(_ number: Int, varint value: some FixedWidthInteger) {
        key(number, .varint)
        varint(UInt64(truncatingIfNeeded: value))
    }

    package mutating func field(_ number: Int, _ value: Double) {
        key(number, .fixed64)
        fixed(value.bitPattern)
    }

    package mutating func field(_ number: Int, _ value: Float) {
        key(number, .fixed32)
        fixed(value.bitPattern)
    }

    package mutating func field(_ number: Int, _ value: String) {
        field(number, bytes: value.utf8)
    }

    package mutating func field(_ number: Int, bytes value: some Collection<UInt8>) {
        key(number, .length)
        varint(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    /// A message within this one.
    package mutating func field(_ number: Int, _ write: (inout ProtobufWriter) throws -> Void) rethrows {
        key(number, .length)
        // Most have fewer than 128 bytes, whose length takes one.
        bytes.append(0)
        let start = bytes.count
        try write(&self)
        var count = UInt64(bytes.count - start)
        if count < 0x80 {
            bytes[start - 1] = UInt8(count)
        } else {
            var length: [UInt8] = []
            while count >= 0x80 {
                length.append(UInt8(truncatingIfNeeded: count) | 0x80)
                count >>= 7
            }
            bytes.replaceSubrange(start - 1..<start, with: length + [UInt8(count)])
        }
    }

    private mutating func key(_ number: Int, _ type: ProtobufType) {
        varint(UInt64(number) << 3 | UInt64(type.rawValue))
    }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private mutating func fixed(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
}

/// How the value of a field is laid down.
enum ProtobufType: UInt8 {
    case varint = 0
    case fixed64 = 1
    case length = 2
    case fixed32 = 5
}
