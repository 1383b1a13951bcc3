package import CMartletKernels
import Glibc
package import MartletNumerics

/// What an operation looks at while it chooses its kernels: all types are concrete.
package struct Lowering {
    package let inputs: [TensorType]
    package let outputs: [TensorType]
    /// How many threads a kernel may use.
    package let threads: Int
    package var options = PlanOptions()
    var known: (_ input: Int) -> Tensor? = { _ in nil }

    /// The numbers of an input that every run sees alike: a constant, a parameter that runs leave as it is, or what is
    /// computed from these alone; nil for other inputs.
    ///
    /// By them an operation may choose its kernels and the size of what it prepares. A plan that asked for a parameter's
    /// value holds while the parameters stay as they are, so that whoever asks without need has models planned anew after
    /// each change.
    package func value(of input: Int) -> Tensor? { known(input) }

    package var output: TensorType { outputs[0] }
}

/// How an operation is computed.
package enum Lowered {
    /// The output is the input's memory seen with another shape.
    case alias(input: Int)
    /// Kernels in order. The first output may lie in the memory of one of the inputs in `overwriting`.
    case kernels([Kernel], overwriting: [Int] = [])
    /// By the plain loops of `reference`.
    case reference
}

/// One prepared kernel call, its addresses not yet known.
package struct Kernel {
    /// The name that a profile shows, such as `gemm nn bias relu`.
    package var name: String
    package var call: mk_call
    package var operands: [Operand]
    /// Floating-point operations of one call, for the profile.
    package var flops: Double = 0
    /// What the call points to.
    package var retained: (any AnyObject & Sendable)?
    /// Whether it only makes `prepared` memory, from inputs alone. Where these are fixed it runs once for each version
    /// of the parameters, else in each run.
    package var isPreparation: Bool

    package init(
        _ name: String, _ call: mk_call, _ operands: [Operand], flops: Double = 0,
        retaining retained: (any AnyObject & Sendable)? = nil, isPreparation: Bool = false
    ) {
        precondition(operands.count <= Int(MK_OPERANDS), "\(name) has too many operands")
        precondition(!isPreparation || retained == nil, "\(name)'s parameters tell what it prepares")
        self.name = name
        self.call = call
        self.operands = operands
        self.flops = flops
        self.retained = retained
        self.isPreparation = isPreparation
    }
}

/// What one operand of a kernel is.
package enum Operand: Hashable, Sendable {
    case input(Int, byteOffset: Int = 0)
    case output(Int, byteOffset: Int = 0)
    /// Memory that the operation's kernels share under one index, and nobody else.
    case scratch(byteCount: Int, index: Int = 0)
    /// Memory made from input `of` alone, such as packed weights: it stays between runs while that input is fixed
    /// (computed from constants and parameters that the plan doesn't change), else it is scratch.
    case prepared(byteCount: Int, index: Int = 0, of: Int)
    /// The seed and step that random kernels read: two `UInt64`.
    case random
    case none
}

extension mk_call {
    /// Memory to memory, `byteCount` bytes; operands: 0 from, 1 to.
    package static func copy(byteCount: Int) -> mk_call {
        var call = mk_call()
        call.run = { call in
            let call = call!.pointee
            _ = memcpy(call.operand.1!, call.operand.0!, Int(call.parameters.0))
        }
        call.parameters.0 = Int64(byteCount)
        return call
    }
}
