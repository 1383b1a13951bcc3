import MartletNumerics

/// Which pairs of coalitions are asked for.
///
/// Sizes are taken from the outside in, as they weigh most: all pairs of a size while a sample of what may still be
/// asked would have all of them. The rest is drawn without repetition, of each size in proportion to its weight, by
/// systematic sampling: half the error of drawing sizes at random, too (Lundberg & Lee 2017; Covert & Lee 2021 on
/// pairs).
struct CoalitionChoice {
    /// `[pairs × features]`: whether a feature is in the first of a pair.
    private(set) var members: [Bool] = []
    /// `[pairs]`: w of Shapley's kernel; where a sample stands for all pairs of a size, theirs together.
    private(set) var weights: [Double] = []
    /// `[pairs]`: which part of the pairs of their size is there.
    private(set) var shares: [Double] = []
    /// How many pairs there will be.
    let pairCount: Int

    private let features: Int
    private let sizes: [Size]
    /// How many sizes come whole.
    private let whole: Int
    private var generator: RandomGenerator

    /// The pairs of a coalition of so many features and the others.
    private struct Size {
        let size: Int
        /// How many there are.
        let pairs: Double
        /// What they weigh together.
        let weight: Double

        init(_ size: Int, of features: Int) {
            self.size = size
            // Each half is the complement of another half.
            let part = 2 * size == features ? 0.5 : 1
            let ways = (0..<size).reduce(1.0) { $0 * Double(features - $1) / Double($1 + 1) }
            pairs = (part * ways).rounded()
            weight = part * Double(features - 1) / (Double(size) * Double(features - size))
        }
    }

    init(features: Int, pairs budget: Int, seed: UInt64) {
        self.features = features
        sizes = (1...max(1, features / 2)).map { Size($0, of: features) }
        generator = RandomGenerator(seed: seed, stream: UInt64(features))
        var (left, weight, whole) = (Double(budget), sizes.reduce(0) { $0 + $1.weight }, 0)
        for size in sizes {
            // Rounding mustn't leave one of all coalitions out.
            guard left * size.weight / weight >= size.pairs * (1 - 1e-8) else { break }
            left -= size.pairs
            weight -= size.weight
            whole += 1
        }
        self.whole = whole
        pairCount = whole == sizes.count ? budget - Int(left) : budget
    }

    /// Chooses them.
    mutating func choose() {
        for size in sizes[..<whole] { addAll(size) }
        let rest = sizes[whole...]
        let left = Double(pairCount - shares.count)
        let weight = rest.reduce(0) { $0 + $1.weight }
        // As many of a size as there are whole numbers, from a random start, in its part of the line.
        var place = rest.isEmpty ? 0 : generator.nextUnit()
        for size in rest {
            let expected = left * size.weight / weight
            let count = Int((place + expected).rounded(.down)) - Int(place.rounded(.down))
            place += expected
            addSample(size, count: count, weight: size.weight / expected)
        }
    }

    private mutating func add(_ coalition: some Sequence<Int>, weight: Double, share: Double) {
        let start = members.count
        members.append(contentsOf: repeatElement(false, count: features))
        for feature in coalition { members[start + feature] = true }
        weights.append(weight)
        shares.append(share)
    }

    /// All pairs of a size, in the order of their features.
    private mutating func addAll(_ size: Size) {
        var coalition = Array(0..<size.size)
        for _ in 0..<Int(size.pairs) {
            add(coalition, weight: size.weight / size.pairs, share: 1)
            guard let last = coalition.indices.last(where: { coalition[$0] < features - size.size + $0 }) else {
                return
            }
            let next = coalition[last] + 1
            for place in last..<size.size { coalition[place] = next + place - last }
        }
    }

    private mutating func addSample(_ size: Size, count: Int, weight: Double) {
        var known: Set<[Int]> = []
        var order = Array(0..<features)
        while Double(known.count) < min(Double(count), size.pairs) {
            generator.permutation(into: &order)
            var coalition = order.prefix(size.size).sorted()
            if 2 * size.size == features, coalition[0] != 0 { coalition = order.dropFirst(size.size).sorted() }
            if known.insert(coalition).inserted {
                add(coalition, weight: weight, share: min(1, Double(count) / size.pairs))
            }
        }
    }
}
