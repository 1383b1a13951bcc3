/// The check that newer structures end with: Bob Jenkins's `lookup3`, `hashlittle` from 0 (2006, public domain).
package enum HDF5Checksum {
    package static func of(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        let start = 0xDEAD_BEEF &+ UInt32(truncatingIfNeeded: bytes.count)
        var (a, b, c) = (start, start, start)
        var at = bytes.startIndex
        func word(_ from: Int) -> UInt32 {
            var word: UInt32 = 0
            for index in 0..<4 where from + index < bytes.endIndex {
                word |= UInt32(bytes[from + index]) << UInt32(8 * index)
            }
            return word
        }
        while bytes.endIndex - at > 12 {
            a &+= word(at)
            b &+= word(at + 4)
            c &+= word(at + 8)
            (a, b, c) = mixed(a, b, c)
            at += 12
        }
        guard at < bytes.endIndex else { return c }
        a &+= word(at)
        b &+= word(at + 4)
        c &+= word(at + 8)
        return final(a, b, c)
    }

    private static func rotated(_ value: UInt32, _ count: UInt32) -> UInt32 { value << count | value >> (32 - count) }

    private static func mixed(_ a: UInt32, _ b: UInt32, _ c: UInt32) -> (UInt32, UInt32, UInt32) {
        var (a, b, c) = (a, b, c)
        a = (a &- c) ^ rotated(c, 4)
        c = c &+ b
        b = (b &- a) ^ rotated(a, 6)
        a = a &+ c
        c = (c &- b) ^ rotated(b, 8)
        b = b &+ a
        a = (a &- c) ^ rotated(c, 16)
        c = c &+ b
        b = (b &- a) ^ rotated(a, 19)
        a = a &+ c
        c = (c &- b) ^ rotated(b, 4)
        b = b &+ a
        return (a, b, c)
    }

    private static func final(_ a: UInt32, _ b: UInt32, _ c: UInt32) -> UInt32 {
        var (a, b, c) = (a, b, c)
        c = (c ^ b) &- rotated(b, 14)
        a = (a ^ c) &- rotated(c, 11)
        b = (b ^ a) &- rotated(a, 25)
        c = (c ^ b) &- rotated(b, 16)
        a = (a ^ c) &- rotated(c, 4)
        b = (b ^ a) &- rotated(a, 14)
        return (c ^ b) &- rotated(b, 24)
    }
}
