public import MartletNN
public import MartletNumerics

/// Approximate Shapley values of a network by expected gradients: derivatives at random places on the ways from random
/// rows of a background (Erion et al. 2021), as shap's `GradientExplainer`. They add up to the output on average; each
/// has a standard error.
public struct GradientSHAP {
    private let gradients: InputGradients
    private let background: Tensor
    private let baseValues: Tensor

    /// - Parameters:
    ///   - model: takes one input, rows of any shape, and gives `[rows, outputs]`.
    ///   - background: `[rows, …]` as the model's input.
    ///   - outputs: which are explained; all unless given.
    ///   - featureNames: one for each number of a row; `Feature 0` and so on unless given.
    ///   - outputNames: one for each output; `Output 0` and so on unless given.
    /// - Throws: `ExplanationError.invalid` for a model or arguments that don't fit; `GraphError` for a network that
    ///   has no derivatives, as one of integers.
    public init(
        _ model: Model, background: Tensor, outputs: [Int]? = nil, featureNames: [String]? = nil,
        outputNames: [String]? = nil
    ) throws {
        gradients = try InputGradients(model, outputs: outputs, featureNames: featureNames, outputNames: outputNames)
        self.background = try gradients.rows(background, "background")
        baseValues = try gradients.values(self.background).mean(axis: 0)
    }

    /// How much each number of each row adds to each output.
    ///
    /// - Parameters:
    ///   - x: `[rows, …]` as the model's input; the explanation's data are flat, `[rows, features]`.
    ///   - nsamples: at how many places derivatives are taken for each row.
    ///   - seed: which places these are.
    /// - Throws: `ExplanationError.invalid` for rows that don't fit or fewer than two places; `notFinite`;
    ///   `CancellationError`.
    public func explain(_ x: Tensor, nsamples: Int = 200, seed: UInt64 = 0) throws -> Explanation {
        let x = try gradients.rows(x, "x")
        guard nsamples >= 2 else {
            throw ExplanationError.invalid(argument: "nsamples", reason: "must be at least 2, and is \(nsamples)")
        }
        var generator = RandomGenerator(seed: seed)
        let rows = x.shape[0]
        var ones = Shape(repeating: 1, rank: x.rank)
        ones[0] = rows
        var (sum, squares) = (Tensor(0.0), Tensor(0.0))
        for _ in 0..<nsamples {
            try Task.checkCancellation()
            let start = try background.take(generator.choice(below: background.shape[0], count: rows))
            let way = try x - start
            let places = try generator.uniform(ones, dtype: x.dtype)
            let moves =
                try gradients(start + way * places)
                * gradients.flat(way).cast(to: .float64)
                .expandingDimensions(at: 2)
            sum = try sum + moves
            squares = try squares + moves.square()
        }
        let mean = try sum / Double(nsamples)
        let variance = try (squares / Double(nsamples) - mean.square()).abs() / Double(nsamples - 1)
        return Explanation(
            unchecked: mean, standardErrors: variance.squareRoot(), baseValues: baseValues, data: gradients.flat(x),
            outputs: try gradients.values(x), featureNames: gradients.featureNames,
            outputNames: gradients.outputNames)
    }
}
