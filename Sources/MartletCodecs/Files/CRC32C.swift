/// The cyclic redundancy check CRC-32C (Castagnoli), which finds every error burst of up to 32 bits.
package struct CRC32C {
    private var check = CyclicCheck(.castagnoli)

    package init() {}

    /// The check of all bytes so far.
    package var value: UInt32 { check.value }

    /// The check with its name, such as `crc32c:0123abcd`.
    package var text: String {
        let digits = String(value, radix: 16)
        return "crc32c:" + String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// Adds `bytes`.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) { check.update(bytes) }

    /// Adds `text` in UTF-8 and a zero byte.
    package mutating func update(_ text: String) {
        var text = text
        text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
        withUnsafeBytes(of: UInt8(0)) { update($0) }
    }
}
