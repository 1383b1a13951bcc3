extension Pass {
    /// Common subexpressions: equal operations on equal inputs are computed once.
    package static let shareCommon = Pass(name: "share common") { graph in
        struct Key: Hashable {
            var operation: AnyHashable
            var inputs: [Graph.Value]
        }
        var known: [Key: [Symbol]] = [:]
        return graph.rewritten { _, node, inputs, new in
            let key = Key(operation: AnyHashable(node.operation), inputs: inputs.map(\.value))
            if let same = known[key] { return same }
            let outputs = new.builder.apply(node.operation, inputs)
            known[key] = outputs
            return outputs
        }
    }
}
