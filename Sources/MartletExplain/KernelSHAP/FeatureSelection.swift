import MartletNumerics

/// Which features get a value where only some may: those that least angle regression takes first (Efron, Hastie,
/// Johnstone & Tibshirani 2004), of the outputs of coalitions and what the other features leave of them, as shap's
/// `l1_reg="num_features(n)"`.
struct FeatureSelection {
    private let count: Int
    private let features: Int
    /// `[pairs, features]`: w (n - s) for the features of the coalition of s, and w s for the others.
    private let inside, outside: Tensor
    /// `[features, features]`.
    private let gram: Tensor

    /// - Parameters:
    ///   - signs: `[pairs, features]`, +1 for the features of the first coalition of a pair and -1 for the others.
    ///   - weights: `[pairs]`.
    init(_ count: Int, signs: Tensor, weights: [Double]) throws {
        self.count = count
        features = signs.shape[1]
        let (first, second) = (try (signs + 1.0) / 2.0, try (1.0 - signs) / 2.0)
        let column = try Tensor(weights, shape: [weights.count, 1])
        inside = try first * second.sum(axis: 1, keepingDimensions: true) * column
        outside = try second * first.sum(axis: 1, keepingDimensions: true) * column
        gram = try first.transposed().matmul(inside) + second.transposed().matmul(outside)
    }

    /// The features in ascending order.
    ///
    /// - Parameters:
    ///   - differences: `[pairs]`: by how much the outputs of each pair differ.
    ///   - total: what all values add up to.
    func features(_ differences: Tensor, total: Double) throws -> [Int] {
        let gram = gram.array(of: Double.self)
        let products =
            try (inside.transposed().matmul(differences + total) + outside.transposed().matmul(total - differences))
        var correlations = products.array(of: Double.self)
        var active: [Int] = []
        while active.count < min(count, features) {
            let rest = (0..<features).filter { !active.contains($0) }
            // The first is the one that goes with the outputs most; later ones have come up to those before.
            active.append(rest.max { abs(correlations[$0]) < abs(correlations[$1]) }!)
            let signs = active.map { correlations[$0] < 0 ? -1.0 : 1 }
            let part = try Tensor(
                active.flatMap { row in active.map { gram[row * features + $0] } }, shape: [active.count, active.count])
            let direction = try LinearAlgebra.solve(part, Tensor(signs)).array(of: Double.self)
            var slopes = [Double](repeating: 0, count: features)
            for feature in 0..<features {
                for (other, part) in zip(active, direction) {
                    slopes[feature] += gram[feature * features + other] * part
                }
            }
            let most = abs(correlations[active[0]])
            // How far until another feature goes with what is left as much as these do; or to the end.
            var step = most
            for feature in rest where feature != active.last {
                let (correlation, slope) = (correlations[feature], slopes[feature])
                for way in [(most - correlation) / (1 - slope), (most + correlation) / (1 + slope)]
                where way > 1e-12 * most { step = min(step, way) }
            }
            for feature in 0..<features { correlations[feature] -= step * slopes[feature] }
        }
        return active.sorted()
    }
}
