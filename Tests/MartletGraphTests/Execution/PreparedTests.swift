import MartletGraph
import MartletNumerics
import Testing

@Suite struct PreparedTests {
    private let layout = ParameterLayout([
        Parameter(name: "w", shape: [4, 4], isTrainable: true),
        Parameter(name: "b", shape: [4], isTrainable: true),
    ])

    /// `x · exp(w) + b` and `exp(w)`, planned with `w` fixed or not.
    private func program(isFixed: Bool, rows: Int = 2) throws -> Program {
        let builder = Builder()
        let x = builder.input(TensorType([rows, 4]))
        let weights = builder.variable(Variable(name: "w", shape: [4, 4])).exp()
        let y = x.matmul(weights) + builder.variable(Variable(name: "b", shape: [4]))
        let graph = try builder.finish([y, weights]).optimized
        return try Program(
            Plan(
                graph, wanted: graph.outputs.enumerated().map { ($1, .output($0)) }, banks: [layout],
                fixed: { isFixed && $0.name == "w" }), banks: 1)
    }

    private func run(_ program: Program, _ parameters: Tensor, _ version: Prepared) -> [Tensor] {
        let x = Tensor.ones(program.plan.inputs[0].shape)
        let outputs = program.plan.outputs.map { Tensor(uninitialized: $0.shape, dtype: $0.dtype) }
        program.withSession { session in
            session.bind(
                program.parameters[0], UnsafeMutableRawPointer(mutating: parameters.baseAddress), version)
            session.bind(program.inputs[0], UnsafeMutableRawPointer(mutating: x.baseAddress))
            for (slot, tensor) in zip(program.outputs, outputs) {
                session.bind(slot, UnsafeMutableRawPointer(mutating: tensor.baseAddress))
            }
            session.run()
        }
        withExtendedLifetime((parameters, x, version)) {}
        return outputs
    }

    @Test func whatDependsOnFixedParametersRunsOnceForEachVersion() throws {
        let (fixed, free) = (try program(isFixed: true), try program(isFixed: false))
        #expect(fixed.plan.preparation.count == 1)
        #expect(free.plan.preparation.isEmpty)
        #expect(fixed.plan.steps.count == free.plan.steps.count)  // a copy to the output for the exponential
        let zeros = Tensor.zeros([layout.byteCount / 4])
        let (first, second) = (Prepared(), Prepared())
        #expect(run(fixed, zeros, first) == run(free, zeros, first))
        // With the version of before, the old exponential is used, and the new b.
        let ones = Tensor.ones([layout.byteCount / 4])
        #expect(run(fixed, ones, first)[0] == Tensor.full(Float(5), shape: [2, 4]))
        #expect(run(fixed, ones, second) == run(free, ones, second))
        // By turns, neither is computed anew; a version that was renewed is.
        #expect(run(fixed, ones, first)[0] == Tensor.full(Float(5), shape: [2, 4]))
        #expect(run(fixed, zeros, second)[1] == run(free, ones, second)[1])
        first.renew()
        #expect(run(fixed, ones, first) == run(free, ones, first))
    }

    @Test func programsShareWhatIsTheSame() throws {
        let (two, seven) = (try program(isFixed: true), try program(isFixed: true, rows: 7))
        let (zeros, ones) = (Tensor.zeros([layout.byteCount / 4]), Tensor.ones([layout.byteCount / 4]))
        let version = Prepared()
        _ = run(two, zeros, version)
        #expect(version.byteCount == two.plan.preparedByteCount && version.byteCount > 0)
        // The other program takes the exponential of the zeros, too.
        #expect(run(seven, ones, version)[0] == Tensor.full(Float(5), shape: [7, 4]))
        #expect(version.byteCount == two.plan.preparedByteCount)
    }

    @Test func aFilterIsPreparedOnceForAllBatches() throws {
        let layout = ParameterLayout([
            Parameter(name: "w", shape: [3, 3, 16, 32], isTrainable: true)
        ])
        func program(rows: Int, activation: (Symbol) -> Symbol) throws -> Program {
            let builder = Builder()
            let x = builder.input(TensorType([rows, 12, 12, 16]))
            let w = builder.variable(Variable(name: "w", shape: [3, 3, 16, 32]))
            let graph = try builder.finish([activation(x.convolved(with: w, padding: .same))]).optimized
            return try Program(
                Plan(graph, wanted: [(graph.outputs[0], .output(0))], banks: [layout], fixed: { _ in true }), banks: 1)
        }
        let version = Prepared()
        var random = RandomGenerator(seed: 1)
        let parameters = try random.normal([layout.byteCount / 4])
        func run(_ program: Program) -> Tensor {
            let x = Tensor.ones(program.plan.inputs[0].shape)
            let y = Tensor(uninitialized: program.plan.outputs[0].shape, dtype: .float32)
            program.withSession { session in
                session.bind(
                    program.parameters[0], UnsafeMutableRawPointer(mutating: parameters.baseAddress), version)
                session.bind(program.inputs[0], UnsafeMutableRawPointer(mutating: x.baseAddress))
                session.bind(program.outputs[0], UnsafeMutableRawPointer(mutating: y.baseAddress))
                session.run()
            }
            withExtendedLifetime((x, parameters)) {}
            return y
        }
        let (alone, many) = (try program(rows: 4) { $0 }, try program(rows: 9) { $0.relu() })
        #expect(alone.plan.steps[0].name.contains("winograd 4") && many.plan.steps[0].name.contains("winograd 4"))
        let first = run(alone)
        let byteCount = version.byteCount
        #expect(byteCount == alone.plan.preparedByteCount && byteCount > 0)
        let all = run(many)
        #expect(version.byteCount == byteCount)
        #expect(try all[0..<4] == first.maximum(Tensor(Float(0))))
    }

    @Test func whatIsPreparedIsGivenBackWithItsVersion() throws {
        let program = try program(isFixed: true)
        var version: Prepared? = Prepared()
        weak let gone = version
        _ = run(program, Tensor.zeros([layout.byteCount / 4]), version!)
        version = nil
        #expect(gone == nil)
    }

    @Test func sessionsAtOnceAgree() throws {
        let program = try program(isFixed: true)
        let ones = Tensor.ones([layout.byteCount / 4])
        let versions = (0..<8).map { _ in Prepared() }
        let expected = run(program, ones, versions[0])
        parallel(threads: 2, count: 64) { range in
            for index in range { #expect(run(program, ones, versions[index / 8]) == expected) }
        }
    }
}
