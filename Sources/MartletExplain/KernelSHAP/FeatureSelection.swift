import Glibc
import MartletNumerics

/// Which features get a value where only some may: as shap's `l1_reg` has it, by the outputs of coalitions and what the other
/// features leave of them.
struct FeatureSelection {
    private let selection: L1Selection
    private let features: Int
    /// `[pairs, features]`: w (n - s) for the features of the coalition of s, and w s for the others.
    private let inside, outside: Tensor
    /// `[features, features]`.
    private let gram: [Double]
    /// `[pairs]`: w (n - s), and w s.
    private let weights: (inside: [Double], outside: [Double])

    /// - Parameters:
    ///   - selection: other than `off` and `auto`.
    ///   - signs: `[pairs, features]`, +1 for the features of the first coalition of a pair and -1 for the others.
    ///   - weights: `[pairs]`.
    init(_ selection: L1Selection, signs: Tensor, weights: [Double]) throws {
        self.selection = selection
        features = signs.shape[1]
        let (first, second) = (try (signs + 1.0) / 2.0, try (1.0 - signs) / 2.0)
        let column = try Tensor(weights, shape: [weights.count, 1])
        let (within, without) = (
            try second.sum(axis: 1, keepingDimensions: true) * column,
            try first.sum(axis: 1, keepingDimensions: true) * column
        )
        inside = try first * within
        outside = try second * without
        self.weights = (within.array(), without.array())
        gram = try (first.transposed().matmul(inside) + second.transposed().matmul(outside)).array()
    }

    /// The features in ascending order; one at least.
    ///
    /// - Parameters:
    ///   - differences: `[pairs]`: by how much the outputs of each pair differ.
    ///   - sums: `[pairs]`: what they are together, less twice the base value.
    ///   - total: what all values add up to.
    func features(_ differences: Tensor, sums: [Double], total: Double) throws -> [Int] {
        // Each of the four rows that a pair is in shap's problem: the two outputs, and what they are less than the total.
        let products =
            try (inside.transposed().matmul(differences + total) + outside.transposed().matmul(total - differences))
            .array(of: Double.self)
        guard case .numFeatures(let count) = selection else {
            return try lasso(products, differences.array(), sums: sums, total: total)
        }
        return try leastAngles(count, products)
    }

    /// The features that least angle regression takes first (Efron, Hastie, Johnstone & Tibshirani 2004).
    private func leastAngles(_ count: Int, _ products: [Double]) throws -> [Int] {
        var correlations = products
        var active: [Int] = []
        while active.count < min(count, features) {
            let rest = (0..<features).filter { !active.contains($0) }
            // The first is the one that goes with the outputs most; later ones have come up to those before.
            active.append(rest.max { abs(correlations[$0]) < abs(correlations[$1]) }!)
            let way = try Way(active, correlations, gram)
            let step = way.length(to: rest.filter { $0 != active.last }, correlations)
            for feature in 0..<features { correlations[feature] -= step * way.slopes[feature] }
        }
        return active.sorted()
    }

    /// The features that the lasso has where the criterion is the least, as scikit-learn's `LassoLarsIC` of features in units
    /// of their deviation (Zou, Hastie & Tibshirani 2007).
    private func lasso(_ products: [Double], _ differences: [Double], sums: [Double], total: Double) throws -> [Int] {
        let rows = Double(4 * differences.count)
        let (squares, mean) = moments(differences, sums, total)
        // Every column's mean is 0, since each pair has a coalition and its complement.
        let units = (0..<features).map { (2 * gram[$0 * features + $0] / rows).squareRoot() }
        let scaled = gram.indices.map { 2 * gram[$0] / units[$0 / features] / units[$0 % features] }
        let correlations = products.indices.map { products[$0] / units[$0] }
        func misses(_ coefficients: [Double]) -> Double {
            let fitted = coefficients.indices.reduce(0) { sum, row in
                sum + coefficients[row]
                    * coefficients.indices.reduce(0) { $0 + scaled[row * features + $1] * coefficients[$1] }
            }
            return squares - rows * mean * mean - 2 * zip(coefficients, correlations).reduce(0) { $0 + $1.0 * $1.1 }
                + fitted
        }
        let path = try lassoPath(scaled, correlations)
        let whole = try LinearAlgebra.solve(
            Tensor(scaled, shape: [features, features]), Tensor(correlations)
        ).array(of: Double.self)
        let variance = misses(whole) / (rows - Double(features) - 1)
        let price = selection == .bic ? log(rows) : 2
        let costs = path.map { misses($0) / variance + price * Double($0.count { abs($0) > .ulpOfOne }) }
        let best = costs.indices.min { costs[$0] < costs[$1] } ?? 0
        // All that explains everything is as good as it gets.
        let coefficients = variance > 0 ? path[best] : whole
        let chosen = coefficients.indices.filter { abs(coefficients[$0]) > .ulpOfOne }
        return chosen.isEmpty
            ? [correlations.indices.max { abs(correlations[$0]) < abs(correlations[$1]) } ?? 0] : chosen
    }

    /// The sum of the squares of all rows' targets, and their mean.
    private func moments(
        _ differences: [Double], _ sums: [Double], _ total: Double
    ) -> (squares: Double, mean: Double) {
        var (squares, sum) = (0.0, 0.0)
        for pair in differences.indices {
            let (one, other) = ((sums[pair] + differences[pair]) / 2, (sums[pair] - differences[pair]) / 2)
            let (inside, outside) = (weights.inside[pair], weights.outside[pair])
            squares += inside * (one * one + (other - total) * (other - total))
            squares += outside * (other * other + (one - total) * (one - total))
            sum += (inside.squareRoot() + outside.squareRoot()) * (sums[pair] - total)
        }
        return (squares, sum / Double(4 * differences.count))
    }

    /// The lasso's coefficients wherever a feature comes or goes, from none to those of least squares (Efron et al. 2004).
    private func lassoPath(_ gram: [Double], _ products: [Double]) throws -> [[Double]] {
        var (correlations, active) = (products, [Int]())
        var coefficients = [Double](repeating: 0, count: features)
        var path = [coefficients]
        var hasLeft = false
        // As many steps as scikit-learn takes.
        for _ in 0..<500 {
            if !hasLeft {
                let rest = (0..<features).filter { !active.contains($0) }
                guard let next = rest.max(by: { abs(correlations[$0]) < abs(correlations[$1]) }),
                    abs(correlations[next]) > 0
                else { break }
                active.append(next)
            }
            let way = try Way(active, correlations, gram)
            var step = way.length(to: (0..<features).filter { !active.contains($0) }, correlations)
            let isLast = step == way.most
            var leaving: Int?
            for (place, feature) in active.enumerated() {
                let length = -coefficients[feature] / way.direction[place]
                if length > 1e-12 * way.most, length < step { (step, leaving) = (length, place) }
            }
            for (place, feature) in active.enumerated() { coefficients[feature] += step * way.direction[place] }
            for feature in 0..<features { correlations[feature] -= step * way.slopes[feature] }
            if let leaving {
                coefficients[active[leaving]] = 0
                active.remove(at: leaving)
            }
            hasLeft = leaving != nil
            path.append(coefficients)
            if isLast, !hasLeft || active.isEmpty { break }
        }
        return path
    }
}

/// The way on which all features that were taken go with what is left alike, and less and less.
private struct Way {
    /// How much they go with it.
    let most: Double
    /// What their coefficients gain in a unit.
    let direction: [Double]
    /// What each feature's correlation loses in a unit.
    let slopes: [Double]

    init(_ active: [Int], _ correlations: [Double], _ gram: [Double]) throws {
        let features = correlations.count
        let signs = active.map { correlations[$0] < 0 ? -1.0 : 1 }
        let part = try Tensor(
            active.flatMap { row in active.map { gram[row * features + $0] } }, shape: [active.count, active.count])
        let direction = try LinearAlgebra.solve(part, Tensor(signs)).array(of: Double.self)
        slopes = (0..<features).map { feature in
            zip(active, direction).reduce(0) { $0 + gram[feature * features + $1.0] * $1.1 }
        }
        (most, self.direction) = (abs(correlations[active[0]]), direction)
    }

    /// How far until another feature goes with what is left as much as these do; or to the end.
    func length(to rest: [Int], _ correlations: [Double]) -> Double {
        var step = most
        for feature in rest {
            let (correlation, slope) = (correlations[feature], slopes[feature])
            for way in [(most - correlation) / (1 - slope), (most + correlation) / (1 + slope)]
            where way > 1e-12 * most { step = min(step, way) }
        }
        return step
    }
}
