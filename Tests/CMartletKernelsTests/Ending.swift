import CMartletKernels
import Glibc

/// An epilogue and what it means.
enum Ending: CaseIterable {
    case none, bias, biasRelu, residualRelu6, reluMask, accumulate
    /// Leaky, by a program.
    case biasLeaky
    /// x · sigmoid(x) + the other operand, by a program that reads it.
    case biasSwishRead

    static let ofConvolutions = allCases.filter { $0 != .accumulate }

    /// Programs live as long as the process, since calls point to them.
    private static let leaky = readied(inputs: 1) { mk_program_step_immediate($0, MK_OP_LEAKY_RELU, 0, 0.25) }
    private static let swish = readied(inputs: 2) {
        let sigmoid = mk_program_step($0, MK_OP_SIGMOID, 0, 0, 0)
        return mk_program_step($0, MK_OP_MULTIPLY_ADD, 0, sigmoid, 1)
    }

    private struct Readied: @unchecked Sendable { var program: UnsafeMutablePointer<mk_program> }

    private static func readied(inputs: Int, _ steps: (UnsafeMutablePointer<mk_program>) -> Int32) -> Readied {
        let program = UnsafeMutablePointer<mk_program>.allocate(capacity: 1)
        mk_program_begin(program, MK_REGISTERS_FLOAT32, 1, [1], 1)
        for _ in 0..<inputs { mk_program_input(program, MK_FLOAT32, [1]) }
        mk_program_output(program, steps(program), MK_FLOAT32, [1])
        return Readied(program: program)
    }

    /// For the instruction set of now.
    var code: mk_epilogue {
        var code = mk_epilogue()
        code.bias = [.bias, .biasRelu, .biasLeaky, .biasSwishRead].contains(self)
        code.accumulates = self == .accumulate
        let others: [Ending: mk_other] = [
            .residualRelu6: MK_OTHER_ADDED, .reluMask: MK_OTHER_MASK, .biasSwishRead: MK_OTHER_READ,
        ]
        code.other = UInt8((others[self] ?? MK_OTHER_NONE).rawValue)
        switch self {
        case .biasRelu: (code.activation, code.high) = (UInt8(MK_ACTIVATION_CLIP.rawValue), .infinity)
        case .residualRelu6: (code.activation, code.high) = (UInt8(MK_ACTIVATION_CLIP.rawValue), 0.5)
        case .biasLeaky: code.program = UnsafePointer(Self.leaky.program)
        case .biasSwishRead: code.program = UnsafePointer(Self.swish.program)
        default: break
        }
        if let program = code.program {
            mk_epilogue_program(UnsafeMutablePointer(mutating: program))
            code.activation = UInt8(MK_ACTIVATION_PROGRAM.rawValue)
        }
        return code
    }

    /// Of a product, of the numbers that may be added, and of what the result held.
    func value(_ product: Double, bias: Double, other: Double, before: Double = 0) -> Double {
        switch self {
        case .none: return product
        case .bias: return product + bias
        case .biasRelu: return max(product + bias, 0)
        case .residualRelu6: return min(max(product + other, 0), 0.5)
        case .reluMask: return other > 0 ? product : 0
        case .accumulate: return product + before
        case .biasLeaky: return product + bias > 0 ? product + bias : (product + bias) / 4
        case .biasSwishRead:
            let x = product + bias
            return x / (1 + exp(-x)) + other
        }
    }

    /// The most that an error of the product grows by, and the roundings of the result on top of it.
    var slack: (growth: Double, roundings: Double) { self == .biasSwishRead ? (1.1, 4) : (1, 0) }
}
