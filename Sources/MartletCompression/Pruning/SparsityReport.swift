import MartletGraph
public import MartletNN
public import MartletNumerics

/// How much of a model's weights is zero.
public struct SparsityReport: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The weights of one layer.
    public struct Row: Sendable, Hashable, Codable {
        /// The parameter, such as `dense/kernel`.
        public var parameter: String
        /// Its shape.
        public var shape: Shape
        /// How many of the numbers are zero.
        public var zeros: Int

        /// The part of the numbers that is zero.
        public var sparsity: Double { Double(zeros) / Double(max(shape.elementCount, 1)) }
    }

    /// The weights that can be pruned, in the order of the computation.
    public var rows: [Row]

    /// The part of all these weights that is zero.
    public var sparsity: Double {
        let count = rows.reduce(0) { $0 + $1.shape.elementCount }
        return Double(rows.reduce(0) { $0 + $1.zeros }) / Double(max(count, 1))
    }

    /// A table.
    public var description: String {
        func percent(_ part: Double) -> String { "\((part * 1000).rounded() / 10) %" }
        let all = rows.map { ["\($0.parameter)", "\($0.shape)", "\($0.zeros)", percent($0.sparsity)] }
        return tabulated([["weights", "shape", "zeros", "sparsity"]] + all + [["all", "", "", percent(sparsity)]])
    }
}

extension Model {
    /// How many of the weights that can be pruned are zero, those that a mask hides among them.
    ///
    /// - Throws: mistakes in the layers.
    public func sparsityReport() throws -> SparsityReport {
        try checked()
        return SparsityReport(
            rows: try graph.prunableWeights().map { weight in
                let zeros = try numbers(of: weight).array(of: Float.self).count { $0 == 0 }
                return .init(parameter: weight.name, shape: weight.shape, zeros: zeros)
            })
    }
}
