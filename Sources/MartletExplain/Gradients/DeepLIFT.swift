public import MartletNN
public import MartletNumerics

/// How much each feature of a network's input adds to its outputs, by DeepLIFT's rescale rule (Shrikumar, Greenside &
/// Kundaje 2017): what each unit is more than for a reference is passed back by slopes, in one step for each reference.
/// Base value and values add up to the output. With several references values are the means, which approximate Shapley
/// values (Lundberg & Lee 2017), as shap's `DeepExplainer`.
public struct DeepLIFT {
    private let gradients: InputGradients
    private let background: Tensor
    private let baseValues: Tensor

    /// - Parameters:
    ///   - model: takes one input, rows of any shape, and gives `[rows, outputs]`; best without a softmax at its end.
    ///   - background: the references, `[rows, …]` as the model's input; a row of zeros unless given.
    ///   - outputs: which are explained; all unless given.
    ///   - featureNames: one for each number of a row; `Feature 0` and so on unless given.
    ///   - outputNames: one for each output; `Output 0` and so on unless given.
    /// - Throws: `ExplanationError.invalid` for a model or arguments that don't fit, and for operations that there is no
    ///   rule for; `GraphError` for a network that has no derivatives, as one of integers.
    public init(
        _ model: Model, background: Tensor? = nil, outputs: [Int]? = nil, featureNames: [String]? = nil,
        outputNames: [String]? = nil
    ) throws {
        gradients = try InputGradients(
            model, outputs: outputs, featureNames: featureNames, outputNames: outputNames, isRescaled: true)
        self.background = try gradients.rows(background ?? gradients.zeros, "background")
        baseValues = try gradients.values(self.background).mean(axis: 0)
    }

    /// How much each number of each row adds to each output.
    ///
    /// - Parameter x: `[rows, …]` as the model's input; the explanation's data are flat, `[rows, features]`.
    /// - Throws: `ExplanationError.invalid` for rows that don't fit; `notFinite`; `CancellationError`.
    public func explain(_ x: Tensor) throws -> Explanation {
        let x = try gradients.rows(x, "x")
        var sum = Tensor(0.0)
        for row in 0..<background.shape[0] {
            try Task.checkCancellation()
            let reference = try background.take(Array(repeating: row, count: x.shape[0]))
            let way = try gradients.flat(x - reference).cast(to: .float64).expandingDimensions(at: 2)
            sum = try sum + gradients(x, reference: reference) * way
        }
        let values = try sum / Double(background.shape[0])
        return Explanation(
            unchecked: values, standardErrors: .zeros(values.shape, dtype: .float64), baseValues: baseValues,
            data: gradients.flat(x), outputs: try gradients.values(x), featureNames: gradients.featureNames,
            outputNames: gradients.outputNames)
    }
}
