package import MartletNumerics

/// An elementwise operation on floating-point numbers of one type.
package protocol FloatingElementwiseOperation: ElementwiseOperation {}

extension FloatingElementwiseOperation {
    package func resultType(_ inputs: [DType]) -> DType? {
        inputs.allSatisfy { $0 == inputs[0] && $0.isFloating } ? inputs[0] : nil
    }
}

/// An elementwise operation that asks something of two tensors of one type; the answer is a bool.
package protocol ComparisonOperation: ElementwiseOperation {}

extension ComparisonOperation {
    package static var arity: Int { 2 }
    package func resultType(_ inputs: [DType]) -> DType? { inputs[0] == inputs[1] ? .bool : nil }
    package func gradient(_ at: Adjoint) -> [Cotangent] { [.zero, .zero] }

    @_semantics("optimize.sil.specialize.generic.never")
    package static func sampled(_ operation: Self) -> [Sample] {
        [
            .init(operation, [5, 7], [5, 7]), .init(operation, [3, 4], [4]),
            .init(operation, [4, 9], [4, 9], in: -2...2, dtypes: [0: .int32, 1: .int32]),
            .init(operation, [9], [9], in: 0...1, dtypes: [0: .bool, 1: .bool]),
        ]
    }
}

/// An elementwise operation on bools.
package protocol LogicalOperation: ElementwiseOperation {}

extension LogicalOperation {
    package func resultType(_ inputs: [DType]) -> DType? { inputs.allSatisfy { $0 == .bool } ? .bool : nil }
    package func gradient(_ at: Adjoint) -> [Cotangent] { at.inputs.map { _ in .zero } }
}
