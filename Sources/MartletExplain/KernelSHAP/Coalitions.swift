import MartletNumerics

/// Pairs of a coalition of features and its complement, and how values follow from what a function gives for them.
///
/// Lundberg & Lee (2017) fit values φ to the outputs of coalitions by weighted least squares, where φ must add up to
/// the output less the base value, Δ. A coalition and its complement weigh the same, so that a pair tells only by the
/// difference u of its outputs: with signs t, +1 for the features of the coalition and -1 for the others, φ minimises Σ
/// w (u - t·φ)² subject to Σφ = Δ. As the pairs are the same for every row, so is the linear map from u and Δ to φ.
struct Coalitions {
    /// How many features.
    let features: Int
    /// `[pairs × features]`: whether a feature is in the first of a pair.
    let members: [Bool]
    /// `[pairs]`: which part of the pairs of its size is there; 1 where nothing was sampled.
    let shares: [Double]
    /// `[pairs, features]`: t.
    let signs: Tensor
    private let solution: Solution
    /// `[features, pairs]`: t, times w.
    private let weighted: Tensor
    /// Which features get a value; nil if all do.
    private let selection: FeatureSelection?

    var pairs: Int { shares.count }
    /// Whether all coalitions are there, so that values are exact.
    var isComplete: Bool { shares.allSatisfy { $0 == 1 } }

    /// How values follow.
    private struct Solution {
        /// `[features, pairs]`: what u is multiplied by.
        var map: Tensor
        /// `[features, 1]`: what Δ is multiplied by; their sum is 1.
        var portions: Tensor
        /// Whether there are pairs enough to tell the features apart. Of all values that fit them the smallest are taken, and
        /// nothing is known of their errors.
        var isDetermined = true
    }

    /// The pairs of a stage of a choice; none of a single feature, which makes all the difference.
    init(_ choice: CoalitionChoice?, stage: Int, l1: L1Selection) throws {
        guard let choice else {
            (features, members, shares) = (1, [], [])
            signs = .zeros([0, 1], dtype: .float64)
            (weighted, selection) = (signs, nil)
            solution = Solution(map: .zeros([1, 0], dtype: .float64), portions: .ones([1, 1], dtype: .float64))
            return
        }
        let stage = choice.stages[stage]
        features = choice.features
        members = Array(choice.members[..<(stage.pairs * features)])
        shares = stage.shares
        signs = try Tensor(members.map { $0 ? 1.0 : -1 }, shape: [stage.pairs, features])
        weighted = try (signs * Tensor(stage.weights, shape: [stage.pairs, 1])).transposed()
        let l1 = l1.resolved(features: features, pairs: stage.pairs)
        selection = l1 == .off ? nil : try FeatureSelection(l1, signs: signs, weights: stage.weights)
        solution = try Self.solve(weighted, signs)
    }

    /// The map and the portions: with the Gram matrix A of the weighted signs, φ = P A⁻¹ Σ w t u + Δ A⁻¹1 / 1ᵀA⁻¹1,
    /// where P takes away what would change the sum.
    private static func solve(_ weighted: Tensor, _ signs: Tensor) throws -> Solution {
        let features = signs.shape[1]
        let gram = try weighted.matmul(signs)
        // Any multiple of the matrix of ones leaves the solution as it is, since the sum is given, and makes A regular.
        let diagonal = try (gram * .eye(features, dtype: .float64)).sum().scalar(as: Double.self)
        let regular = try gram + diagonal / Double(features)
        let whole = try inverse(of: regular)
        let inverse =
            try whole ?? LinearAlgebra.leastSquares(regular, .eye(features, dtype: .float64), cutoff: least).solution
        let column = try inverse.sum(axis: 1, keepingDimensions: true)
        let portions = try column / column.sum()
        let projected = try inverse - portions.matmul(column.transposed())
        return Solution(map: try projected.matmul(weighted), portions: portions, isDetermined: whole != nil)
    }

    /// What counts as nothing, as a part of the largest: far above rounding, far below what pairs enough leave.
    private static let least = 1e-10

    /// The inverse; nil of what is singular but for rounding.
    private static func inverse(of matrix: Tensor) throws -> Tensor? {
        guard let inverse = try? LinearAlgebra.inverse(matrix) else { return nil }
        func norm(_ matrix: Tensor) throws -> Double { try matrix.abs().sum(axis: 0).max().scalar() }
        return try norm(matrix) * norm(inverse) < 1 / least ? inverse : nil
    }

    /// The values of a row.
    ///
    /// - Parameters:
    ///   - differences: `[pairs, outputs]`: u.
    ///   - sums: `[pairs × outputs]`: what the outputs of a pair are together, less twice the base value.
    ///   - total: `[1, outputs]`: Δ.
    /// - Returns: `[features, outputs]`, and the standard errors of sampling, 0 where nothing was sampled.
    func values(_ differences: Tensor, sums: [Double], total: Tensor) throws -> (values: Tensor, errors: Tensor) {
        guard let selection else { return try values(differences, total, signs, solution) }
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
            let signs = try signs.take(chosen, axis: 1)
            let found = try self.values(u, sum, signs, Self.solve(weighted.take(chosen), signs))
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

    /// The values of some features, by their signs and the solution that belongs to these.
    private func values(
        _ differences: Tensor, _ total: Tensor, _ signs: Tensor, _ solution: Solution
    ) throws -> (values: Tensor, errors: Tensor) {
        var values = try solution.portions.matmul(total)
        if pairs > 0 { values = try values + solution.map.matmul(differences) }
        if isComplete { return (values, .zeros(values.shape, dtype: .float64)) }
        if !solution.isDetermined { return (values, .full(Double.infinity, shape: values.shape, dtype: .float64)) }
        let misses = try differences - signs.matmul(values)
        return (values, try Tensor(errors(misses.array(), solution.map, outputs: values.shape[1]), shape: values.shape))
    }

    /// The linearised errors (sandwich estimator): each sampled pair moves a value by its miss times its column of the
    /// map; their variance, less the share of the population that is there, is that of the values.
    private func errors(_ misses: [Double], _ map: Tensor, outputs: Int) throws -> [Double] {
        let sampled = shares.indices.filter { shares[$0] < 1 }
        let count = Double(sampled.count)
        let features = map.shape[0]
        // Of as many pairs the fitted values have used up some freedom.
        let freedom = Double(pairs) / Double(max(1, pairs - features + 1)) * count / max(1, count - 1)
        var errors: [Double] = []
        try map.withSpan(as: Double.self) { map in
            for feature in 0..<features {
                for output in 0..<outputs {
                    func move(_ pair: Int) -> Double { map[feature * pairs + pair] * misses[pair * outputs + output] }
                    // Of a single pair nothing is known but how far it misses.
                    let mean = count > 1 ? sampled.reduce(0) { $0 + move($1) } / count : 0
                    let variance = sampled.reduce(0) { sum, pair in
                        let difference = move(pair) - mean
                        return sum + (1 - shares[pair]) * difference * difference
                    }
                    errors.append((variance * freedom).squareRoot())
                }
            }
        }
        return errors
    }
}
