#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The message digest MD5 (RFC 1321). It finds damage; it is no protection against forgery.
package struct MD5 {
    private var state: (UInt32, UInt32, UInt32, UInt32) = (0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476)
    /// What doesn't fill a block yet.
    private var rest: [UInt8] = []
    /// Bytes so far.
    private var count: UInt64 = 0

    package init() {}

    /// Adds `bytes`.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        count &+= UInt64(bytes.count)
        var bytes = bytes[...]
        if !rest.isEmpty {
            let missing = bytes.prefix(64 - rest.count)
            rest += missing
            bytes = bytes.dropFirst(missing.count)
            guard rest.count == 64 else { return }
            rest.withUnsafeBytes { digest($0) }
            rest.removeAll(keepingCapacity: true)
        }
        let whole = bytes.count & ~63
        digest(UnsafeRawBufferPointer(rebasing: bytes.prefix(whole)))
        rest += bytes.dropFirst(whole)
    }

    /// The digest of all bytes so far, as 32 hexadecimal digits.
    package var text: String {
        var end = self
        let bits = (count &* 8).littleEndian
        let zeros = (119 - rest.count) % 64
        ([0x80] + [UInt8](repeating: 0, count: zeros)).withUnsafeBytes { end.update($0) }
        withUnsafeBytes(of: bits) { end.update($0) }
        return [end.state.0, end.state.1, end.state.2, end.state.3].map { word in
            let digits = String(word.byteSwapped, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }

    /// The digest of a file.
    ///
    /// - Throws: `FileError` if it cannot be read.
    package static func text(ofFile path: String) throws(FileError) -> String {
        let file = try FileReader(path)
        var digest = MD5()
        var offset = 0
        while offset < file.count {
            let bytes = try file.bytes(at: offset, count: min(1 << 20, file.count - offset))
            bytes.withUnsafeBytes { digest.update($0) }
            offset += bytes.count
        }
        return digest.text
    }

    /// Adds whole blocks of 64 bytes.
    private mutating func digest(_ blocks: UnsafeRawBufferPointer) {
        sines.withUnsafeBufferPointer { sines in
            for start in stride(from: 0, to: blocks.count, by: 64) {
                let word = { (index: Int) in
                    UInt32(littleEndian: blocks.loadUnaligned(fromByteOffset: start + 4 * index, as: UInt32.self))
                }
                var (a, b, c, d) = state
                let step = { (mix: UInt32, index: Int, round: Int, shift: UInt32) in
                    let sum = a &+ mix &+ word(index) &+ sines[round]
                    (a, d, c, b) = (d, c, b, b &+ (sum << shift | sum >> (32 &- shift)))
                }
                for i in stride(from: 0, to: 16, by: 4) {
                    step(d ^ (b & (c ^ d)), i, i, 7)
                    step(d ^ (b & (c ^ d)), i + 1, i + 1, 12)
                    step(d ^ (b & (c ^ d)), i + 2, i + 2, 17)
                    step(d ^ (b & (c ^ d)), i + 3, i + 3, 22)
                }
                for i in stride(from: 16, to: 32, by: 4) {
                    step(c ^ (d & (b ^ c)), (5 * i + 1) & 15, i, 5)
                    step(c ^ (d & (b ^ c)), (5 * i + 6) & 15, i + 1, 9)
                    step(c ^ (d & (b ^ c)), (5 * i + 11) & 15, i + 2, 14)
                    step(c ^ (d & (b ^ c)), (5 * i + 16) & 15, i + 3, 20)
                }
                for i in stride(from: 32, to: 48, by: 4) {
                    step(b ^ c ^ d, (3 * i + 5) & 15, i, 4)
                    step(b ^ c ^ d, (3 * i + 8) & 15, i + 1, 11)
                    step(b ^ c ^ d, (3 * i + 11) & 15, i + 2, 16)
                    step(b ^ c ^ d, (3 * i + 14) & 15, i + 3, 23)
                }
                for i in stride(from: 48, to: 64, by: 4) {
                    step(c ^ (b | ~d), (7 * i) & 15, i, 6)
                    step(c ^ (b | ~d), (7 * i + 7) & 15, i + 1, 10)
                    step(c ^ (b | ~d), (7 * i + 14) & 15, i + 2, 15)
                    step(c ^ (b | ~d), (7 * i + 21) & 15, i + 3, 21)
                }
                state = (state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d)
            }
        }
    }
}

/// ⌊2³² · |sin(i + 1)|⌋
private let sines: [UInt32] = (1...64).map { UInt32(sin(Double($0)).magnitude * 0x1p32) }
