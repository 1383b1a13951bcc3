import MartletGraph
import MartletNumerics

extension Model {
    /// What runs for a batch of this many rows, a line for each kernel: its name and shape, where its operands lie, and the
    /// layer; for debugging. For a model of integers also what is computed in float32, and why.
    ///
    /// - Parameter training: a step of training up to the gradient, rather than a prediction.
    /// - Throws: mistakes in the layers; `ModelError` when a model that isn't compiled is to be trained.
    public func plan(rows: Int = 1, training: Bool = false) throws -> String {
        try checked()
        guard rows > 0 else { throw ModelError.invalid(argument: "rows", reason: "must be positive, not \(rows)") }
        let program = try training ? judge(.train(weighted: false), rows: rows) : predictor(rows: rows)
        if training { return program.plan.description }
        let graph = try inferenceGraph(rows: rows)
        let floats = graph.arithmetic(integers).filter { !$0.isInteger }.map { entry in
            let node = graph.nodes[entry.node]
            return "float32: \(node.operation.name), since \(entry.reason ?? "")"
                + (node.path.isEmpty ? "" : "  // \(node.path)")
        }
        return ([program.plan.description] + floats).joined(separator: "\n")
    }

    /// The program of a graph that reads this model's parameters, planned as the model is set.
    ///
    /// - Parameter fixed: whether a parameter keeps its value from run to run.
    func program(
        _ graph: Graph, for purpose: Programs.Purpose, to wanted: [(Graph.Value, Plan.Destination)],
        fixed: @escaping @Sendable (Variable) -> Bool
    ) throws -> Program {
        let options = PlanOptions(
            savesMemory: savesMemory, precision: purpose.isInference ? precision : .float32,
            isBatchInvariant: purpose.isPrediction && isBatchInvariant, convolution: convolution,
            skipsZeros: purpose.isInference && skipsZeros)
        let plan = Plan(
            graph, wanted: wanted, banks: [layout], threads: threadBudget, options: options, fixed: fixed,
            values: { self[$0.name] })
        return try Program(plan, banks: 1)
    }
}
