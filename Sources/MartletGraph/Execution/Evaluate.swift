package import MartletNumerics

extension Graph {
    /// Computes the outputs by the operations' plain loops: slow, in whatever type the graph has, and right by
    /// definition. Plans are compared with it, and derivatives are checked by it in float64.
    ///
    /// - Parameters:
    ///   - inputs: tensors of the placeholders' types.
    ///   - variables: the parameters by name, the same for all banks.
    package func evaluate(inputs: [Tensor], variables: [String: Tensor] = [:]) throws -> [Tensor] {
        var values: [[Tensor]] = []
        values.reserveCapacity(nodes.count)
        for node in nodes {
            switch node.operation {
            case let placeholder as Placeholder:
                values.append([inputs[placeholder.index]])
            case let variable as Variable:
                guard let value = variables[variable.name] else {
                    throw GraphError(operation: "evaluate", message: "no value for the parameter '\(variable.name)'")
                }
                values.append([value])
            default:
                values.append(try node.operation.reference(node.inputs.map { values[$0.node][$0.output] }))
            }
        }
        return outputs.map { values[$0.node][$0.output] }
    }
}
