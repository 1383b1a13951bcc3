import MartletCodecs
import MartletNN
import MartletTestSupport
import Testing

@Suite struct OptimizerTests {
    static let optimizers: [any Optimizer] = [
        .sgd(), .sgd(momentum: 0.9), .sgd(momentum: 0.9, nesterov: true),
        .sgd(weightDecay: WeightDecay(0.1, excluding: ["bias"]), clipping: .value(0.5)), .adam(),
        .adam(learningRate: .cosineDecay(0.1, decaySteps: 30), amsgrad: true, clipping: .norm(1)), .adamW(),
        .adamW(weightDecay: WeightDecay(0.01, excluding: ["b/"]), clipping: .globalNorm(1)), .rmsprop(),
        .rmsprop(momentum: 0.5, centered: true), .adagrad(learningRate: 0.1),
    ]

    @Test(arguments: optimizers.indices) func obeysTheLaws(_ index: Int) throws {
        let problems = try checkOptimizer(Self.optimizers[index])
        #expect(problems.isEmpty, "\(Self.optimizers[index]): \(problems)")
    }

    @Test func names() throws {
        #expect(try AnyOptimizer(named: "RMSprop").base is RMSprop)
        #expect(try AnyOptimizer(named: "adamw").base is AdamW)
        #expect(throws: UnknownName("optimizer", "adma", known: ["sgd", "adam", "adamw", "rmsprop", "adagrad"])) {
            try AnyOptimizer(named: "adma")
        }
    }

    @Test func refusesValuesOutOfRange() {
        let wrong: [any Optimizer] = [
            .sgd(momentum: 2), .sgd(learningRate: -1), .adam(beta1: 1), .adam(clipping: .norm(0)),
            .adamW(weightDecay: -0.1), .rmsprop(rho: 1), .adagrad(initialAccumulatorValue: -1),
            .sgd(learningRate: .exponentialDecay(0.1, decaySteps: 0, decayRate: 0.5)),
            .sgd(learningRate: .piecewiseConstantDecay(boundaries: [5, 3], values: [1, 2, 3])),
            .sgd(learningRate: .piecewiseConstantDecay(boundaries: [5], values: [1])),
        ]
        for optimizer in wrong { #expect(throws: ArgumentError.self) { try optimizer.validate() } }
    }

    @Test func refusesFilesWithValuesOutOfRange() throws {
        var file = try JSON(encoding: AnyOptimizer(.sgd(momentum: 0.5)))
        file["configuration"]?["momentum"] = 7
        #expect(throws: ArgumentError.self) { try file.decode(AnyOptimizer.self) }
        file["class"] = "Sgd2"
        #expect(throws: UnknownName.self) { try file.decode(AnyOptimizer.self) }
    }

    @Test func schedulesOfClosuresWorkButAreNotSaved() {
        let optimizer = SGD(learningRate: .custom { 1 / Double($0 + 1) })
        #expect(optimizer.learningRate(3) == 0.25)
        #expect(throws: EncodingError.self) { try JSON(encoding: AnyOptimizer(optimizer)) }
    }

    /// After `decaySteps` the cycle is twice as long, as in Keras.
    @Test func polynomialDecayCycles() {
        let rate = LearningRate.polynomialDecay(1, decaySteps: 10, endLearningRate: 0, power: 1, cycle: true)
        #expect(rate(0) == 1)
        #expect(rate(10) == 0)
        #expect(abs(rate(11) - (1 - 11.0 / 20)) < 1e-15)
    }
}
