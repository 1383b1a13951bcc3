import MartletGraph
import MartletNumerics
import Testing

@Suite struct PreparedTests {
    private let layout = ParameterLayout([
        Parameter(name: "w", shape: [4, 4], isTrainable: true, initializer: .zeros),
        Parameter(name: "b", shape: [4], isTrainable: true, initializer: .zeros),
    ])

    /// `x · exp(w) + b` and `exp(w)`, planned with `w` fixed or not.
    private func program(isFixed: Bool) throws -> Program {
        let builder = Builder()
        let x = builder.input(TensorType([2, 4]))
        let weights = builder.variable(Variable(name: "w", shape: [4, 4])).exp()
        let y = x.matmul(weights) + builder.variable(Variable(name: "b", shape: [4]))
        let graph = try builder.finish([y, weights]).optimized
        return Program(
            Plan(
                graph, wanted: graph.outputs.enumerated().map { ($1, .output($0)) }, banks: [layout],
                fixed: { isFixed && $0.name == "w" }), banks: 1)
    }

    private func run(_ program: Program, _ parameters: Tensor, version: Int) -> [Tensor] {
        let x = Tensor.ones([2, 4])
        let outputs = program.plan.outputs.map { Tensor(uninitialized: $0.shape, dtype: $0.dtype) }
        program.withSession { session in
            session.bind(
                program.parameters[0], UnsafeMutableRawPointer(mutating: parameters.baseAddress), version: version)
            session.bind(program.inputs[0], UnsafeMutableRawPointer(mutating: x.baseAddress))
            for (slot, tensor) in zip(program.outputs, outputs) {
                session.bind(slot, UnsafeMutableRawPointer(mutating: tensor.baseAddress))
            }
            session.run()
        }
        withExtendedLifetime((parameters, x)) {}
        return outputs
    }

    @Test func whatDependsOnFixedParametersRunsOnceForEachVersion() throws {
        let (fixed, free) = (try program(isFixed: true), try program(isFixed: false))
        #expect(fixed.plan.preparation.count == 1)
        #expect(free.plan.preparation.isEmpty)
        #expect(fixed.plan.steps.count == free.plan.steps.count)  // a copy to the output for the exponential
        let zeros = Tensor.zeros([layout.count])
        #expect(run(fixed, zeros, version: 1) == run(free, zeros, version: 1))
        // With the version of before, the old exponential is used, and the new b.
        let ones = Tensor.ones([layout.count])
        #expect(run(fixed, ones, version: 1)[0] == Tensor.full(Float(5), shape: [2, 4]))
        #expect(run(fixed, ones, version: 2) == run(free, ones, version: 2))
    }

    @Test func sessionsAtOnceAgree() throws {
        let program = try program(isFixed: true)
        let ones = Tensor.ones([layout.count])
        let expected = run(program, ones, version: 1)
        parallel(threads: 2, count: 64) { range in
            for index in range { #expect(run(program, ones, version: index / 8) == expected) }
        }
    }
}
