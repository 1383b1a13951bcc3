import MartletNumerics

/// How values follow from what a function gives for pairs of coalitions, and how far sampling may have put them off.
///
/// A coalition and its complement weigh the same, so that a pair tells only by the difference u of its outputs: with signs
/// t, +1 for the features of the coalition and -1 for the others, values φ minimise Σ w (u - t·φ)² subject to Σφ = Δ, the
/// output less the base value (Lundberg & Lee 2017). As the pairs are the same for every row, so is the linear map from u
/// and Δ to φ.
struct PairRegression {
    /// `[pairs, features]`: t.
    let signs: Tensor
    /// `[pairs, 1]`: w.
    let weights: Tensor
    /// `[features, pairs]`: what u is multiplied by.
    let map: Tensor
    /// `[features, 1]`: what Δ is multiplied by; their sum is 1.
    private let portions: Tensor
    /// `[pairs, 1]`: how much of a pair's own difference is in what is fitted to it.
    private let leverages: Tensor
    /// Whether there are pairs enough to tell the features apart. Of all values that fit them the smallest are taken, and
    /// nothing is known of their errors.
    private let isDetermined: Bool

    var pairs: Int { signs.shape[0] }
    var features: Int { signs.shape[1] }

    /// With the Gram matrix A of the weighted signs, φ = P A⁻¹ Σ w t u + Δ A⁻¹1 / 1ᵀA⁻¹1, where P takes away what would
    /// change the sum.
    init(signs: Tensor, weights: Tensor) throws {
        (self.signs, self.weights) = (signs, weights)
        let features = signs.shape[1]
        let weighted = try (signs * weights).transposed()
        let gram = try weighted.matmul(signs)
        // Any multiple of the matrix of ones leaves the solution as it is, since the sum is given, and makes A regular.
        let diagonal = try (gram * .eye(features, dtype: .float64)).sum().scalar(as: Double.self)
        let regular = try gram + diagonal / Double(features)
        let whole = try Self.inverse(of: regular)
        let inverse =
            try whole
            ?? LinearAlgebra.leastSquares(regular, .eye(features, dtype: .float64), cutoff: Self.least).solution
        let column = try inverse.sum(axis: 1, keepingDimensions: true)
        portions = try column / column.sum()
        map = try (inverse - portions.matmul(column.transposed())).matmul(weighted)
        leverages = try (signs * map.transposed()).sum(axis: 1, keepingDimensions: true)
        isDetermined = whole != nil
    }

    /// Of a single feature, which makes all the difference.
    init() {
        signs = .zeros([0, 1], dtype: .float64)
        (weights, leverages) = (signs, signs)
        map = .zeros([1, 0], dtype: .float64)
        portions = .ones([1, 1], dtype: .float64)
        isDetermined = true
    }

    /// What counts as nothing, as a part of the largest: far above rounding, far below what pairs enough leave.
    private static let least = 1e-10

    /// The inverse; nil of what is singular but for rounding.
    static func inverse(of matrix: Tensor) throws -> Tensor? {
        guard let inverse = try? LinearAlgebra.inverse(matrix) else { return nil }
        func norm(_ matrix: Tensor) throws -> Double { try matrix.abs().sum(axis: 0).max().scalar() }
        return try norm(matrix) * norm(inverse) < 1 / least ? inverse : nil
    }

    /// The values of a row.
    ///
    /// - Parameters:
    ///   - differences: `[pairs, outputs]`: u.
    ///   - total: `[1, outputs]`: Δ.
    ///   - shares: `[pairs]`: which part of the pairs of its size is there.
    /// - Returns: `[features, outputs]`, and the standard errors of sampling, 0 where nothing was sampled.
    func values(
        _ differences: Tensor, total: Tensor, shares: [Double]
    ) throws -> (values: Tensor, errors: Tensor) {
        var values = try portions.matmul(total)
        if pairs > 0 { values = try values + map.matmul(differences) }
        if shares.allSatisfy({ $0 == 1 }) { return (values, .zeros(values.shape, dtype: .float64)) }
        // Few pairs have no freedom to spare.
        let bends = isDetermined && pairs >= 2 * features
        let products = try bends ? self.products(for: values) : nil
        let freedom = Double(pairs - features + 1 - (products?.rest.shape[1] ?? 0) - (bends ? 1 : 0))
        guard isDetermined, freedom > 2 else {
            return (values, .full(Double.infinity, shape: values.shape, dtype: .float64))
        }
        var misses = try differences - signs.matmul(values)
        if let products {
            let slopes = try products.part.transposed().matmul(misses)
            values = try values - products.chance.matmul(slopes)
            misses = try misses - products.rest.matmul(slopes)
        }
        let cubes = try bends ? self.cubes(of: values, beside: products) : Interactions(none: values, pairs)
        let slopes = try (cubes.part * misses).sum(axis: 0, keepingDimensions: true)
        values = try values - cubes.chance * slopes
        return (values, try errors(misses - cubes.rest * slopes, products, cubes, shares, freedom))
    }

    /// The linearised errors: each sampled pair moves a value by its miss times its column of the map, and the variance of
    /// these, less the share of the population that is there, is that of the value.
    ///
    /// A pair misses less than it would if it weren't fitted, by its leverage (HC2 of MacKinnon & White 1985); and of few
    /// degrees of freedom the error itself is uncertain, as Student's t has it.
    private func errors(
        _ misses: Tensor, _ products: Interactions?, _ cubes: Interactions, _ shares: [Double], _ freedom: Double
    ) throws -> Tensor {
        let sampled = shares.indices.filter { shares[$0] < 1 }
        let (count, outputs) = (Double(sampled.count), misses.shape[1])
        var (map, left) = (self.map, try 1.0 - leverages - cubes.rest * cubes.part)
        if let products {
            map = try map - products.chance.matmul(products.part.transposed())
            left = try left - (products.rest * products.part).sum(axis: 1, keepingDimensions: true)
        }
        let scaled = try (misses / left.maximum(Self.least).squareRoot()).array(of: Double.self)
        let (part, chance) = (cubes.part.array(of: Double.self), cubes.chance.array(of: Double.self))
        var errors: [Double] = []
        try map.withSpan(as: Double.self) { map in
            for feature in 0..<features {
                for output in 0..<outputs {
                    let own = chance[feature * outputs + output]
                    var (sum, unknown, moved, squares) = (0.0, 0.0, 0.0, 0.0)
                    for pair in sampled {
                        let place = pair * outputs + output
                        let move = (map[feature * pairs + pair] - own * part[place]) * scaled[place]
                        let share = 1 - shares[pair]
                        sum += move
                        unknown += share
                        moved += share * move
                        squares += share * move * move
                    }
                    // Of a single pair nothing is known but how far it misses.
                    let mean = count > 1 ? sum / count : 0
                    let variance = squares - 2 * mean * moved + mean * mean * unknown
                    errors.append((max(0, variance) * count / max(1, count - 1) * freedom / (freedom - 2)).squareRoot())
                }
            }
        }
        return try Tensor(errors, shape: [features, outputs])
    }
}
