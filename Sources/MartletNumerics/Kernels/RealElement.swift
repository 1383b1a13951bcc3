#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif
internal import CMartletKernels

/// A floating-point element, which has functions that integers lack.
protocol RealElement: TensorElement, BinaryFloatingPoint {
    static func raised(_ base: Self, to exponent: Self) -> Self

    static func apply(
        _ operation: RealOperation, _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, count: Int)
    static func apply(
        _ operation: TranscendentalOperation, _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, count: Int)
    static func classify(
        _ classification: Classification, _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, count: Int)
}

/// Functions of one element that are more than a few instructions.
enum TranscendentalOperation {
    case exp, expm1, log, log1p, log2, log10, sin, cos, tanh, erf
}

extension Float: RealElement {
    static func raised(_ base: Float, to exponent: Float) -> Float { powf(base, exponent) }

    /// By the elementwise machine, which has these functions in vectors.
    static func apply(
        _ operation: TranscendentalOperation, _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, count: Int
    ) {
        var (extent, stride) = (Int64(count), Int64(1))
        var program = mk_program()
        mk_program_begin(&program, MK_REGISTERS_FLOAT32, 1, &extent, count < 1 << 16 ? 1 : mk_thread_budget())
        var value = mk_program_input(&program, MK_FLOAT32, &stride)
        func step(_ opcode: mk_opcode) { value = mk_program_step(&program, opcode, value, 0, 0) }
        func scaled(by factor: Float) {
            let constant = mk_program_step_immediate(&program, MK_OP_CONSTANT, 0, factor)
            value = mk_program_step(&program, MK_OP_MULTIPLY, value, constant, 0)
        }
        switch operation {
        case .exp: step(MK_OP_EXP)
        case .expm1: step(MK_OP_EXPM1)
        case .log: step(MK_OP_LOG)
        case .log1p: step(MK_OP_LOG1P)
        case .log2:
            step(MK_OP_LOG)
            scaled(by: Float(M_LOG2E))
        case .log10:
            step(MK_OP_LOG)
            scaled(by: Float(M_LOG10E))
        case .sin: step(MK_OP_SIN)
        case .cos: step(MK_OP_COS)
        case .tanh: step(MK_OP_TANH)
        case .erf: step(MK_OP_ERF)
        }
        mk_program_output(&program, value, MK_FLOAT32, &stride)
        withUnsafeMutablePointer(to: &program) { program in
            var call = mk_elementwise(program)
            call.operand.0 = UnsafeMutableRawPointer(mutating: source)
            call.operand.1 = target
            call.run(&call)
        }
    }
}

extension Double: RealElement {
    static func raised(_ base: Double, to exponent: Double) -> Double { pow(base, exponent) }

    static func apply(
        _ operation: TranscendentalOperation, _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, count: Int
    ) {
        let function: (Double) -> Double =
            switch operation {
            case .exp: exp
            case .expm1: expm1
            case .log: log
            case .log1p: log1p
            case .log2: log2
            case .log10: log10
            case .sin: sin
            case .cos: cos
            case .tanh: tanh
            case .erf: erf
            }
        map(source, target, count) { (x: Double) in function(x) }
    }
}
