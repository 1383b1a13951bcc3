import MartletNumerics

extension PairRegression {
    /// Functions of pairs that are fitted beside the signs: control variates (Witter, Liu & Musco 2025: "Regression-adjusted
    /// Monte Carlo estimators for Shapley values and probabilistic values"). All coalitions would leave the values as they
    /// are; of a sample, what several features do together doesn't pass for what they do alone.
    struct Interactions {
        /// `[pairs, functions]`: what the signs leave of them.
        let rest: Tensor
        /// `[pairs, functions]`: by what their slopes come of what the signs leave of differences.
        let part: Tensor
        /// `[features, functions]`: what the signs fit to them by chance.
        let chance: Tensor

        init(rest: Tensor, part: Tensor, chance: Tensor) { (self.rest, self.part, self.chance) = (rest, part, chance) }

        /// One for each output, of which nothing comes.
        init(none values: Tensor, _ pairs: Int) {
            let nothing = Tensor.zeros([pairs, values.shape[1]], dtype: .float64)
            self.init(rest: nothing, part: nothing, chance: .zeros(values.shape, dtype: .float64))
        }
    }

    /// Products of the signs of any three of the features that matter most, one for each 50 pairs at most; each less a
    /// third of the three signs, which is what all coalitions would fit to it. Nil where pairs don't tell them apart.
    func products(for values: Tensor) throws -> Interactions? {
        var count = 0
        while count < features, (count + 1) * count * (count - 1) / 6 <= pairs / 50 { count += 1 }
        guard count >= 3 else { return nil }
        let importance = try values.square().sum(axis: 1).array(of: Double.self)
        let order = importance.indices.sorted { (-importance[$0], $0) < (-importance[$1], $1) }
        var triples: [(Int, Int, Int)] = []
        for third in 2..<count {
            for second in 1..<third {
                for first in 0..<second { triples.append((order[first], order[second], order[third])) }
            }
        }
        var columns: [Double] = []
        columns.reserveCapacity(pairs * triples.count)
        try signs.withSpan(as: Double.self) { signs in
            for start in stride(from: 0, to: pairs * features, by: features) {
                for (first, second, third) in triples {
                    let (a, b, c) = (signs[start + first], signs[start + second], signs[start + third])
                    columns.append(a * b * c - (a + b + c) / 3)
                }
            }
        }
        let all = try Tensor(columns, shape: [pairs, triples.count])
        let (rest, chance) = try left(of: all)
        let weighted = try weights * rest
        guard let inverse = try Self.inverse(of: rest.transposed().matmul(weighted)) else { return nil }
        let variances = try (inverse * .eye(triples.count, dtype: .float64)).sum(axis: 0)
        let inflation = try ((weights * all.square()).sum(axis: 0) * variances).max().scalar(as: Double.self)
        guard inflation < Self.mostInflation else { return nil }
        return Interactions(rest: rest, part: try weighted.matmul(inverse), chance: chance)
    }

    /// For each output (t·φ)³, less what all coalitions would fit to it: like what bends outputs along the sum of many
    /// features, as probabilities are bent at 0 and 1.
    ///
    /// A product of three signs has the Shapley values 1/3, so that those of the cube are φ (s² + 2 Σφ² - 2 s φ), where s = Σφ.
    func cubes(of values: Tensor, beside products: Interactions?) throws -> Interactions {
        let sums = try values.sum(axis: 0, keepingDimensions: true)
        let squares = try values.square().sum(axis: 0, keepingDimensions: true)
        let shapley = try values * (sums.square() + 2.0 * (squares - sums * values))
        let line = try signs.matmul(values)
        let excess = try line * line.square() - signs.matmul(shapley)
        let (rest, chance) = try left(of: excess, beside: products)
        let weighted = try weights * rest
        let power = try (weighted * rest).sum(axis: 0, keepingDimensions: true)
        let least = try (weights * excess.square()).sum(axis: 0, keepingDimensions: true) / Self.mostInflation
        let part = try weighted / Tensor.where(power .> least, power, Double.infinity)
        return Interactions(rest: rest, part: part, chance: chance)
    }

    /// How much of a function the signs and others may fit: what is left of it is a hundredth at least, or else its slope would
    /// be anything.
    private static let mostInflation = 100.0

    /// What the signs, and products beside them, leave of functions, and what the signs fit to them.
    private func left(
        of columns: Tensor, beside products: Interactions? = nil
    ) throws -> (rest: Tensor, chance: Tensor) {
        let chance = try map.matmul(columns)
        let rest = try columns - signs.matmul(chance)
        guard let products else { return (rest, chance) }
        let slopes = try products.part.transposed().matmul(rest)
        return (try rest - products.rest.matmul(slopes), try chance - products.chance.matmul(slopes))
    }
}
