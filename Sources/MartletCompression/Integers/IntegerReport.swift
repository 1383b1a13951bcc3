import MartletGraph
public import MartletNN

/// In what numbers a model of integers is computed, operation by operation, and why not in integers.
public struct IntegerReport: Sendable, Hashable, Codable, CustomStringConvertible {
    /// An operation.
    public struct Row: Sendable, Hashable, Codable {
        /// The path of the layer; of several that became one operation the last. Empty outside of layers.
        public var layer: String
        /// What is computed, such as `QuantizedConvolution`.
        public var operation: String
        /// Whether it is computed in integers, rather than in float32.
        public var isInteger: Bool
        /// Why it isn't; nil if it is.
        public var reason: String?
    }

    /// In the order of the computation.
    public var rows: [Row]

    /// The operations in float32.
    public var floats: [Row] { rows.filter { !$0.isInteger } }

    /// A table.
    public var description: String {
        var cells = [["layer", "operation", "numbers", ""]]
        for row in rows {
            cells.append([row.layer, row.operation, row.isInteger ? "int8" : "float32", row.reason ?? ""])
        }
        return tabulated(cells)
    }
}

extension Model {
    /// In what numbers this model, which `quantized` gave, predicts so many rows on this processor.
    ///
    /// - Throws: mistakes in the layers; `ModelError` for a model without integers, or for rows that there can't be.
    public func integerReport(rows: Int = 1) throws -> IntegerReport {
        try checked()
        guard rows > 0 else { throw ModelError.invalid(argument: "rows", reason: "must be positive, not \(rows)") }
        let graph = try inferenceGraph(rows: rows)
        let arithmetic = graph.arithmetic(integers)
        if arithmetic.isEmpty {
            throw ModelError.invalid(argument: "the model", reason: "has no integers; make them with quantized")
        }
        return IntegerReport(
            rows: arithmetic.map { entry in
                let node = graph.nodes[entry.node]
                return .init(
                    layer: node.path, operation: node.operation.name, isInteger: entry.isInteger, reason: entry.reason)
            })
    }
}
