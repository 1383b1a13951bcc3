package import CMartletKernels
package import MartletNumerics

/// Builds the program of an elementwise kernel: inputs, then steps, then the outputs.
package struct ElementwiseProgram {
    /// A value of the program by its number.
    package typealias Register = Int32

    /// Keeps the program where the call points.
    private final class Memory: @unchecked Sendable {  // immutable once the call is made
        let program = UnsafeMutablePointer<mk_program>.allocate(capacity: 1)
        deinit { program.deallocate() }
    }

    private let memory = Memory()
    private let shape: Shape
    /// The most steps and tensors of one program.
    package static let stepLimit = Int(MK_STEPS)
    package static let operandLimit = Int(MK_OPERANDS)

    /// A program over `shape` with inputs of `types`, which are values 0, 1, … and broadcast to it.
    ///
    /// - Parameter integers: compute in 64-bit integers, exactly, rather than in float32.
    package init(_ shape: Shape, inputs types: [TensorType], integers: Bool, threads: Int) {
        self.shape = shape
        mk_program_begin(
            memory.program, integers ? MK_REGISTERS_INT64 : MK_REGISTERS_FLOAT32, Int32(shape.count),
            shape.map(Int64.init), shape.elementCount >= 1 << 16 ? Int32(threads) : 1)
        for type in types {
            mk_program_input(memory.program, type.dtype.kernel, type.shape.broadcastStrides(to: shape).map(Int64.init))
        }
    }

    package func step(
        _ code: mk_opcode, _ a: Register, _ b: Register = 0, _ c: Register = 0
    ) -> Register {
        let register = mk_program_step(memory.program, code, a, b, c)
        precondition(register >= 0, "an elementwise program is full")
        return register
    }

    package func step(_ code: mk_opcode, _ a: Register, immediate: Float) -> Register {
        mk_program_step_immediate(memory.program, code, a, immediate)
    }

    package func constant(_ value: Double, integers: Bool) -> Register {
        integers
            ? mk_program_constant_integer(memory.program, Int64(value))
            : mk_program_step_immediate(memory.program, MK_OP_CONSTANT, 0, Float(value))
    }

    package func output(_ register: Register, _ dtype: DType) {
        mk_program_output(memory.program, register, dtype.kernel, shape.strides.map(Int64.init))
    }

    /// The program readied for the epilogue of a product, and what keeps it there. May be asked for once.
    package func epilogue() -> (address: UnsafePointer<mk_program>, retained: any AnyObject & Sendable) {
        mk_epilogue_program(memory.program)
        return (UnsafePointer(memory.program), memory)
    }

    /// The call: operands are the inputs, then the outputs. May be asked for once.
    package func kernel(_ name: String, _ operands: [Operand]) -> Kernel {
        Kernel(name, mk_elementwise(memory.program), operands, retaining: memory)
    }
}

extension DType {
    package var kernel: mk_dtype {
        switch self {
        case .float32: MK_FLOAT32
        case .float64: MK_FLOAT64
        case .int8: MK_INT8
        case .uint8: MK_UINT8
        case .int32: MK_INT32
        case .int64: MK_INT64
        case .bool: MK_BOOL
        }
    }
}
