import CMartletKernels
package import MartletNumerics

/// Several elementwise operations as one kernel. Made by a pass after gradients; never said and never stored.
package struct FusedElementwise: Operation {
    package struct Step: Sendable {
        var operation: any ElementwiseOperation
        var operands: [Operand]

        fileprivate var identity: [AnyHashable] { [erased(operation)] + operands.map { AnyHashable($0) } }

        /// Whether it computes in float32 whatever the kernel reads and writes.
        fileprivate var makesFloats: Bool {
            (operation as? Cast)?.dtype == .float32
                || operands.contains { if case .constant(_, .float32) = $0 { true } else { false } }
        }

        private func erased(_ operation: some Hashable) -> AnyHashable { AnyHashable(operation) }
    }

    package enum Operand: Sendable, Hashable {
        case input(Int)
        case step(Int)
        case constant(Double, DType)
    }

    package var steps: [Step]
    package var type: TensorType

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
        let integers =
            !(at.inputs + at.outputs).contains { $0.dtype == .float32 } && !steps.contains(where: \.makesFloats)
        let program = ElementwiseProgram(type.shape, inputs: at.inputs, integers: integers, threads: at.threads)
        program.output(emit(program, integers: integers), type.dtype)
        let overwriting = at.inputs.indices.filter { at.inputs[$0] == at.output }
        return .kernels(
            [program.kernel(label, at.inputs.indices.map { .input($0) } + [.output(0)])], overwriting: overwriting)
    }

    /// Adds all steps to a program whose inputs are those of this; returns the last one's value.
    func emit(_ program: ElementwiseProgram, integers: Bool) -> ElementwiseProgram.Register {
        var registers: [ElementwiseProgram.Register] = []
        var constants: [Operand: ElementwiseProgram.Register] = [:]
        for step in steps {
            let operands = step.operands.map { operand in
                switch operand {
                case .input(let index): return ElementwiseProgram.Register(index)
                case .step(let index): return registers[index]
                case .constant(let value, _):
                    let register = constants[operand] ?? program.constant(value, integers: integers)
                    constants[operand] = register
                    return register
                }
            }
            registers.append(step.operation.emit(program, operands))
        }
        return registers.last!
    }

    package var label: String { steps.map { $0.operation.name.lowercased() }.joined(separator: " ") }

    package static func == (a: Self, b: Self) -> Bool {
        a.type == b.type && a.steps.map(\.identity) == b.steps.map(\.identity)
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(steps.map(\.identity)) }

    package init(steps: [Step], type: TensorType) {
        self.steps = steps
        self.type = type
    }

    package init(from decoder: any Decoder) throws {
        throw GraphError(operation: "FusedElementwise", message: "is not an operation that files hold")
    }

    package func encode(to encoder: any Encoder) throws {
        throw GraphError(operation: "FusedElementwise", message: "is not an operation that files hold")
    }

    package static var samples: [Sample] { [] }
}
