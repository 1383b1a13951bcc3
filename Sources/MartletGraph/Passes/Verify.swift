extension Graph {
    /// The graph itself, after checking that every node reads earlier nodes and has the types its operation infers.
    /// A failure is a pass's bug, never a user's mistake.
    package func verified(after pass: String) -> Graph {
        for (index, node) in nodes.enumerated() {
            precondition(node.inputs.allSatisfy { $0.node < index }, "after \(pass): node \(index) reads a later node")
            let types = try? node.operation.types(of: node.inputs.map(type(of:)))
            precondition(types == node.types, "after \(pass): node \(index) (\(node.operation.name)) has wrong types")
        }
        return self
    }
}
