package import MartletNumerics

/// The same value, through which no derivative flows.
package struct StopGradient: Operation {
    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(1, inputs)
        return inputs
    }
    package func reference(_ inputs: [Tensor]) throws -> [Tensor] { inputs }
    package func gradient(_ at: Adjoint) -> [Cotangent] { [.zero] }
    package func lower(_ at: Lowering) -> Lowered { .alias(input: 0) }
    package static var samples: [Sample] { [.init(StopGradient(), [3, 4])] }
}

extension Symbol {
    /// The same value, taken as a constant by derivatives.
    public func stopGradient() -> Symbol { apply(StopGradient()) }
}
