public import MartletNumerics

extension Model {
    /// Loss and metrics on rows `x` with targets `y`, in inference mode.
    ///
    /// - Returns: numbers by name, such as `loss` and `accuracy`.
    /// - Throws: `ModelError` when the model is not compiled or the data don't fit.
    public func evaluate(
        _ x: Tensor, _ y: Tensor, batchSize: Int = 256, sampleWeight: Tensor? = nil, allowNonFinite: Bool = false
    ) throws -> Logs {
        try evaluate(
            inputs: [x], targets: [y], batchSize: batchSize, sampleWeight: sampleWeight, allowNonFinite: allowNonFinite)
    }

    /// The same with Keras's labels.
    public func evaluate(
        x: Tensor, y: Tensor, batchSize: Int = 256, sampleWeight: Tensor? = nil, allowNonFinite: Bool = false
    ) throws -> Logs {
        try evaluate(x, y, batchSize: batchSize, sampleWeight: sampleWeight, allowNonFinite: allowNonFinite)
    }

    /// Loss and metrics of a model with several inputs or outputs.
    public func evaluate(
        inputs: [Tensor], targets: [Tensor], batchSize: Int = 256, sampleWeight: Tensor? = nil,
        allowNonFinite: Bool = false
    ) throws -> Logs {
        guard batchSize > 0 else {
            throw ModelError.invalid(argument: "batchSize", reason: "must be positive, not \(batchSize)")
        }
        return try judge(
            samples(inputs, targets, sampleWeight: sampleWeight, classWeight: [:], allowNonFinite: allowNonFinite),
            batchSize: batchSize)
    }
}
