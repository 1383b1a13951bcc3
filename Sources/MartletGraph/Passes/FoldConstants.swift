import MartletNumerics

extension Pass {
    /// Computes once what depends on constants alone, unless the result would be large.
    package static let foldConstants = Pass(name: "fold constants") { graph in
        var known: [Graph.Value: Tensor] = [:]
        return graph.rewritten { _, node, inputs, new in
            if let constant = node.operation as? Constant {
                let symbol = new.builder.apply(constant, [])[0]
                known[symbol.value] = constant.tensor
                return [symbol]
            }
            let operands = inputs.compactMap { known[$0.value] }
            guard !(node.operation is Random), !inputs.isEmpty, operands.count == inputs.count,
                !(node.operation is Random),
                node.types.allSatisfy({ $0.isConcrete && $0.shape.elementCount <= 1 << 16 }),
                let results = try? node.operation.reference(operands)
            else { return nil }
            return results.map { tensor in
                let symbol = new.builder.constant(tensor)
                known[symbol.value] = tensor
                return symbol
            }
        }
    }
}
