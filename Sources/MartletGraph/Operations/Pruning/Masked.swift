package import CMartletKernels
package import MartletNumerics

/// Weights where a mask holds, and zeros elsewhere. The derivative goes straight through, so that what is zero can grow again
/// within a step, as tfmot's does.
///
/// Inputs: weights of float32 and a mask of bool, of one shape.
package struct Masked: ElementwiseOperation {
    package init() {}

    package static var arity: Int { 2 }
    package var code: mk_opcode { MK_OP_MULTIPLY }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a * b }
    package func resultType(_ inputs: [DType]) -> DType? { inputs == [.float32, .bool] ? .float32 : nil }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.flows(at.cotangent.summed(like: at.inputs[0])), .zero] }

    package static var samples: [Sample] {
        [.init(Masked(), [5, 7], [5, 7], dtypes: [1: .bool], ranges: [1: 1...1])]
    }
}
