import MartletGraph
import MartletNN
import MartletNumerics
import Testing

/// Random numbers that a layer of one's own draws.
@Suite struct ScopeRandomTests {
    private struct Noise: Layer {
        var distribution: Distribution
        func forward(_ x: Symbol, _ scope: Scope) -> Symbol { scope.random(distribution, like: x) }
    }

    private func drawn(_ distribution: Distribution, step: Int = 0, seed: UInt64 = 0) throws -> Tensor {
        let model = Model(Noise(distribution: distribution), input: [1000], seed: seed)
        let objective = Objective(results: { networks, x in
            let y = networks[0](x[0])
            return [y.mean(), y]
        })
        return try objective.results(of: [model], at: [.zeros([20, 1000])], step: step).results[1]
    }

    private func moments(_ x: Tensor) throws -> (mean: Double, deviation: Double) {
        (try x.mean().scalar(as: Double.self), try x.standardDeviation().scalar(as: Double.self))
    }

    /// Within five standard errors for 20,000 numbers.
    @Test func distributionsHaveTheirMoments() throws {
        let normal = try moments(drawn(.normal()))
        #expect(abs(normal.mean) < 0.036 && abs(normal.deviation - 1) < 0.025)
        let shifted = try moments(drawn(.normal(mean: 2, standardDeviation: 3)))
        #expect(abs(shifted.mean - 2) < 0.11 && abs(shifted.deviation - 3) < 0.075)
        let uniform = try moments(drawn(.uniform))
        #expect(abs(uniform.mean - 0.5) < 0.0103)
        let twelfth: Double = 0.288_675
        #expect(abs(uniform.deviation - twelfth) < 0.005)
        let coins = try drawn(.bernoulli(probability: 0.25)).array(of: Float.self)
        #expect(coins.allSatisfy { $0 == 0 || $0 == 1 })
        #expect(abs(coins.reduce(0, +) / 20_000 - 0.25) < 0.0154)
    }

    @Test func numbersFollowFromSeedAndStep() throws {
        #expect(try drawn(.normal) == drawn(.normal))
        #expect(try drawn(.normal) != drawn(.normal, step: 1))
        #expect(try drawn(.normal) != drawn(.normal, seed: 1))
    }

    @Test func eachUseDrawsItsOwn() throws {
        struct Twice: Layer {
            func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
                scope.random(.normal, like: x) - scope.random(.normal, like: x)
            }
        }
        let y = try Model(Twice(), input: [100]).predict(.zeros([1, 100])).array(of: Float.self)
        #expect(y.allSatisfy { $0 != 0 })
    }

    @Test func typesAreKept() throws {
        let doubles = Model(Noise(distribution: .uniform), input: [4], dtype: .float64)
        #expect(doubles.graph.outputTypes[0].dtype == .float64)
        let integers = Model(Noise(distribution: .uniform), input: [4], dtype: .int32)
        #expect(integers.graph.outputTypes[0].dtype == .float32)
    }

    @Test func impossibleDistributionsAreRefused() {
        for distribution in [
            Distribution.bernoulli(probability: 1.5), .normal(mean: .nan), .uniform(high: .infinity),
        ] {
            #expect(throws: GraphError.self) {
                try Model(Noise(distribution: distribution), input: [4]).predict(.zeros([1, 4]))
            }
        }
    }
}
