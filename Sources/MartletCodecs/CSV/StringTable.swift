/// Strings by the order of their first appearance, and for each row the one it holds.
struct StringTable {
    private var codes: [Int32] = []
    private var strings: [String] = []
    private var hashes: [Int] = []
    /// Open addressing with linear steps: a code, or -1. Its length is 0 or a power of two, at most half full.
    private var slots: [Int32] = []

    init() {}

    /// A table that knows `strings`, which are distinct, and has no rows.
    init(_ strings: [String]) {
        self.strings = strings
        hashes = strings.map { string in
            var string = string
            return string.withUTF8 { Self.hash($0.span) }
        }
        while strings.count * 2 >= slots.count { grow() }
    }

    private static func hash(_ bytes: borrowing Span<UInt8>) -> Int {
        var hasher = Hasher()
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        return hasher.finalize()
    }

    /// The string that came last for the first time.
    var last: String { strings[strings.count - 1] }
    /// Its code.
    var lastCode: Int32 { Int32(strings.count - 1) }

    /// Adds a row; true when its string is new.
    mutating func append(_ bytes: borrowing Span<UInt8>, _ field: CSVScanner.Field) throws(CSVError) -> Bool {
        if field.hasDoubledQuotes {
            let text = field.unescaped(bytes)
            return try append(text.span, 0..<text.count, line: field.line)
        }
        return try append(bytes, field.range, line: field.line)
    }

    private mutating func append(
        _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, line: Int
    ) throws(CSVError) -> Bool {
        let hash = Self.hash(bytes.extracting(range))
        try codes.requireRoom(line: line)
        if strings.count * 2 >= slots.count {
            try CSVError.requireRoom(slots.count * 2 * MemoryLayout<Int32>.stride, line: line)
            grow()
        }
        var slot = hash & (slots.count - 1)
        while slots[slot] >= 0 {
            let code = Int(slots[slot])
            if hashes[code] == hash, isEqual(strings[code], bytes, range) {
                codes.append(Int32(code))
                return false
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        guard strings.count < Int32.max else { throw CSVError(line: line, "more than \(Int32.max) distinct strings") }
        try strings.requireRoom(line: line)
        try hashes.requireRoom(line: line)
        let field = CSVScanner.Field(range: range, line: line)
        strings.append(try field.string(bytes))
        hashes.append(hash)
        slots[slot] = Int32(strings.count - 1)
        codes.append(slots[slot])
        return true
    }

    private func isEqual(_ string: String, _ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard string.utf8.count == range.count else { return false }
        var at = range.lowerBound
        for byte in string.utf8 {
            guard byte == bytes[at] else { return false }
            at += 1
        }
        return true
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: max(slots.count * 2, 16))
        for code in strings.indices {
            var slot = hashes[code] & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(code)
        }
    }

    /// The rows' codes into the distinct strings by their first appearance.
    consuming func unsorted() -> (codes: [Int32], strings: [String]) { (codes, strings) }

    /// The rows' codes into the distinct strings sorted by code points; strings that Unicode holds to be the same are, and
    /// those whose codes are in `missing` get -1.
    consuming func sorted(without missing: Set<Int32> = []) -> (codes: [Int32], strings: [String]) {
        let order = strings.indices.sorted { strings[$0].utf8.lexicographicallyPrecedes(strings[$1].utf8) }
        var ranks = [Int32](repeating: -1, count: strings.count)
        var known: [String: Int32] = [:]
        var distinct: [String] = []
        for code in order where !missing.contains(Int32(code)) {
            let rank = known[strings[code]] ?? Int32(distinct.count)
            if known.updateValue(rank, forKey: strings[code]) == nil { distinct.append(strings[code]) }
            ranks[code] = rank
        }
        return (codes.map { ranks[Int($0)] }, distinct)
    }
}
