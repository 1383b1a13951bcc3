package import MartletNumerics

extension Graph {
    /// Computes the outputs by the operations' plain loops: slow, in whatever type the graph has, and right by
    /// definition. Plans are compared with it, and derivatives are checked by it in float64.
    ///
    /// - Parameters:
    ///   - inputs: tensors of the placeholders' types.
    ///   - variables: the parameters by name, the same for all banks.
    ///   - inDoublePrecision: whether it computes in float64 where the graph has float32.
    package func evaluate(
        inputs: [Tensor], variables: [String: Tensor] = [:], inDoublePrecision: Bool = false
    ) throws -> [Tensor] {
        func widened(_ dtype: DType) -> DType { inDoublePrecision && dtype == .float32 ? .float64 : dtype }
        func widened(_ tensor: Tensor) -> Tensor { tensor.cast(to: widened(tensor.dtype)) }
        var values: [[Tensor]] = []
        values.reserveCapacity(nodes.count)
        for node in nodes {
            switch node.operation {
            case let placeholder as Placeholder:
                values.append([widened(inputs[placeholder.index])])
            case let variable as Variable:
                guard let value = variables[variable.name] else {
                    throw GraphError(operation: "evaluate", message: "no value for the parameter '\(variable.name)'")
                }
                values.append([widened(value)])
            case let constant as Constant: values.append([widened(constant.tensor)])
            default:
                let inputs = node.inputs.map { values[$0.node][$0.output] }
                var operation = node.operation
                if let cast = operation as? Cast { operation = Cast(dtype: widened(cast.dtype)) }
                values.append(try operation.reference(inputs))
            }
        }
        return outputs.map { values[$0.node][$0.output] }
    }
}
