import MartletCodecs

/// Damages HDF5 files where it matters: in the fields of their structures, most of which are addresses and sizes.
package struct HDF5Damage {
    private let whole: [UInt8]
    /// Where structures begin.
    private let structures: [Int]
    /// Where addresses of structures are.
    private let pointers: [Int]
    /// Where checksums are of what lies from the start of a structure up to them.
    private let checksums: [(start: Int, end: Int)]

    package init(_ whole: [UInt8]) {
        self.whole = whole
        let signatures: Set = [
            "TREE", "SNOD", "HEAP", "GCOL", "OHDR", "OCHK", "FRHP", "FHDB", "FHIB", "BTHD", "BTIN", "BTLF", "FAHD",
            "FADB",
            "EAHD", "EAIB", "EASB", "EADB",
        ]
        var (structures, pointers): (Set<Int>, [Int]) = ([0], [])
        for place in whole.indices.dropLast(8) {
            if signatures.contains(String(decoding: whole[place..<place + 4], as: UTF8.self)) {
                structures.insert(place)
            }
            let value = whole[place..<place + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            // What leads to a signature or to an older object's header, which begins with 1 and 0.
            guard value > 0, value < UInt64(whole.count - 8), value % 8 == 0 || place > 0 else { continue }
            let target = Int(value)
            let isHeader = whole[target] == 1 && whole[target + 1] == 0 && target % 8 == 0
            if isHeader || signatures.contains(String(decoding: whole[target..<target + 4], as: UTF8.self)) {
                structures.insert(target)
                pointers.append(place)
            }
        }
        self.structures = structures.sorted()
        self.pointers = pointers
        // What older files are made of has none.
        checksums = self.structures.filter { start in
            let signature = String(decoding: whole[start..<start + 4], as: UTF8.self)
            return start == 0
                ? whole[8] > 1 : signatures.subtracting(["TREE", "SNOD", "HEAP", "GCOL"]).contains(signature)
        }.compactMap { Self.checksum(of: $0, in: whole) }
    }

    /// Where the checksum of the structure at `start` is, found by trying; nil if it has none.
    private static func checksum(of start: Int, in whole: [UInt8]) -> (start: Int, end: Int)? {
        for end in start + 12..<max(start + 13, min(start + 2048, whole.count - 4)) where end + 4 <= whole.count {
            if word(whole, end) == HDF5Checksum.of(whole[start..<end]) { return (start, end) }
        }
        return nil
    }

    private static func word(_ bytes: [UInt8], _ place: Int) -> UInt32 {
        (0..<4).reversed().reduce(0) { $0 << 8 | UInt32(bytes[place + $1]) }
    }

    /// A copy with one to four changes.
    ///
    /// - Parameter repairing: whether checksums are made right again where they were.
    package func damaged(using generator: inout some RandomNumberGenerator, repairing: Bool = false) -> [UInt8] {
        var bytes = whole
        for _ in 0..<Int.random(in: 1...4, using: &generator) { change(&bytes, &generator) }
        for (start, end) in repairing ? checksums : [] where end + 4 <= bytes.count {
            write(UInt64(HDF5Checksum.of(bytes[start..<end])), 4, at: end, &bytes)
        }
        return bytes
    }

    private func change(_ bytes: inout [UInt8], _ generator: inout some RandomNumberGenerator) {
        let place = structures.randomElement(using: &generator)! + Int.random(in: 0..<160, using: &generator)
        switch Int.random(in: 0..<10, using: &generator) {
        case 0, 1:
            if let pointer = pointers.randomElement(using: &generator) {
                write(UInt64(structures.randomElement(using: &generator)!), 8, at: pointer, &bytes)
            }
        case 2:
            let source = structures.randomElement(using: &generator)!
            for index in 0..<Int.random(in: 1...64, using: &generator)
            where source + index < bytes.count && place + index < bytes.count {
                bytes[place + index] = bytes[source + index]
            }
        case 3 where Int.random(in: 0..<8, using: &generator) == 0:
            bytes.removeSubrange(Int.random(in: 0..<bytes.count, using: &generator)...)
        case 4, 5:
            // A little more or less.
            let width = [1, 2, 4, 8].randomElement(using: &generator)!
            let old = (0..<width).reversed().reduce(UInt64(0)) {
                $0 << 8 | UInt64(place + $1 < bytes.count ? bytes[place + $1] : 0)
            }
            write(
                old &+ UInt64(truncatingIfNeeded: Int.random(in: -9...9, using: &generator)), width, at: place, &bytes)
        default:
            let width = [1, 2, 4, 8].randomElement(using: &generator)!
            let values: [UInt64] = [
                0, 1, 2, 7, 8, 255, 4096, 1 << 16, 1 << 24, 1 << 31, .max >> 32, 1 << 40, .max >> 1, .max, .max - 7,
                UInt64(whole.count), UInt64(whole.count - 1), .random(in: 0 ... .max, using: &generator),
                .random(in: 0...UInt64(whole.count), using: &generator),
            ]
            write(values.randomElement(using: &generator)!, width, at: place, &bytes)
        }
    }

    private func write(_ value: UInt64, _ width: Int, at place: Int, _ bytes: inout [UInt8]) {
        for index in 0..<width where place + index < bytes.count {
            bytes[place + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index))
        }
    }
}
