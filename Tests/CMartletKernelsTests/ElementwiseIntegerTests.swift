import CMartletKernels
import Testing

/// Applies one int64 operation to contiguous vectors.
private func apply(_ opcode: mk_opcode, _ a: [Int64], _ b: [Int64], _ c: [Int64]? = nil) -> [Int64] {
    let program = ElementwiseProgram([Int64(a.count)], kind: MK_REGISTERS_INT64)
    let inputs = [a, b, c ?? a]
    let values = inputs.map { _ in program.input(MK_INT64, strides: [1]) }
    program.output(program.step(opcode, values[0], values[1], values[2]), MK_INT64, strides: [1])
    let operands = inputs.map { Operand($0) }
    let output = Operand<Int64>(repeating: 0, count: a.count)
    program.call().run((operands + [output]).map { UnsafeMutableRawPointer($0.address) })
    return output.elements
}

/// Converts a contiguous vector from one type to another through a program's registers.
private func convert<From: BitwiseCopyable, To: BitwiseCopyable>(
    _ x: [From], _ from: mk_dtype, to: mk_dtype, zero: To, through kind: mk_register_kind
) -> [To] {
    let program = ElementwiseProgram([Int64(x.count)], kind: kind)
    program.output(program.input(from, strides: [1]), to, strides: [1])
    let (input, output) = (Operand(x), Operand<To>(repeating: zero, count: x.count))
    program.call().run(input.address, output.address)
    precondition(output.isGuardWhole)
    return output.elements
}

extension KernelTests {
    @Suite struct ElementwiseIntegerTests {
        private static let extremes: [Int64] = [0, 1, -1, 2, -2, 3, -3, 7, -7, .min, .max, .min + 1, .max - 1, 1 << 40]

        @Test func arithmeticIsExactAndNeverTraps() {
            let a = Self.extremes.flatMap { a in Self.extremes.map { _ in a } }
            let b = Self.extremes.flatMap { _ in Self.extremes }
            func quotient(_ a: Int64, _ b: Int64) -> Int64 {
                if b == 0 { return 0 }
                let (q, r) = (a.dividedReportingOverflow(by: b).partialValue, b == -1 ? 0 : a % b)
                return r != 0 && (r < 0) != (b < 0) ? q - 1 : q
            }
            let operations: [(mk_opcode, (Int64, Int64) -> Int64)] = [
                (MK_OP_ADD, &+), (MK_OP_SUBTRACT, &-), (MK_OP_MULTIPLY, &*), (MK_OP_DIVIDE, quotient),
                (MK_OP_MODULO, { $1 == 0 ? 0 : $0 &- $1 &* quotient($0, $1) }), (MK_OP_MINIMUM, min),
                (MK_OP_MAXIMUM, max), (MK_OP_NEGATE, { a, _ in 0 &- a }), (MK_OP_SIGN, { a, _ in a.signum() }),
                (MK_OP_ABSOLUTE, { a, _ in a < 0 ? 0 &- a : a }), (MK_OP_COPY, { a, _ in a }),
                (MK_OP_EQUAL, { $0 == $1 ? 1 : 0 }), (MK_OP_NOT_EQUAL, { $0 != $1 ? 1 : 0 }),
                (MK_OP_LESS, { $0 < $1 ? 1 : 0 }), (MK_OP_LESS_EQUAL, { $0 <= $1 ? 1 : 0 }),
                (MK_OP_GREATER, { $0 > $1 ? 1 : 0 }), (MK_OP_GREATER_EQUAL, { $0 >= $1 ? 1 : 0 }),
                (MK_OP_AND, { $0 != 0 && $1 != 0 ? 1 : 0 }), (MK_OP_OR, { $0 != 0 || $1 != 0 ? 1 : 0 }),
                (MK_OP_NOT, { a, _ in a == 0 ? 1 : 0 }),
            ]
            forEachInstructionSet {
                for (opcode, exact) in operations {
                    #expect(apply(opcode, a, b) == zip(a, b).map(exact), "operation \(opcode.rawValue)")
                }
                #expect(apply(MK_OP_WHERE, a, b, a) == zip(a, b).map { $0 != 0 ? $1 : $0 })
            }
        }

        @Test func floatingOperationsAreRefused() {
            let program = ElementwiseProgram([4], kind: MK_REGISTERS_INT64)
            let x = program.input(MK_INT64, strides: [1])
            #expect(program.step(MK_OP_EXP, x) == -1)
        }

        @Test func constantsAreExact() {
            let program = ElementwiseProgram([600], kind: MK_REGISTERS_INT64)
            let x = program.input(MK_INT32, strides: [1])
            program.output(program.step(MK_OP_ADD, x, program.constant(1 << 60)), MK_INT64, strides: [1])
            forEachInstructionSet {
                let (input, output) = (Operand((0..<600).map { Int32($0) }), Operand<Int64>(repeating: 0, count: 600))
                program.call().run(input.address, output.address)
                #expect(output.elements == (0..<600).map { (1 << 60) + $0 })
            }
        }

        @Test func floatsSaturate() {
            let x: [Float] = [
                .nan, .infinity, -.infinity, 0, -0.9, 1.9, -1.9, 126.5, 127.5, 128, -128.5, -129, 254.9, 255.5, 256,
                2147483520, 2147483648, -2147483648, -2147483904, 9.2e18, 9.3e18, -9.3e18, .leastNonzeroMagnitude,
            ]
            func exact<T: FixedWidthInteger>(_: T.Type) -> [T] {
                x.map { $0.isNaN ? 0 : $0 >= Float(T.max) ? .max : $0 <= Float(T.min) ? .min : T($0) }
            }
            forEachInstructionSet {
                let kind = MK_REGISTERS_FLOAT32
                #expect(convert(x, MK_FLOAT32, to: MK_INT8, zero: Int8(0), through: kind) == exact(Int8.self))
                #expect(convert(x, MK_FLOAT32, to: MK_UINT8, zero: UInt8(0), through: kind) == exact(UInt8.self))
                #expect(convert(x, MK_FLOAT32, to: MK_INT32, zero: Int32(0), through: kind) == exact(Int32.self))
                #expect(convert(x, MK_FLOAT32, to: MK_INT64, zero: Int64(0), through: kind) == exact(Int64.self))
                #expect(
                    convert(x, MK_FLOAT32, to: MK_INT64, zero: Int64(0), through: MK_REGISTERS_INT64)
                        == exact(Int64.self))
                #expect(
                    convert(x, MK_FLOAT32, to: MK_BOOL, zero: UInt8(9), through: kind) == x.map { $0 != 0 ? 1 : 0 })
                #expect(
                    convert(x, MK_FLOAT32, to: MK_FLOAT64, zero: 0.0, through: kind).dropFirst()
                        == x.map(Double.init).dropFirst())
            }
        }

        @Test func integersWrapAndWiden() {
            forEachInstructionSet {
                let kind = MK_REGISTERS_INT64
                let x = Self.extremes
                #expect(
                    convert(x, MK_INT64, to: MK_INT8, zero: Int8(0), through: kind)
                        == x.map(Int8.init(truncatingIfNeeded:)))
                #expect(
                    convert(x, MK_INT64, to: MK_INT32, zero: Int32(0), through: kind)
                        == x.map(Int32.init(truncatingIfNeeded:)))
                #expect(convert(x, MK_INT64, to: MK_BOOL, zero: UInt8(9), through: kind) == x.map { $0 != 0 ? 1 : 0 })
                #expect(convert(x, MK_INT64, to: MK_FLOAT32, zero: Float(0), through: kind) == x.map(Float.init))
                let bytes: [Int8] = [.min, -1, 0, 1, .max]
                #expect(convert(bytes, MK_INT8, to: MK_INT64, zero: Int64(0), through: kind) == bytes.map(Int64.init))
                let truths: [UInt8] = [0, 1, 2, 255]
                #expect(convert(truths, MK_BOOL, to: MK_INT64, zero: Int64(9), through: kind) == [0, 1, 1, 1])
                #expect(
                    convert(bytes, MK_INT8, to: MK_FLOAT32, zero: Float(9), through: MK_REGISTERS_FLOAT32)
                        == bytes.map(Float.init))
            }
        }
    }
}
