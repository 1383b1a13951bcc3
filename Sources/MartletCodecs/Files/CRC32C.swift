/// The cyclic redundancy check CRC-32C (Castagnoli), which finds every error burst of up to 32 bits.
///
/// Eight bytes a step by eight tables ("slicing-by-8", Kounavis and Berry 2005).
package struct CRC32C {
    private var state = UInt32.max

    package init() {}

    /// The check of all bytes so far.
    package var value: UInt32 { ~state }

    /// The check with its name, such as `crc32c:0123abcd`.
    package var text: String {
        let digits = String(value, radix: 16)
        return "crc32c:" + String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// Adds `bytes`.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        state = tables.withUnsafeBufferPointer { tables in
            var state = state
            var at = 0
            while at + 8 <= bytes.count {
                let word =
                    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)) ^ UInt64(state)
                state = 0
                for byte in 0..<8 {
                    state ^= tables[(7 - byte) << 8 | Int(word >> (8 * UInt64(byte)) & 0xFF)]
                }
                at += 8
            }
            while at < bytes.count {
                state = tables[Int(UInt8(truncatingIfNeeded: state) ^ bytes[at])] ^ state >> 8
                at += 1
            }
            return state
        }
    }

    /// Adds `text` in UTF-8 and a zero byte.
    package mutating func update(_ text: String) {
        var text = text
        text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
        withUnsafeBytes(of: UInt8(0)) { update($0) }
    }
}

/// Table k holds the check of each byte followed by k zeros.
private let tables: [UInt32] = {
    var tables: [UInt32] = (0..<256).map { byte in
        var crc = UInt32(byte)
        for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0x82F6_3B78 : crc >> 1 }
        return crc
    }
    for index in 256..<2048 {
        let previous = tables[index - 256]
        tables.append(tables[Int(previous & 0xFF)] ^ previous >> 8)
    }
    return tables
}()
