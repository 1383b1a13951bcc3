import CMartletKernels
package import MartletNumerics

/// Several elementwise operations as one kernel. Made by a pass after gradients; no layer adds it and no file stores it.
package struct FusedElementwise: Operation {
    package struct Step: Sendable {
        var operation: any ElementwiseOperation
        var operands: [Operand]

        fileprivate var identity: [AnyHashable] { [erased(operation)] + operands.map { AnyHashable($0) } }

        private func erased(_ operation: some Hashable) -> AnyHashable { AnyHashable(operation) }
    }

    package enum Operand: Sendable, Hashable {
        case input(Int)
        case step(Int)
        case constant(Double, DType)
    }

    package var steps: [Step]
    package var type: TensorType
    /// Whether it computes in 64-bit integers rather than in float32.
    package var integers: Bool

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] { [type] }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        var results: [Tensor] = []
        for step in steps {
            results += try step.operation.reference(
                step.operands.map { operand in
                    switch operand {
                    case .input(let index): inputs[index]
                    case .step(let index): results[index]
                    case .constant(let value, let dtype): Tensor.full(value, shape: [], dtype: dtype)
                    }
                })
        }
        return [results.last!]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        at.inputs.map { _ in .blocked("fused after gradients were taken") }
    }

    /// One element of the result from one of each input, in double precision.
    func value(_ inputs: [Double]) -> Double {
        var results: [Double] = []
        for step in steps {
            var operands = [0.0, 0, 0]
            for (place, operand) in step.operands.enumerated() {
                switch operand {
                case .input(let index): operands[place] = inputs[index]
                case .step(let index): operands[place] = results[index]
                case .constant(let value, _): operands[place] = value
                }
            }
            results.append(step.operation.value(operands[0], operands[1], operands[2]))
        }
        return results.last!
    }

    package func lower(_ at: Lowering) -> Lowered {
        let program = ElementwiseProgram(type.shape, inputs: at.inputs, integers: integers, threads: at.threads)
        program.output(emit(program, integers: integers), type.dtype)
        let overwriting = at.inputs.indices.filter { at.inputs[$0] == at.output }
        return .kernels(
            [program.kernel(label, at.inputs.indices.map { .input($0) } + [.output(0)])], overwriting: overwriting)
    }

    /// Adds all steps to a program whose inputs are those of this; returns the last one's value.
    func emit(_ program: ElementwiseProgram, integers: Bool) -> ElementwiseProgram.Register {
        var registers: [ElementwiseProgram.Register] = []
        var constants: [UInt64: ElementwiseProgram.Register] = [:]  // by bits: 0 and -0 differ, NaN is itself
        for step in steps {
            let operands = step.operands.map { operand in
                switch operand {
                case .input(let index): return ElementwiseProgram.Register(index)
                case .step(let index): return registers[index]
                case .constant(let value, _):
                    let register = constants[value.bitPattern] ?? program.constant(value, integers: integers)
                    constants[value.bitPattern] = register
                    return register
                }
            }
            registers.append(step.operation.emit(program, operands))
        }
        return registers.last!
    }

    package var label: String { steps.map { $0.operation.name.lowercased() }.joined(separator: " ") }

    package static func == (a: Self, b: Self) -> Bool {
        a.type == b.type && a.integers == b.integers && a.steps.map(\.identity) == b.steps.map(\.identity)
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(steps.map(\.identity)) }

    package init(steps: [Step], type: TensorType, integers: Bool) {
        self.steps = steps
        self.type = type
        self.integers = integers
    }

    package init(from decoder: any Decoder) throws {
        throw GraphError(operation: "FusedElementwise", message: "is not an operation that files hold")
    }

    package func encode(to encoder: any Encoder) throws {
        throw GraphError(operation: "FusedElementwise", message: "is not an operation that files hold")
    }

    package static var samples: [Sample] { [] }
}
