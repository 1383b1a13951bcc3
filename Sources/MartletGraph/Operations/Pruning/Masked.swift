package import CMartletKernels
package import MartletNumerics

/// Weights where a mask holds, and zeros elsewhere. If they regrow the derivative goes straight through, so that what is zero
/// can grow again within a step, as tfmot's does; if not it is masked too, and optimisers remember nothing of what is zero.
///
/// Inputs: weights of float32 and a mask of bool, of one shape.
package struct Masked: ElementwiseOperation {
    package var regrows: Bool

    package init(regrows: Bool = true) { self.regrows = regrows }

    package static var arity: Int { 2 }
    package var code: mk_opcode { MK_OP_MULTIPLY }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a * b }
    package func resultType(_ inputs: [DType]) -> DType? { inputs == [.float32, .bool] ? .float32 : nil }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        let flow = regrows ? at.cotangent : at.cotangent.apply(self, at.inputs[1])
        return [.flows(flow.summed(like: at.inputs[0])), .zero]
    }

    package static var samples: [Sample] {
        [
            .init(Masked(), [5, 7], [5, 7], dtypes: [1: .bool], ranges: [1: 1...1]),
            .init(Masked(regrows: false), [5, 7], [5, 7], dtypes: [1: .bool], ranges: [1: 0...1]),
        ]
    }
}

extension Masked {
    /// Files of before weights could stay zero don't say.
    package init(from decoder: any Decoder) throws {
        regrows = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(Bool.self, forKey: .regrows) ?? true
    }

    private enum CodingKeys: CodingKey { case regrows }
}

extension Variable {
    /// The name of the mask of these weights.
    package var maskName: String { name + "_mask" }
}

extension Graph {
    /// The name of the state that counts the steps in which masks could be made.
    package static var pruningStep: String { "pruning_step" }
}
