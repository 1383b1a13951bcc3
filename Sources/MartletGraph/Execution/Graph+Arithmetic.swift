import MartletNumerics

/// In what numbers a node of a graph with integers is computed.
package struct NodeArithmetic {
    package var node: Int
    package var isInteger: Bool
    /// Why not in integers.
    package var reason: String?
}

extension Graph {
    /// In what numbers each node is computed that makes numbers of other numbers, in order; empty for graphs without integers.
    ///
    /// Left out are sources, what depends on parameters alone, and what merely moves elements or turns them into bytes and
    /// back. The graph's shapes are known.
    package func arithmetic(_ method: IntegerMethod) -> [NodeArithmetic] {
        guard nodes.contains(where: { $0.operation.makesBytes || ($0.operation as? Variable)?.dtype == .int8 }) else {
            return []
        }
        let (readers, products) = (readers, FloatProducts(self, method))
        var ofInputs: [Bool] = []
        var result: [NodeArithmetic] = []
        for (index, node) in nodes.enumerated() {
            ofInputs.append(node.operation is Placeholder || node.inputs.contains { ofInputs[$0.node] })
            guard ofInputs[index], !(node.operation is Placeholder), !node.operation.movesOrConverts else { continue }
            let isInteger = node.operation.makesBytes || node.inputs.contains { type(of: $0).dtype == .int8 }
            let reason = isInteger ? products.reasons[index] : reasonForFloat(node, readers[index])
            result.append(NodeArithmetic(node: index, isInteger: reason == nil, reason: reason))
        }
        return result
    }

    /// Why a node that computes numbers wasn't made of integers.
    private func reasonForFloat(_ node: Node, _ readers: [Int]) -> String {
        if node.operation is FakeQuantize { return "its range has more than 256 numbers, or is each row's own" }
        if node.operation.scalable != nil, node.inputs.count > 1 {
            let weights = nodes[node.inputs[1].node]
            let areRounded =
                weights.operation is Multiply
                && weights.inputs.contains { (nodes[$0.node].operation as? Cast)?.dtype == .float32 }
            if !areRounded { return "its weights aren't rounded" }
            return node.operation is Convolution || node.operation is MatMul
                ? "what it reads isn't rounded" : "integers have no form for it"
        }
        let hasForm =
            node.operation.elementwise != nil || node.operation is Mean || node.operation is AveragePool
        guard hasForm else { return "integers have no form for it" }
        if !node.inputs.contains(where: { nodes[$0.node].operation is Dequantize }) {
            return "what it reads isn't rounded"
        }
        let isRounded = readers.contains { nodes[$0].operation is Quantize }
        return isRounded ? "integers have no form for it" : "what it gives isn't rounded"
    }
}

extension Operation {
    fileprivate var makesBytes: Bool {
        integerProduct != nil || self is QuantizedAdd || self is QuantizedAveragePool || self is Lookup
            || self is Quantize
    }

    fileprivate var movesOrConverts: Bool {
        self is Quantize || self is Dequantize || self is Reshape || self is Transpose || self is Slice
            || self is Expand || self is Concatenate || self is Pad || self is Cast || self is StopGradient
    }
}
