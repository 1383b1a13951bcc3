import MartletCompression
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// The callback `Pruning`, and what `fit` says of schedules that need more steps.
@Suite struct PruningCallbackTests {
    private let schedule = PruningSchedule.polynomialDecay(finalSparsity: 0.75, endStep: 12, frequency: 3)

    /// The callback makes what `pruned` gives, also of layers behind frozen ones, and goes on with it in later runs.
    @Test(arguments: [false, true]) func prunesAsPrunedDoes(_ isFrozen: Bool) throws {
        let (x, y) = try PruningSamples.data(40)
        var model = try PruningSamples.dense(optimizer: .adam())
        if isFrozen { try model.freeze("dense", "batch_normalization") }
        try model.fit(x, y, epochs: 1, batchSize: 8)  // the optimiser knows something
        let layers: LayerSelection = isFrozen ? ["dense_1"] : .all
        var before = try model.pruned(schedule, layers: layers, pattern: .global)
        let pruning = Pruning(schedule, layers: layers, pattern: .global)
        for epochs in [2, 4] {
            try model.fit(x, y, epochs: epochs, batchSize: 8, initialEpoch: epochs / 2, callbacks: [pruning])
            try before.fit(x, y, epochs: epochs, batchSize: 8, initialEpoch: epochs / 2)
            #expect(model.parameters.map(\.name) == before.parameters.map(\.name))
            for name in model.parameters.map(\.name) { #expect(model[name] == before[name], "\(name)") }
        }
        #expect(model["pruning_step"] == Tensor(Int64(15)))
        #expect(try model.stripPruning().predict(x) == before.predict(x))
    }

    /// A checkpoint's run goes on with the same bits.
    @Test func checkpointsAreResumed() throws {
        let (x, y) = try PruningSamples.data(40)
        let folder = TemporaryFolder()
        var whole = try PruningSamples.dense()
        var half = whole
        try whole.fit(x, y, epochs: 4, batchSize: 8, callbacks: [Pruning(schedule)])
        try half.fit(
            x, y, epochs: 2, batchSize: 8, callbacks: [Pruning(schedule), ModelCheckpoint(folder["half"])])
        var resumed = try Model(safetensors: folder["half"])
        try resumed.fit(x, y, epochs: 4, batchSize: 8, callbacks: [Pruning(schedule)], resume: true)
        for name in whole.parameters.map(\.name) { #expect(resumed[name] == whole[name], "\(name)") }
    }

    @Test func badInput() throws {
        let (x, y) = try PruningSamples.data(8)
        var model = try PruningSamples.dense()
        func refused(_ text: String, _ callback: Pruning) {
            let error = #expect(throws: ModelError.self) { try model.fit(x, y, callbacks: [callback]) }
            #expect("\(error as Any)".contains(text), "\(error as Any)")
        }
        refused("a sparsity is from 0", Pruning(.constantSparsity(1)))
        refused("no layer 'dens'", Pruning(layers: ["dens"]))
        #expect(model["pruning_step"] == nil && model.iteration == 0)
        model = try model.pruned(schedule)
        refused("is pruned already", Pruning())
        refused("is pruned already", Pruning(schedule, regrowth: false))
        #expect(model["pruning_step"] == Tensor(Int64(0)))
    }

    private func said(_ result: ExitTest.Result?) throws -> [Substring] {
        String(decoding: try #require(result).standardErrorContent, as: UTF8.self).split(separator: "\n")
            .filter { $0.hasPrefix("warning: the pruning schedule") }
    }

    /// Five steps an epoch: a schedule of 32 isn't over after 20, and is after 40.
    @Test func schedulesThatOutlastFitAreSaid() async throws {
        let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            let (x, y) = try PruningSamples.data(40)
            var model = try PruningSamples.dense()
            let pruning = Pruning(.polynomialDecay(finalSparsity: 0.9, endStep: 32, frequency: 4))
            try model.fit(x, y, epochs: 4, batchSize: 8, callbacks: [pruning])
            try model.fit(x, y, epochs: 8, batchSize: 8, initialEpoch: 4, callbacks: [pruning])
        }
        // 0.9 − 0.4 · (1 − 20/32)³ = 0.879
        #expect(
            try said(result) == [
                "warning: the pruning schedule needs 32 steps, and fit ends with step 20, when 87.9 % of the weights are zero "
                    + "instead of 90.0 %; train for more epochs, or end the schedule by step 20"
            ])
    }

    @Test func eachScheduleIsSaidOnceAndThoseThatEndAreNot() async throws {
        let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            let (x, y) = try PruningSamples.data(40)
            func fit(_ model: Model) throws {
                var model = model
                try model.fit(x, y, epochs: 2, batchSize: 8)
            }
            let model = try PruningSamples.dense()
            try fit(model.pruned(.constantSparsity(0.5, beginStep: 11)))  // its first step would be the next
            try fit(model.pruned(.constantSparsity(0.5, beginStep: 10)))
            try fit(model.pruned(.polynomialDecay(finalSparsity: 0.9, endStep: 10, frequency: 5)))
            try fit(model.pruned(.polynomialDecay(finalSparsity: 0.9, endStep: 12, frequency: 5)))  // nor later
            try fit(model.pruned(.constantSparsity(0.5), pattern: .structured(zeros: 2, of: 4)))
            var frozen = try model.pruned(.constantSparsity(0.5), layers: ["dense"])
            try frozen.freeze("dense")
            try fit(frozen)
            var endless = model
            let stop = EarlyStopping(monitor: "loss", minDelta: 100)
            try endless.fit(x, y, epochs: .max, callbacks: [Pruning(.constantSparsity(0.5)), stop])
        }
        #expect(
            try said(result) == [
                "warning: the pruning schedule needs 11 steps, and fit ends with step 10, when 0.0 % of the weights are zero "
                    + "instead of 50.0 %; train for more epochs, or end the schedule by step 10"
            ])
    }
}
