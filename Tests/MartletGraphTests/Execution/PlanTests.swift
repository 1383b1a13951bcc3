import CMartletKernels
import CMartletTestSupport
import MartletGraph
import MartletNumerics
import Testing

@Suite(.serialized) struct PlanTests {
    private func program(_ body: (Builder) -> [Symbol]) throws -> Program {
        let builder = Builder()
        let graph = try builder.finish(body(builder)).optimized
        return try Program(
            Plan(graph, wanted: graph.outputs.enumerated().map { ($1, .output($0)) }, banks: []), banks: 0)
    }

    private func run(_ program: Program, _ inputs: [Tensor]) -> [Tensor] {
        let outputs = program.plan.outputs.map { Tensor(uninitialized: $0.shape, dtype: $0.dtype) }
        program.withSession { session in
            for (slot, tensor) in zip(program.inputs, inputs) {
                session.bind(slot, UnsafeMutableRawPointer(mutating: tensor.baseAddress))
            }
            for (slot, tensor) in zip(program.outputs, outputs) {
                session.bind(slot, UnsafeMutableRawPointer(mutating: tensor.baseAddress))
            }
            session.run()
        }
        return outputs
    }

    @Test func outputsMayBeInputsConstantsAndOneAnother() throws {
        let program = try program { builder in
            let x = builder.input(TensorType([3]))
            let y = x + 1
            return [x, y, y, y.reshaped([3, 1]), builder.constant(Tensor(Float(7)))]
        }
        let outputs = run(program, [Tensor([Float(1), 2, 3])])
        #expect(outputs[0] == Tensor([Float(1), 2, 3]))
        #expect(outputs[1] == Tensor([Float(2), 3, 4]))
        #expect(outputs[2] == outputs[1])
        #expect(outputs[3].shape == [3, 1])
        #expect(outputs[4] == Tensor(Float(7)))
    }

    @Test func memoryIsReusedAndInputsAreLeftAlone() throws {
        let program = try program { builder in
            var x = builder.input(TensorType([1000]))
            for _ in 0..<20 { x = x.sum().expanded(like: x) + x }  // breaks fusion, so that there is much to place
            return [x]
        }
        #expect(program.plan.arenaByteCount < 5 * 4096)
        let x = Tensor.ones([1000])
        let first = run(program, [x])[0]
        #expect(x == Tensor.ones([1000]))
        #expect(run(program, [x])[0] == first)
    }

    @Test func runsFromManyThreadsAgree() throws {
        let program = try program { [($0.input(TensorType([64, 64])).exp() * 0.25).softmax()] }
        let x = Tensor.linspace(-1, 1, count: 4096, dtype: .float32).withShape([64, 64])
        let expected = run(program, [x])[0]
        parallel(threads: 2, count: 64) { range in
            for _ in range { #expect(run(program, [x])[0] == expected) }
        }
    }

    /// The step loop is `mk_run` over calls: thirty that do nothing allocate nothing.
    @Test func theStepLoopAllocatesNothing() throws {
        let program = try program { builder in
            let x = builder.input(TensorType([32, 10]))
            let h = (x.matmul(builder.input(TensorType([10, 64]))) + builder.input(TensorType([64]))).relu()
            return [h.softmax(), h.sum(), (h.tanh() * h).mean(axes: [0])]
        }
        let inputs = program.plan.inputs.map { Tensor.ones($0.shape) }
        let outputs = program.plan.outputs.map { Tensor(uninitialized: $0.shape, dtype: $0.dtype) }
        program.withSession { session in
            for (slot, tensor) in zip(program.inputs + program.outputs, inputs + outputs) {
                session.bind(slot, UnsafeMutableRawPointer(mutating: tensor.baseAddress))
            }
            session.run()
            let before = mk_allocation_count()
            for _ in 0..<1000 { session.run() }
            #expect(mk_allocation_count() == before)
        }
    }
}
