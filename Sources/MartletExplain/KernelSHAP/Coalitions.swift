import MartletNumerics

/// Pairs of a coalition of features and its complement, and how values follow from what a function gives for them.
struct Coalitions {
    /// How many features.
    let features: Int
    /// `[pairs × features]`: whether a feature is in the first of a pair.
    let members: [Bool]
    /// `[pairs]`: which part of the pairs of its size is there; 1 where nothing was sampled.
    private let shares: [Double]
    /// `[pairs, 1]`: w of Shapley's kernel.
    private let weights: Tensor
    private let regression: PairRegression
    /// Which features get a value; nil if all do.
    private let selection: FeatureSelection?

    var pairs: Int { shares.count }

    /// The first pairs of a choice; none of a single feature.
    init(_ choice: CoalitionChoice?, stage: Int, l1: L1Selection) throws {
        guard let choice else {
            (features, members, shares) = (1, [], [])
            (weights, regression, selection) = (.zeros([0, 1], dtype: .float64), PairRegression(), nil)
            return
        }
        let (weights, shares) = choice.weights(stage)
        features = choice.features
        members = Array(choice.members[..<(shares.count * features)])
        self.shares = shares
        self.weights = try Tensor(weights, shape: [weights.count, 1])
        let signs = try Tensor(members.map { $0 ? 1.0 : -1 }, shape: [shares.count, features])
        let l1 = l1.resolved(features: features, pairs: shares.count)
        selection = l1 == .off ? nil : try FeatureSelection(l1, signs: signs, weights: weights)
        regression = try PairRegression(signs: signs, weights: self.weights)
    }

    /// The values of a row.
    ///
    /// - Parameters:
    ///   - differences: `[pairs, outputs]`: by how much the outputs of each pair differ.
    ///   - sums: `[pairs × outputs]`: what the outputs of a pair are together, less twice the base value.
    ///   - total: `[1, outputs]`: what all values add up to.
    /// - Returns: `[features, outputs]`, and the standard errors of sampling, 0 where nothing was sampled.
    func values(_ differences: Tensor, sums: [Double], total: Tensor) throws -> (values: Tensor, errors: Tensor) {
        guard let selection else { return try regression.values(differences, total: total, shares: shares) }
        var (values, errors): ([Tensor], [Tensor]) = ([], [])
        for output in 0..<total.shape[1] {
            let (u, sum) = (try differences[.all, output..<output + 1], try total[.all, output..<output + 1])
            let together = stride(from: output, to: sums.count, by: total.shape[1]).map { sums[$0] }
            let chosen: [Int]
            do {
                chosen = try selection.features(u.flattened(), sums: together, total: sum.scalar())
            } catch TensorError.singular {
                throw ExplanationError.invalid(
                    argument: "nsamples",
                    reason:
                        "gives too few coalitions for l1 to tell \(features) features apart; \(8 * features) would do")
            }
            let found = try PairRegression(signs: regression.signs.take(chosen, axis: 1), weights: weights)
                .values(u, total: sum, shares: shares)
            var columns = (Tensor.zeros([features, 1], dtype: .float64), Tensor.zeros([features, 1], dtype: .float64))
            for (place, feature) in chosen.enumerated() {
                try columns.0.assign(found.values[place], at: feature)
                try columns.1.assign(found.errors[place], at: feature)
            }
            values.append(columns.0)
            errors.append(columns.1)
        }
        return (try Tensor.concatenate(values, axis: 1), try Tensor.concatenate(errors, axis: 1))
    }
}
