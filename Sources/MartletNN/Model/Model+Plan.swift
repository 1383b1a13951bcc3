import MartletGraph

extension Model {
    /// What runs for a batch of this many rows, a line for each kernel: its name and shape, where its operands lie, and the
    /// layer; for debugging.
    ///
    /// - Parameter training: a step of training up to the gradient, rather than a prediction.
    /// - Throws: mistakes in the layers; `ModelError` when a model that isn't compiled is to be trained.
    public func plan(rows: Int = 1, training: Bool = false) throws -> String {
        try checked()
        guard rows > 0 else { throw ModelError.invalid(argument: "rows", reason: "must be positive, not \(rows)") }
        let program = try training ? judge(.train(weighted: false), rows: rows) : predictor(rows: rows)
        return program.plan.description
    }
}
