extension Graph: CustomStringConvertible {
    /// A line for each node: its number, what it computes from which nodes, its type and the layer that it comes from.
    public var description: String {
        var lines: [String] = []
        for (index, node) in nodes.enumerated() {
            let inputs = node.inputs.map { $0.output == 0 ? "%\($0.node)" : "%\($0.node).\($0.output)" }
            let types = node.types.map(\.description).joined(separator: ", ")
            let call = node.operation.label + (inputs.isEmpty ? "" : " " + inputs.joined(separator: " "))
            lines.append("%\(index) = \(call)  : \(types)" + (node.path.isEmpty ? "" : "  // \(node.path)"))
        }
        lines.append(
            "return " + outputs.map { "%\($0.node)" + ($0.output == 0 ? "" : ".\($0.output)") }.joined(separator: ", "))
        for update in updates { lines.append("update \(update.parameter) = %\(update.value.node)") }
        return lines.joined(separator: "\n")
    }
}

extension Plan: CustomStringConvertible {
    /// A line for each kernel: what runs on which memory, for which layer.
    package var description: String {
        func line(_ step: Step) -> String {
            "\(step.name)(\(step.operands.map(\.description).joined(separator: ", ")))"
                + (step.path.isEmpty ? "" : "  // \(step.path)")
        }
        var lines = preparation.map { "once: " + line($0) }
        lines += steps.enumerated().map { "\($0): " + line($1) } + ["arena: \(arenaByteCount) bytes"]
        if preparedByteCount > 0 { lines.append("prepared: \(preparedByteCount) bytes") }
        return lines.joined(separator: "\n")
    }
}
