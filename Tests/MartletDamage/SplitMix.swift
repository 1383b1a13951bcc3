/// Sebastiano Vigna's SplitMix64: small, and the same everywhere.
package struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    package init(state: UInt64) { self.state = state }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }

    /// One change of the kinds that break parsers.
    package mutating func damage(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        let position = Int.random(in: bytes.indices, using: &self)
        switch Int.random(in: 0..<8, using: &self) {
        case 0: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &self)
        case 1: bytes[position] = .random(in: 0...255, using: &self)
        case 2: bytes[position] = Array("{}[]\",:0-9e.\n\r\\".utf8).randomElement(using: &self)!
        case 3: bytes.remove(at: position)
        case 4: bytes.insert(.random(in: 0...255, using: &self), at: position)
        case 5: bytes.removeSubrange(position...)
        case 6:
            let end = min(position + Int.random(in: 1...40, using: &self), bytes.count)
            bytes.insert(contentsOf: bytes[position..<end], at: Int.random(in: 0...bytes.count, using: &self))
        default:
            let digits = Array(String(UInt64.random(in: 0 ... .max, using: &self)).utf8)
            bytes.insert(contentsOf: digits, at: position)
        }
    }
}
