/// A cyclic redundancy check of 32 bits, of one polynomial or another.
///
/// Eight bytes a step by eight tables ("slicing-by-8", Kounavis and Berry 2005).
struct CyclicCheck {
    /// A polynomial's tables.
    struct Tables: Sendable {
        fileprivate let words: [UInt32]

        /// Castagnoli's.
        static let castagnoli = Tables(0x82F6_3B78)
        /// That of gzip and zip.
        static let gzip = Tables(0xEDB8_8320)

        /// Table k holds the check of each byte followed by k zeros.
        private init(_ polynomial: UInt32) {
            var words: [UInt32] = (0..<256).map { byte in
                var crc = UInt32(byte)
                for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ polynomial : crc >> 1 }
                return crc
            }
            for index in 256..<2048 {
                let previous = words[index - 256]
                words.append(words[Int(previous & 0xFF)] ^ previous >> 8)
            }
            self.words = words
        }
    }

    private let tables: Tables
    private var state = UInt32.max

    init(_ tables: Tables) { self.tables = tables }

    /// The check of all bytes so far.
    var value: UInt32 { ~state }

    /// Adds `bytes`.
    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        state = tables.words.withUnsafeBufferPointer { words in
            var state = state
            var at = 0
            while at + 8 <= bytes.count {
                let word =
                    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)) ^ UInt64(state)
                state = 0
                for byte in 0..<8 {
                    state ^= words[(7 - byte) << 8 | Int(word >> (8 * UInt64(byte)) & 0xFF)]
                }
                at += 8
            }
            while at < bytes.count {
                state = words[Int(UInt8(truncatingIfNeeded: state) ^ bytes[at])] ^ state >> 8
                at += 1
            }
            return state
        }
    }
}
