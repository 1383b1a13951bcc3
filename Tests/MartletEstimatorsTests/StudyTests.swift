import MartletCodecs
import MartletDatasets
import MartletEstimators
import MartletNN
import MartletNumerics
import MartletPlot
import Synchronization
import Testing

/// What is varied.
struct Recipe: Sendable {
    enum Kind: String, Sendable { case flat, round, steep }

    var kind = Kind.flat
    var x = 0.0
    var rate = 1.0
    var count = 1
    var extra = 0.0

    /// The least, 0, is at a steep 1 with a rate of 0.01 and a count of 7.
    var loss: Double {
        let curve = kind == .flat ? 4 : abs(x - 1) * (kind == .steep ? 1 : 2) + (kind == .round ? 0.5 + extra : 0)
        let power = rate.exponent + 7
        return curve + 0.1 * Double(abs(power)) + 0.05 * Double(abs(count - 7))
    }

    static func vary(_ space: inout SearchSpace<Recipe>) {
        space.vary(\.kind, among: [.flat, .round, .steep])
        space.vary(\.rate, in: 1e-5...1, scale: .logarithmic)
        space.vary(\.count, in: 1...20)
        space.when(\.kind, is: .round, .steep) { space in
            space.vary(\.x, in: -5...5)
        }
        space.when(\.kind, is: .round) { space in
            space.vary(\.extra, in: 0...1)
        }
    }
}

@Suite struct StudyTests {
    private func begin(
        _ sampler: StudySampler = .tpe(), pruner: StudyPruner = .none, seed: UInt64 = 1, concurrency: Int = 4
    ) throws -> Study<Recipe> {
        try Study(
            Recipe(), sampler: sampler, pruner: pruner, seed: seed, concurrency: concurrency, vary: Recipe.vary)
    }

    /// In the mean over ten seeds: a single lucky one says nothing.
    @Test func itLearnsWhereToLook() throws {
        func mean(_ sampler: StudySampler) throws -> Double {
            try (UInt64(0)..<10).map { seed in
                let study = try begin(sampler, seed: seed)
                try study.optimize(trials: 60) { $0.configuration.loss }
                return try #require(study.bestValue)
            }.reduce(0, +) / 10
        }
        #expect(try mean(.tpe()) < 0.6 * mean(.random))
    }

    @Test func conditionsHold() throws {
        let study = try begin()
        try study.optimize(trials: 40) { $0.configuration.loss }
        #expect(study.trials.count == 40 && study.trials.map(\.number) == Array(0..<40))
        for trial in study.trials {
            let kind = trial.parameters["kind"]
            #expect((trial.parameters["x"] != nil) == (kind != "flat"))
            #expect((trial.parameters["extra"] != nil) == (kind == "round"))
        }
        let best = try #require(study.bestConfiguration)
        #expect(best.loss == study.bestValue && "\(best.kind)" == study.bestParameters["kind"])
        #expect(study.trials.allSatisfy { $0.value ?? 0 >= best.loss })
    }

    @Test(arguments: [
        StudyPruner.none, .median(), .successiveHalving(minResource: 1, reductionFactor: 2),
        .hyperband(maxResource: 4),
    ])
    func workersDontMatter(pruner: StudyPruner) throws {
        func trials(_ workers: Int) throws -> [StudyTrial] {
            let study = try begin(pruner: pruner)
            try study.optimize(trials: 50, workers: workers) { trial in
                // Some take longer than others.
                var sum = 0.0
                for i in 0..<trial.number % 3 * 20_000 { sum += Double(i).squareRoot() }
                for step in 1...4 {
                    try trial.report(trial.configuration.loss + 1 / Double(step) + 1e-300 * sum, step: step)
                    if trial.shouldPrune() { throw TrialPruned() }
                }
                return trial.configuration.loss
            }
            return study.trials
        }
        let (one, two) = try (trials(1), trials(2))
        #expect(one.map(\.parameters) == two.map(\.parameters))
        #expect(one.map(\.state) == two.map(\.state) && one.map(\.value) == two.map(\.value))
        #expect(one.contains { $0.state == .pruned } == (pruner != .none))
    }

    @Test func failingTrialsAreKept() throws {
        let study = try begin()
        try study.optimize(trials: 20) { trial in
            switch trial.number {
            case 3: throw EstimatorError.oneClass("this")
            case 4: return .nan
            default: return trial.configuration.loss
            }
        }
        #expect(study.trials.count { $0.state == .complete } == 18)
        #expect(study.trials[3].error == EstimatorError.oneClass("this").description)
        #expect(study.trials[4].error == "the objective returned nan" && study.trials[4].value == nil)
        // More trials go on from there; as many as there are is none.
        try study.optimize(trials: 20) { _ in throw TrialPruned() }
        #expect(study.trials.count == 20)
        try study.optimize(trials: 22) { _ in throw TrialPruned() }
        #expect(study.trials.count { $0.state == .pruned } == 2)
    }

    @Test func studiesEnd() throws {
        let timed = try begin()
        try timed.optimize(timeBudget: .zero) { _ in 0 }
        #expect(timed.trials.isEmpty && timed.bestTrial == nil && timed.bestParameters.isEmpty)
        try timed.optimize(trials: 2, timeBudget: .seconds(Int64.max)) { _ in 0 }
        #expect(timed.trials.count == 2)
        let stopped = try begin()
        let seen = Mutex(0)
        try stopped.optimize(
            trials: 100, workers: 1,
            afterTrial: { trial in
                seen.withLock { $0 += 1 }
                if trial.number == 6 { stopped.stop() }
            }
        ) { _ in 1 }
        #expect(stopped.trials.count == 7 && seen.withLock { $0 } == 7)
    }

    @Test func estimatorsAreStudied() throws {
        let (x, y) = try Data.iris.load()
        let study = try Study(LogisticRegression(), direction: .maximize, seed: 1) { space in
            space.vary(\.c, in: 1e-4...1e2, scale: .logarithmic)
        }
        try study.optimize(trials: 15) { try $0.crossValidate(x, y, cv: 3) }
        let best = try #require(study.bestConfiguration)
        let scores = try crossValidate(best, x, y, cv: 3)[]
        // The mean of three shares of 50 rows.
        #expect(abs(try #require(study.bestValue) - scores.reduce(0, +) / 3) < 1e-15)
        #expect(study.bestTrial?.intermediateValues.keys.sorted() == [1, 2, 3])
    }

    @Test func trainingIsPruned() throws {
        let data = Iris.load()
        let study = try Study(
            DenseNetwork(hidden: [8]), pruner: .successiveHalving(minResource: 1, reductionFactor: 2), seed: 1,
            concurrency: 1
        ) { $0.vary(\.learningRate, among: [1e-6, 0.05]) }
        try study.optimize(trials: 12) { trial in
            let task = NetworkTask(features: data.features, classes: 3, seed: 1)
            var model = try trial.configuration.model(for: task)
            let history = try model.fit(
                data.features, data.labels, epochs: 6, callbacks: [PruningCallback(trial, monitor: "loss")])
            return history["loss"].last ?? .nan
        }
        #expect(study.trials.contains { $0.state == .pruned && $0.intermediateValues.count < 6 })
        #expect(study.bestParameters == ["learningRate": "0.05"])
    }

    @Test func historyIsDrawn() throws {
        let study = try begin()
        try study.optimize(trials: 20) { $0.configuration.loss }
        let chart = study.historyChart
        #expect(chart.series[0].y == study.trials.compactMap(\.value))
        let best = chart.series[1].y
        #expect(best.last == study.bestValue && zip(best, best.dropFirst()).allSatisfy { $0 >= $1 })
        let names = study.importanceChart.categories
        #expect(names.sorted() == ["count", "extra", "kind", "rate", "x"])
        #expect(study.importanceChart.svg.contains("kind") && chart.svg.contains("best so far"))
        #expect(study.json["trials"]?.array?.count == 20 && study.json["best"]?["value"]?.double == study.bestValue)
    }
}
