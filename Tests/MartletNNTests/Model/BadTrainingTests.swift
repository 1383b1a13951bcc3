import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

private let compiling = BadCalls { call in
    call.model("no losses") { try $0.compile(losses: []) }
    call.model("other loss weights") { try $0.compile(losses: [.meanSquaredError], lossWeights: []) }
    call.model("other metrics") { try $0.compile(losses: [.meanSquaredError], metrics: []) }
    call.model("a delta of nothing") { try $0.compile(loss: .huber(delta: 0)) }
    call.model("a delta that isn't a number") { try $0.compile(loss: .huber(delta: .nan)) }
    call.model("labels smoothed too much") { try $0.compile(loss: .categoricalCrossentropy(labelSmoothing: 2)) }
    call.model("the best none") { try $0.compile(loss: .meanSquaredError, metrics: [.topKCategoricalAccuracy(k: 0)]) }
    call.model("the best of fewest") {
        try $0.compile(loss: .meanSquaredError, metrics: [.sparseTopKCategoricalAccuracy(k: .min)])
    }
    call.model("no thresholds") { try $0.compile(loss: .meanSquaredError, metrics: [.auc(numberOfThresholds: 0)]) }
    call.model("all thresholds") { try $0.compile(loss: .meanSquaredError, metrics: [.auc(numberOfThresholds: .max)]) }
    call.model("a class beyond the last") {
        try $0.compile(loss: .meanSquaredError, metrics: [.precision(classIndex: 3)])
    }
    call.model("the smallest class") { try $0.compile(loss: .meanSquaredError, metrics: [.recall(classIndex: .min)]) }
    call.model("a loss of another trace") {
        try $0.compile(loss: .custom("strange") { _, _ in Builder().constant(Tensor(1)) })
    }
    call.model("a metric that fails") {
        try $0.compile(loss: .meanSquaredError, metrics: [.custom("strange") { y, p in y.reshaped([.max, .max]) }])
    }
    call("an unknown loss") { try Loss(named: "") }
    call("an unknown metric") { try Metric(named: "") }
    call("an unknown optimizer") { try AnyOptimizer(named: "") }
    for (name, optimizer) in optimizers {
        call.model(name) { try $0.compile(optimizer: optimizer, loss: .meanSquaredError) }
    }
    for (name, rate) in rates {
        call.model(name) { try $0.compile(optimizer: .sgd(learningRate: rate), loss: .meanSquaredError) }
        call.model(name + ", set") { try $0.setLearningRate(rate) }
    }
}

private let optimizers: [(String, any Optimizer)] = [
    ("a momentum above 1", .sgd(momentum: 2)), ("a momentum that isn't a number", .sgd(momentum: .nan)),
    ("a beta of 1", .adam(beta1: 1)), ("a negative beta", .adam(beta2: -1)), ("an epsilon", .adam(epsilon: -1)),
    ("an epsilon that isn't a number", .adamW(epsilon: .nan)), ("a rho above 1", .rmsprop(rho: 2)),
    ("a negative accumulator", .adagrad(initialAccumulatorValue: -1)),
    ("a negative decay", .adamW(weightDecay: -1.0)), ("an infinite decay", .sgd(weightDecay: .init(.infinity))),
    ("clipped to nothing", .sgd(clipping: .norm(0))), ("clipped to a negative norm", .adam(clipping: .globalNorm(-1))),
    ("clipped to what isn't a number", .rmsprop(clipping: .value(.nan))),
]

private let rates: [(String, LearningRate)] = [
    ("a negative rate", -1), ("a rate that isn't a number", .constant(.nan)),
    ("an infinite rate", .constant(.infinity)),
    ("no decay steps", .exponentialDecay(1, decaySteps: 0, decayRate: 0.5)),
    ("the smallest number of steps", .inverseTimeDecay(1, decaySteps: .min, decayRate: 0.5)),
    ("the largest number of steps", .polynomialDecay(1, decaySteps: .max, cycle: true)),
    ("no cosine", .cosineDecay(1, decaySteps: 0)),
    ("a negative warm-up", .cosineDecay(1, decaySteps: 1, warmupTarget: 1, warmupSteps: .min)),
    ("no pieces", .piecewiseConstantDecay(boundaries: [], values: [])),
    ("pieces the other way", .piecewiseConstantDecay(boundaries: [2, 1], values: [1, 2, 3])),
]

private let fitting = BadCalls { call in
    call.model("batches of nothing") { try $0.fit(clusters(6).x, clusters(6).y, batchSize: 0) }
    call.model("the smallest batches") { try $0.fit(clusters(6).x, clusters(6).y, batchSize: .min) }
    call.model("fewer epochs than none") { try $0.fit(clusters(6).x, clusters(6).y, epochs: .min) }
    call.model("before the first epoch") { try $0.fit(clusters(6).x, clusters(6).y, initialEpoch: -1) }
    call.model("all validated") { try $0.fit(clusters(6).x, clusters(6).y, validationSplit: 1) }
    call.model("validated by what isn't a number") { try $0.fit(clusters(6).x, clusters(6).y, validationSplit: .nan) }
    call.model("validated by too little") { try $0.fit(clusters(6).x, clusters(6).y, validationSplit: 0.999) }
    call.model("validated on nothing") {
        try $0.fit(clusters(6).x, clusters(6).y, validationData: (Tensor.zeros([0, 2]), Tensor([Int32]())))
    }
    call.model("no inputs") { try $0.fit(inputs: [], targets: [clusters(6).y]) }
    call.model("no targets") { try $0.fit(inputs: [clusters(6).x], targets: []) }
    call.model("a scalar") { try $0.fit(Tensor(1), Tensor(1)) }
    call.model("labels that aren't numbers") {
        try $0.fit(clusters(6).x, Tensor.full(Double.nan, shape: [6]), allowNonFinite: true)
    }
    call.model("a negative label") { try $0.fit(clusters(6).x, Tensor.full(Int64.min, shape: [6])) }
    call.model("weights that aren't numbers") {
        try $0.fit(clusters(6).x, clusters(6).y, sampleWeight: Tensor.full(Float.nan, shape: [6]))
    }
    call.model("class weights of what isn't a number") {
        try $0.compile(loss: .meanSquaredError)
        return try $0.fit(
            clusters(6).x, Tensor.full(Float.nan, shape: [6, 3]), classWeight: [0: 2], allowNonFinite: true)
    }
    call.model("a negative epoch of a dataset") { try $0.fit(Dataset(clusters(6).x, clusters(6).y), epochs: -1) }
    call.model("a dataset of nothing") { try $0.fit(Dataset { _ in { nil } }) }
    call.model("a dataset without targets") { try $0.fit(Dataset(clusters(6).x)) }
    call.model("a dataset judged without targets") { try $0.evaluate(Dataset(clusters(6).x)) }
    for (name, callback) in callbacks {
        call.model(name) { try $0.fit(clusters(6).x, clusters(6).y, callbacks: [callback()]) }
    }
}

private let callbacks: [(String, @Sendable () -> any Callback)] = [
    ("an unknown number to monitor", { EarlyStopping(monitor: "nothing", mode: .min) }),
    ("a number of unknown direction", { ReduceLROnPlateau(monitor: "") }),
    ("a factor of 1", { ReduceLROnPlateau(monitor: "loss", factor: 1) }),
    ("a factor that isn't a number", { ReduceLROnPlateau(monitor: "loss", factor: .nan) }),
    ("a rate that isn't a number", { LearningRateScheduler { _, _ in .nan } }),
    ("a negative rate", { LearningRateScheduler { _, rate in -rate } }),
    ("a checkpoint each none", { ModelCheckpoint("/tmp/never", everyEpochs: 0) }),
    ("a checkpoint each fewest", { ModelCheckpoint("/tmp/never", everyEpochs: .min) }),
    ("a checkpoint nowhere", { ModelCheckpoint("/nowhere/model.safetensors") }),
    ("a path without an end", { ModelCheckpoint("/nowhere/{epoch") }),
    ("a path of an unknown number", { ModelCheckpoint("/nowhere/{nothing}") }),
    ("a path of an unknown format", { ModelCheckpoint("/nowhere/{epoch:99999999999999999999d}") }),
    ("a path of a long number", { ModelCheckpoint("/nowhere/{loss:.99999999999999999999f}") }),
    ("a log nowhere", { CSVLogger("/nowhere/log.csv") }),
    ("a log without separator", { CSVLogger("/nowhere/log.csv", separator: "") }),
    ("tracked each none", { Tracking(everyBatches: 0) }),
    ("tracked each fewest", { Tracking(everyBatches: .min) }),
]

/// Whatever training is told, it answers with an error that says what was wrong.
@Suite struct BadTrainingTests {
    @Test(arguments: compiling.all) func compilingThrows(_ call: BadCall) { #expect(call.problem == nil) }
    @Test(arguments: fitting.all) func fittingThrows(_ call: BadCall) { #expect(call.problem == nil) }

    /// Schedules that no optimiser takes have no rate.
    @Test(arguments: rates.dropFirst(3).map(\.1), [Int.min, -1, 0, 1, Int.max])
    func badSchedulesHaveARate(_ rate: LearningRate, _ step: Int) {
        _ = rate(step)
        if case .piecewiseConstantDecay(_, let values) = rate { #expect(values.isEmpty == rate(step).isNaN) }
    }
}
