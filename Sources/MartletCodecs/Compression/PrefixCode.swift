/// A prefix code as DEFLATE has it, by which each symbol is written in a whole number of bits.
struct PrefixCode {
    /// The bits of each symbol; 0 for those that don't occur.
    let lengths: [UInt8]
    /// Each symbol's bits, that which is written first the lowest.
    let bits: [UInt16]

    /// The shortest code for symbols that occur so often (Huffman 1952), or one nearly as short of `limit` bits at most.
    init(counts: [Int], limit: Int) {
        var counts = counts
        var lengths = Self.lengths(counts)
        while lengths.max()! > limit {
            // Rare symbols count for more, and come nearer to the others.
            for symbol in counts.indices where counts[symbol] > 0 { counts[symbol] = (counts[symbol] + 1) / 2 + 1 }
            lengths = Self.lengths(counts)
        }
        self.init(lengths: lengths.map { UInt8($0) })
    }

    /// The canonical code whose symbols have these lengths.
    private init(lengths: [UInt8]) {
        self.lengths = lengths
        var bits = [UInt16](repeating: 0, count: lengths.count)
        var code: UInt16 = 0
        for length in 1...15 as ClosedRange<UInt8> {
            for symbol in lengths.indices where lengths[symbol] == length {
                // Codes go with their highest bit first.
                for bit in 0..<UInt16(length) where code >> bit & 1 == 1 {
                    bits[symbol] |= 1 << (UInt16(length) - 1 - bit)
                }
                code &+= 1
            }
            code <<= 1
        }
        self.bits = bits
    }

    private static func lengths(_ counts: [Int]) -> [Int] {
        let symbols = counts.indices.filter { counts[$0] > 0 }.sorted { (counts[$0], $0) < (counts[$1], $1) }
        var lengths = [Int](repeating: 0, count: counts.count)
        guard symbols.count > 1 else {
            for symbol in symbols { lengths[symbol] = 1 }
            return lengths
        }
        // The tree's leaves and then its inner nodes, both in the order of their counts.
        var sums = symbols.map { counts[$0] }
        var parents = [Int](repeating: 0, count: 2 * symbols.count - 1)
        var (leaf, inner) = (0, symbols.count)
        func smallest() -> Int {
            let isLeaf = leaf < symbols.count && (inner == sums.count || sums[leaf] <= sums[inner])
            defer { if isLeaf { leaf += 1 } else { inner += 1 } }
            return isLeaf ? leaf : inner
        }
        while sums.count < parents.count {
            let (a, b) = (smallest(), smallest())
            (parents[a], parents[b]) = (sums.count, sums.count)
            sums.append(sums[a] + sums[b])
        }
        var depths = [Int](repeating: 0, count: parents.count)
        for node in parents.indices.dropLast().reversed() { depths[node] = depths[parents[node]] + 1 }
        for (node, symbol) in symbols.enumerated() { lengths[symbol] = depths[node] }
        return lengths
    }
}
