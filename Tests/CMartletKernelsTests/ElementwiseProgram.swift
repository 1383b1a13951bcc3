import CMartletKernels

/// A program under construction, in memory that its call may point at.
final class ElementwiseProgram {
    private let memory = UnsafeMutablePointer<mk_program>.allocate(capacity: 1)

    init(_ extents: [Int64], kind: mk_register_kind = MK_REGISTERS_FLOAT32, threads: Int32 = 1) {
        mk_program_begin(memory, kind, Int32(extents.count), extents, threads)
    }

    deinit { memory.deallocate() }

    func input(_ dtype: mk_dtype = MK_FLOAT32, strides: [Int64]) -> Int32 {
        mk_program_input(memory, dtype, strides)
    }

    func step(_ opcode: mk_opcode, _ a: Int32, _ b: Int32 = 0, _ c: Int32 = 0) -> Int32 {
        mk_program_step(memory, opcode, a, b, c)
    }

    func step(_ opcode: mk_opcode, _ a: Int32 = 0, immediate: Float) -> Int32 {
        mk_program_step_immediate(memory, opcode, a, immediate)
    }

    func constant(_ integer: Int64) -> Int32 { mk_program_constant_integer(memory, integer) }

    func output(_ value: Int32, _ dtype: mk_dtype = MK_FLOAT32, strides: [Int64]) {
        mk_program_output(memory, value, dtype, strides)
    }

    func call() -> mk_call { mk_elementwise(memory) }
}

/// Row-major strides of `extents`.
func contiguous(_ extents: [Int64]) -> [Int64] {
    var strides = extents
    var stride: Int64 = 1
    for axis in extents.indices.reversed() {
        strides[axis] = stride
        stride *= extents[axis]
    }
    return strides
}

/// Applies one float32 operation to contiguous vectors.
func apply(_ opcode: mk_opcode, _ inputs: [Float]..., immediate: Float? = nil) -> [Float] {
    let count = Int64(inputs[0].count)
    let program = ElementwiseProgram([count])
    let values = inputs.map { _ in program.input(strides: [1]) }
    let a = values[0]
    let result =
        immediate.map { program.step(opcode, a, immediate: $0) }
        ?? program.step(opcode, a, values.count > 1 ? values[1] : a, values.count > 2 ? values[2] : a)
    program.output(result, strides: [1])
    let operands = inputs.map { Operand($0, misalignment: 1) }
    let output = Operand<Float>(repeating: 0, count: inputs[0].count, misalignment: 3)
    let addresses = operands.map { UnsafeMutableRawPointer($0.address) } + [UnsafeMutableRawPointer(output.address)]
    program.call().run(addresses)
    precondition(output.isGuardWhole && operands.allSatisfy(\.isGuardWhole), "wrote outside the operands")
    return output.elements
}
