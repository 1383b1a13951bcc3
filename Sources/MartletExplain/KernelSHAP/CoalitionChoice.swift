import MartletNumerics

/// Which pairs of coalitions are asked for, in what order.
///
/// All pairs of a size are, while its part of what may still be asked would have them. Of the others some are drawn without
/// repetition, by systematic sampling of how many of each size, in proportion to the root of what the size weighs: where
/// outputs of each size differ alike from what is fitted to them, errors of values are least then (Neyman 1934), about
/// halfway between Shapley's kernel (Lundberg & Lee 2017) and as many of each size (Musco & Witter 2025: "Provably accurate
/// Shapley value estimation via leverage score sampling").
struct CoalitionChoice {
    /// The first pairs, which are a choice by themselves.
    private struct Stage {
        /// How many of each size there are on average, and here.
        let expected: [Double]
        let counts: [Int]
    }

    let features: Int
    /// `[pairs × features]`: whether a feature is in the first of a pair; of all that were drawn.
    private(set) var members: [Bool] = []
    /// From the smallest.
    private let stages: [Stage]
    private let sizes: [Size]
    /// The size of each pair that was drawn, how many there are of each size, and which by chance.
    private var order: [Int] = []
    private var counts: [Int]
    private var known: [Set<[Int]>]
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
    ///   - isStaged: whether fewer are to be a choice, too: four for each feature, and so on in steps of a tenth.
    /// - Throws: `ExplanationError.invalid` for a budget beyond memory.
    init(features: Int, pairs budget: Int, isStaged: Bool = false, seed: UInt64) throws {
        self.features = features
        let sizes = (1...max(1, features / 2)).map { Size($0, of: features) }
        generator = RandomGenerator(seed: seed, stream: UInt64(features))
        let all = Self.allocation(Double(budget), sizes)
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
        var budgets = [Double(count)]
        while isStaged, budgets[0] / 1.1 >= Double(4 * features) { budgets.insert(budgets[0] / 1.1, at: 0) }
        stages = budgets.map { budget in
            let expected = Self.allocation(budget, sizes)
            return Stage(
                expected: expected,
                counts: sizes.indices.map { Int(min(sizes[$0].pairs, starts[$0] + expected[$0])) })
        }
        counts = sizes.map { _ in 0 }
        known = sizes.map { _ in [] }
        self.sizes = sizes
    }

    var stageCount: Int { stages.count }

    /// How many pairs a stage has.
    func pairs(_ stage: Int) -> Int { stages[stage].counts.reduce(0, +) }

    /// Of the pairs of a stage w, of Shapley's kernel, where a sample stands for all pairs of a size; and which part of the pairs of
    /// their size is there.
    func weights(_ stage: Int) -> (weights: [Double], shares: [Double]) {
        let (stage, order) = (stages[stage], self.order.prefix(pairs(stage)))
        return (
            order.map { sizes[$0].weight / stage.expected[$0] },
            order.map { min(1, Double(stage.counts[$0]) / sizes[$0].pairs) }
        )
    }

    /// Draws what a stage has more than those before.
    mutating func draw(_ stage: Int) {
        for stage in stages[...stage] {
            for (index, count) in stage.counts.enumerated() where count > counts[index] {
                if Double(count) == sizes[index].pairs {
                    for coalition in every(sizes[index]) where !known[index].contains(coalition) {
                        take(coalition, index)
                    }
                } else {
                    draw(index, to: count)
                }
            }
        }
    }

    private mutating func take(_ coalition: [Int], _ index: Int) {
        order.append(index)
        counts[index] += 1
        let start = members.count
        members.append(contentsOf: repeatElement(false, count: features))
        for feature in coalition { members[start + feature] = true }
    }

    /// How many pairs of each size a budget has, on average where they are drawn.
    private static func allocation(_ budget: Double, _ sizes: [Size]) -> [Double] {
        var whole: Set<Int> = []
        while true {
            let rest = sizes.indices.filter { !whole.contains($0) }
            let left = budget - whole.reduce(0) { $0 + sizes[$1].pairs }
            let sum = rest.reduce(0) { $0 + sizes[$1].weight.squareRoot() }
            func part(_ index: Int) -> Double { left * sizes[index].weight.squareRoot() / sum }
            // Rounding mustn't leave one of all coalitions out.
            let found = rest.filter { part($0) >= sizes[$0].pairs * (1 - 1e-8) }
            if found.isEmpty { return sizes.indices.map { whole.contains($0) ? sizes[$0].pairs : part($0) } }
            whole.formUnion(found)
        }
    }

    /// All pairs of a size, in the order of their features.
    private func every(_ size: Size) -> [[Int]] {
        var coalition = Array(0..<size.size)
        var all = [coalition]
        while all.count < Int(size.pairs),
            let last = coalition.indices.last(where: { coalition[$0] < features - size.size + $0 })
        {
            let next = coalition[last] + 1
            for place in last..<size.size { coalition[place] = next + place - last }
            all.append(coalition)
        }
        return all
    }

    private mutating func draw(_ index: Int, to count: Int) {
        let size = sizes[index].size
        var order = Array(0..<features)
        while counts[index] < count {
            generator.permutation(into: &order)
            var coalition = order.prefix(size).sorted()
            if 2 * size == features, coalition[0] != 0 { coalition = order.dropFirst(size).sorted() }
            if known[index].insert(coalition).inserted { take(coalition, index) }
        }
    }
}
