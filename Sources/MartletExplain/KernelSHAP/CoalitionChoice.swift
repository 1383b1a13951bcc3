import MartletNumerics

/// Which pairs of coalitions are asked for, in what order.
///
/// Sizes are taken from the outside in, as they weigh most: all pairs of a size while a sample of what may still be
/// asked would have all of them. The rest is drawn without repetition, of each size in proportion to its weight, by
/// systematic sampling: half the error of drawing sizes at random, too (Lundberg & Lee 2017; Covert & Lee 2021 on
/// pairs).
struct CoalitionChoice {
    /// The first pairs, which are a choice by themselves.
    struct Stage {
        /// How many.
        let pairs: Int
        /// `[pairs]`: w of Shapley's kernel; where a sample stands for all pairs of a size, theirs together.
        var weights: [Double] = []
        /// `[pairs]`: which part of the pairs of their size is there.
        var shares: [Double] = []
    }

    let features: Int
    /// `[pairs × features]`: whether a feature is in the first of a pair.
    private(set) var members: [Bool] = []
    /// From the smallest; the last has all pairs.
    private(set) var stages: [Stage] = []

    private let sizes: [Size]
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

    /// - Parameters:
    ///   - budget: how many pairs there may be.
    ///   - isStaged: whether fewer are to be a choice, too: four for each feature, and so on in steps of a quarter.
    init(features: Int, pairs budget: Int, isStaged: Bool = false, seed: UInt64) throws {
        self.features = features
        sizes = (1...max(1, features / 2)).map { Size($0, of: features) }
        generator = RandomGenerator(seed: seed, stream: UInt64(features))
        let all = allocation(budget)
        let isWhole = zip(all, sizes).allSatisfy { $0 >= $1.pairs }
        let count = isWhole ? Int(all.reduce(0, +)) : budget
        guard count <= 1 << 27 / features else {
            throw ExplanationError.invalid(
                argument: "nsamples",
                reason: "asks for \(2 * count) coalitions of \(features) features at once; "
                    + "give at most \(1 << 28 / features)")
        }
        // As many of a size as there are whole numbers, from a random start, in its part of the line.
        var place = isWhole ? 0 : generator.nextUnit()
        var starts: [Double] = []
        for (expected, size) in zip(all, sizes) {
            if expected >= size.pairs {
                starts.append(isStaged ? generator.nextUnit() : 0)
            } else {
                starts.append(place - place.rounded(.down))
                place += expected
            }
        }
        let found = sizes.indices.map { index in
            all[index] >= sizes[index].pairs
                ? every(sizes[index], isShuffled: isStaged)
                : sample(sizes[index], count: Int(starts[index] + all[index]))
        }
        var budgets = [Double(count)]
        while isStaged, budgets[0] / 1.25 >= Double(4 * features) { budgets.insert(budgets[0] / 1.25, at: 0) }
        var counts = [Int](repeating: 0, count: sizes.count)
        var order: [Int] = []
        for budget in budgets {
            let expected = zip(allocation(Int(budget)), all).map { min($0, $1) }
            for index in sizes.indices {
                let count = min(found[index].count, Int(starts[index] + expected[index]))
                for place in counts[index]..<max(count, counts[index]) {
                    order.append(index)
                    let start = members.count
                    members.append(contentsOf: repeatElement(false, count: features))
                    for feature in found[index][place] { members[start + feature] = true }
                }
                counts[index] = max(count, counts[index])
            }
            var stage = Stage(pairs: order.count)
            for index in order {
                stage.weights.append(sizes[index].weight / expected[index])
                stage.shares.append(min(1, Double(counts[index]) / sizes[index].pairs))
            }
            stages.append(stage)
        }
    }

    /// How many pairs of each size a budget has, on average where they are drawn.
    private func allocation(_ budget: Int) -> [Double] {
        var (left, weight) = (Double(budget), sizes.reduce(0) { $0 + $1.weight })
        var isWhole = true
        return sizes.map { size in
            // Rounding mustn't leave one of all coalitions out.
            isWhole = isWhole && left * size.weight / weight >= size.pairs * (1 - 1e-8)
            guard isWhole else { return left * size.weight / weight }
            left -= size.pairs
            weight -= size.weight
            return size.pairs
        }
    }

    /// All pairs of a size, in the order of their features or another.
    private mutating func every(_ size: Size, isShuffled: Bool) -> [[Int]] {
        var coalition = Array(0..<size.size)
        var all = [coalition]
        while all.count < Int(size.pairs),
            let last = coalition.indices.last(where: { coalition[$0] < features - size.size + $0 })
        {
            let next = coalition[last] + 1
            for place in last..<size.size { coalition[place] = next + place - last }
            all.append(coalition)
        }
        if isShuffled { all.shuffle(using: &generator) }
        return all
    }

    private mutating func sample(_ size: Size, count: Int) -> [[Int]] {
        var (known, found): (Set<[Int]>, [[Int]]) = ([], [])
        var order = Array(0..<features)
        while Double(found.count) < min(Double(count), size.pairs) {
            generator.permutation(into: &order)
            var coalition = order.prefix(size.size).sorted()
            if 2 * size.size == features, coalition[0] != 0 { coalition = order.dropFirst(size.size).sorted() }
            if known.insert(coalition).inserted { found.append(coalition) }
        }
        return found
    }
}
