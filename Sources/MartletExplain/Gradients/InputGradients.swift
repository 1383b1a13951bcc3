import MartletGraph
import MartletNN
import MartletNumerics

/// What methods that look into a network have in common: its outputs, and their derivatives by its input.
struct InputGradients {
    let featureNames: [String]
    let outputNames: [String]
    /// Which outputs are explained.
    private let outputs: [Int]
    private let model: Model
    /// Gives the derivatives by the input for each of `outputs`, or by DeepLIFT's rule multipliers.
    private let derivatives: Model

    /// - Parameter isRescaled: whether differences from a reference flow by DeepLIFT's rule.
    /// - Throws: `ExplanationError.invalid` for a model of several inputs or outputs, outputs that aren't rows of
    ///   numbers or aren't there, and names of another number; `GraphError` for a network that has no derivatives, as
    ///   one of integers.
    init(
        _ model: Model, outputs: [Int]?, featureNames: [String]?, outputNames: [String]?, isRescaled: Bool = false
    ) throws {
        let (inputs, types) = (model.graph.inputs, model.graph.outputTypes)
        guard inputs.count == 1, inputs[0].dtype.isFloating, types.count == 1, types[0].shape.count == 2 else {
            throw ExplanationError.invalid(
                argument: "model",
                reason: "must take one floating input and give one row of outputs for each of its rows, not "
                    + "\(inputs.map(\.description)) and \(types.map(\.description))")
        }
        let count = types[0].shape[1]
        let chosen = outputs ?? Array(0..<count)
        guard !chosen.isEmpty, chosen.allSatisfy((0..<count).contains) else {
            throw ExplanationError.invalid(
                argument: "outputs", reason: "must be some of 0 to \(count - 1), and are \(chosen)")
        }
        let names = try KernelSHAP.names(outputNames, count, "outputNames", "Output")
        self.outputNames = chosen.map { names[$0] }
        self.featureNames = try KernelSHAP.names(
            featureNames, inputs[0].shape.dropFirst().reduce(1, *), "featureNames", "Feature")
        self.outputs = chosen
        self.model = model
        func derivatives(_ builder: Builder, _ input: Symbol, _ results: [Symbol]) -> [Symbol] {
            chosen.map { output in
                let pick = builder.constant(Tensor((0..<count).map { $0 == output ? Float(1) : 0 }))
                // A row's output depends on its own input alone, so that the sum has the derivatives of each.
                return builder.gradient(of: (results[0] * pick).sum(), to: [input])[0]
            }
        }
        self.derivatives = try model.rewritten { graph in
            isRescaled
                ? try graph.rescaled(to: graph.outputs, derivatives)
                : try graph.inference(to: graph.outputs, derivatives)
        }
    }

    /// The rows as the model takes them.
    ///
    /// - Throws: `ExplanationError.invalid` for none or another shape.
    func rows(_ x: Tensor, _ argument: String) throws -> Tensor {
        let type = model.graph.inputs[0]
        guard x.rank == type.shape.count, x.shape.dropFirst().elementsEqual(type.shape.dropFirst()), x.shape[0] > 0
        else {
            throw ExplanationError.invalid(
                argument: argument, reason: "must be rows of \(type), not empty, and is \(x.shape)")
        }
        return x.cast(to: type.dtype)
    }

    /// A row of zeros as the model takes it.
    var zeros: Tensor {
        let type = model.graph.inputs[0]
        return .zeros(Shape([1] + type.shape.dropFirst()), dtype: type.dtype)
    }

    /// The explained outputs: `[rows, outputs]` of float64.
    func values(_ x: Tensor) throws -> Tensor {
        try Outputs(of: x) { try model.predict($0) }.tensor.take(outputs, axis: 1).cast(to: .float64)
    }

    /// The derivatives of the explained outputs: `[rows, features, outputs]` of float64.
    ///
    /// - Parameter reference: where DeepLIFT's multipliers are from, as `x`.
    func callAsFunction(_ x: Tensor, reference: Tensor? = nil) throws -> Tensor {
        let all = try derivatives.predict(inputs: [x] + (reference.map { [$0] } ?? [])).map {
            flat($0).cast(to: .float64)
        }
        return try Tensor.stack(all, axis: 2)
    }

    /// `[rows, features]`.
    func flat(_ x: Tensor) -> Tensor { x.withShape([x.shape[0], featureNames.count]) }
}
