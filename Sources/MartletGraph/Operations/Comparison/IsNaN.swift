package import CMartletKernels
package import MartletNumerics

/// Whether each element is not a number.
package struct IsNaN: ElementwiseOperation {
    package var code: mk_opcode { MK_OP_IS_NAN }
    package func resultType(_ inputs: [DType]) -> DType? { inputs[0].isFloating ? .bool : nil }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a.isNaN ? 1 : 0 }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.zero] }

    package static var samples: [Sample] { [.init(IsNaN(), [5, 7])] }
}

extension Symbol {
    /// Whether each element is not a number.
    public var isNaN: Symbol { apply(IsNaN()) }
}
