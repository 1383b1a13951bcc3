import MartletGraph
public import MartletNN
public import MartletNumerics

/// How much each feature of a network's input adds to its outputs: the derivatives on the straight way from a baseline
/// to the input, times how far the feature goes (Sundararajan, Taly & Yan 2017). Base value and values add up to the
/// output but for the error of the quadrature.
public struct IntegratedGradients {
    private let gradients: InputGradients
    private let baseline: Tensor?
    private let nSteps: Int

    /// - Parameters:
    ///   - model: takes one input, rows of any shape, and gives `[rows, outputs]`.
    ///   - baseline: the input that says nothing, of a row's shape with or without the first axis; zeros unless given.
    ///   - outputs: which are explained; all unless given.
    ///   - nSteps: at how many places of the way derivatives are taken, those of Gauss and Legendre.
    ///   - featureNames: one for each number of a row; `Feature 0` and so on unless given.
    ///   - outputNames: one for each output; `Output 0` and so on unless given.
    /// - Throws: `ExplanationError.invalid` for a model or arguments that don't fit; `GraphError` for a network that
    ///   has no derivatives, as one of integers.
    public init(
        _ model: Model, baseline: Tensor? = nil, outputs: [Int]? = nil, nSteps: Int = 50,
        featureNames: [String]? = nil, outputNames: [String]? = nil
    ) throws {
        let gradients = try InputGradients(
            model, outputs: outputs, featureNames: featureNames, outputNames: outputNames)
        guard 1...1000 ~= nSteps else {
            throw ExplanationError.invalid(argument: "nSteps", reason: "must be from 1 to 1000, and is \(nSteps)")
        }
        let rank = model.graph.inputs[0].shape.count
        let start = try baseline.map {
            try gradients.rows($0.rank == rank - 1 ? $0.expandingDimensions(at: 0) : $0, "baseline")
        }
        if let start, start.shape[0] > 1 {
            throw ExplanationError.invalid(argument: "baseline", reason: "must be one row, and is \(start.shape)")
        }
        (self.gradients, self.nSteps, self.baseline) = (gradients, nSteps, start)
    }

    /// How much each number of each row adds to each output.
    ///
    /// - Parameter x: `[rows, …]` as the model's input; the explanation's data are flat, `[rows, features]`.
    /// - Throws: `ExplanationError.invalid` for rows that don't fit; `notFinite`; `CancellationError`.
    public func explain(_ x: Tensor) throws -> Explanation {
        let x = try gradients.rows(x, "x")
        let start = baseline ?? gradients.zeros
        let way = try x - start
        var mean = Tensor.zeros(
            [x.shape[0], gradients.featureNames.count, gradients.outputNames.count], dtype: .float64)
        for (place, weight) in Quadrature.gaussLegendre(nSteps) {
            try Task.checkCancellation()
            mean = try mean + gradients(start + way * Float(place)) * weight
        }
        return Explanation(
            unchecked: try mean * gradients.flat(way).cast(to: .float64).expandingDimensions(at: 2),
            standardErrors: .zeros(mean.shape, dtype: .float64), baseValues: try gradients.values(start)[0],
            data: gradients.flat(x), outputs: try gradients.values(x), featureNames: gradients.featureNames,
            outputNames: gradients.outputNames)
    }
}
