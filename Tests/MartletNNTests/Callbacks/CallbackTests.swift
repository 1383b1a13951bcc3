import Glibc
import MartletCodecs
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// Adds numbers of its choice to the logs, for the callbacks after it.
private final class Script: Callback {
    private let numbers: [Double]
    private(set) var rates: [Double] = []

    init(_ numbers: [Double]) { self.numbers = numbers }

    func onEpochEnd(_ epoch: Int, _ logs: Logs, _ training: inout Training) throws {
        training.log("score", numbers[epoch])
        rates.append(training.model.learningRate!)
    }
}

@Suite struct CallbackTests {
    private let folder = TemporaryFolder()

    /// Epochs that training on scripted numbers takes.
    private func run(_ numbers: [Double], _ callbacks: [any Callback]) throws -> (
        model: Model, history: History, script: Script
    ) {
        let (x, y) = try Points.data()
        var model = try Points.compiled()
        let script = Script(numbers)
        let history = try model.fit(x, y, epochs: numbers.count, callbacks: [script] + callbacks)
        return (model, history, script)
    }

    @Test func earlyStoppingWaitsForPatience() throws {
        let stopping = EarlyStopping(monitor: "score", patience: 2, mode: .min)
        let history = try run([5, 4, 4.5, 3.9, 3.95, 4, 1], [stopping]).history
        #expect(history.epochs == [0, 1, 2, 3, 4, 5])
        #expect(stopping.best == 3.9 && stopping.bestEpoch == 3 && stopping.stoppedEpoch == 5)
    }

    @Test func earlyStoppingCountsOnlyWhatExceedsMinDelta() throws {
        #expect(
            try run([1, 1.05, 1.08, 2], [EarlyStopping(monitor: "score", minDelta: 0.1, patience: 2, mode: .max)])
                .history.epochs == [0, 1, 2])
        #expect(
            try run([1, 2, 2], [EarlyStopping(monitor: "score", mode: .max, startFromEpoch: 2)]).history.epochs == [
                0, 1, 2,
            ])
        #expect(
            try run([1, 2, 3], [EarlyStopping(monitor: "score", patience: 1, mode: .max, baseline: 9)]).history.epochs
                == [0, 1, 2])
    }

    @Test func earlyStoppingRestoresTheBestWeights() throws {
        let keep = ModelCheckpoint(folder["best"], monitor: "score", saveBestOnly: true, mode: .max)
        let (model, _, _) = try run(
            [1, 3, 2, 2.5], [keep, EarlyStopping(monitor: "score", patience: 5, mode: .max, restoreBestWeights: true)])
        let best = try Model(safetensors: folder["best"])
        #expect(best.epoch == 2)
        for parameter in model.parameters { #expect(model[parameter.name] == best[parameter.name]) }
    }

    @Test func plateausLowerTheRate() throws {
        let script = try run(
            [1, 1, 1, 1, 1, 1],
            [ReduceLROnPlateau(monitor: "score", factor: 0.5, patience: 2, mode: .min, cooldown: 1, minLR: 0.004)]
        )
        #expect(script.history["learning_rate"] == [0.01, 0.01, 0.01, 0.005, 0.005, 0.004])
    }

    @Test func schedulersSetTheRateOfEachEpoch() throws {
        let history = try run([0, 0, 0], [LearningRateScheduler { epoch, rate in epoch == 0 ? rate : rate / 2 }])
            .history
        #expect(history["learning_rate"] == [0.01, 0.005, 0.0025])
        #expect(throws: ArgumentError.self) { try run([0], [LearningRateScheduler { _, _ in .nan }]) }
    }

    /// As in Keras, whose optimizers refuse too: a number would end the schedule for good.
    @Test func numbersDoNotReplaceSchedules() throws {
        let (x, y) = try Points.data()
        let schedules: [LearningRate] = [
            .custom { 0.1 / Double($0 + 1) }, .exponentialDecay(1, decaySteps: 9, decayRate: 0.5),
        ]
        for schedule in schedules {
            var model = try Points.compiled()
            try model.compile(optimizer: .sgd(learningRate: schedule), loss: .sparseCategoricalCrossentropy())
            for callback in [
                LearningRateScheduler { _, rate in rate }, ReduceLROnPlateau(monitor: "loss"),
            ] as [any Callback] {
                let error = try #require(throws: ArgumentError.self) { try model.fit(x, y, callbacks: [callback]) }
                #expect(error.description.contains("schedule"))
            }
            #expect(throws: ArgumentError.self) { try model.setLearningRate(0.1) }
            #expect(model.learningRate == schedule(0))
            try model.setLearningRate(.exponentialDecay(2, decaySteps: 1, decayRate: 0.5))
            #expect(model.learningRate == 2)
        }
        var model = Points.model()
        #expect(throws: ModelError.notCompiled) { try model.setLearningRate(0.1) }
        model = try Points.compiled()
        #expect(throws: ArgumentError.self) { try model.setLearningRate(-0.1) }
        try model.setLearningRate(0.25)
        #expect(model.learningRate == 0.25)
    }

    @Test func checkpointsFillInTheirPath() throws {
        let checkpoint = ModelCheckpoint(folder["m-{epoch:02d}-{score:.2f}"], everyEpochs: 2)
        _ = try run([0.5, 0.125, 3, 4], [checkpoint])
        #expect(checkpoint.lastPath == folder["m-04-4.00"])
        #expect(try Model(safetensors: folder["m-02-0.12"]).epoch == 2)
        #expect(access(folder["m-01-0.50"], F_OK) != 0)
        let error = try #require(throws: UnknownName.self) { try run([1], [ModelCheckpoint(folder["{scor}"])]) }
        #expect(error.known == ["epoch", "accuracy", "loss", "score"])
        #expect(throws: ArgumentError.self) { try run([1], [ModelCheckpoint(folder["{score:x}"])]) }
    }

    @Test func unknownMonitorsNameWhatThereIs() throws {
        let error = try #require(throws: ArgumentError.self) { try run([1], [EarlyStopping(monitor: "val_loss")]) }
        #expect(error.description.hasPrefix("val_loss: is a number of validation; give fit a validationSplit"))
        let other = try #require(throws: ArgumentError.self) { try run([1], [EarlyStopping(monitor: "score")]) }
        #expect(other.description.contains("doesn't know 'score': the model has loss, accuracy"))
        #expect(other.description.contains("mode: .min or .max"))
    }

    @Test func csvFilesHoldEachEpoch() throws {
        let (_, history, _) = try run([1, 2.5], [CSVLogger(folder["log.csv"])])
        let rows = try history.logs.enumerated().map { epoch, logs in
            "\(epoch),\(try #require(logs["accuracy"])),\(try #require(logs["loss"])),\(try #require(logs["score"]))\n"
        }
        #expect(try text("log.csv") == "epoch,accuracy,loss,score\n" + rows.joined())
        _ = try run([7], [CSVLogger(folder["log.csv"], append: true)])
        #expect(try text("log.csv").split(separator: "\n").count == 4)
        _ = try run([7], [CSVLogger(folder["log.csv"], separator: ";")])
        #expect(try text("log.csv").hasPrefix("epoch;accuracy;loss;score\n0;"))
    }

    private func text(_ name: String) throws -> String {
        String(decoding: try FileReader.contents(of: folder[name], limit: 1 << 20), as: UTF8.self)
    }

    @Test func trainingEndsOnNaN() throws {
        let (x, y) = try Points.data()
        var values = x.array(of: Float.self)
        values[0] = .nan
        var model = try Points.compiled()
        let watcher = TerminateOnNaN()
        let history = try model.fit(
            Tensor(values, shape: x.shape), y, epochs: 3, batchSize: 30, shuffle: false, callbacks: [watcher],
            allowNonFinite: true)
        #expect(history.epochs == [0] && watcher.stoppedBatch == 0 && model.iteration == 1)
    }

    @Test func lambdasAreCalledInOrder() throws {
        let (x, y) = try Points.data()
        var model = try Points.compiled()
        var calls: [String] = []
        let lambda = LambdaCallback(
            onTrainBegin: { _ in calls.append("begin") }, onTrainEnd: { _ in calls.append("end") },
            onEpochBegin: { epoch, _ in calls.append("epoch \(epoch)") },
            onEpochEnd: { epoch, logs, training in
                calls.append("done \(epoch) of \(training.epochs) \(logs.keys.sorted())")
            },
            onTrainBatchEnd: { batch, _, training in calls.append("batch \(batch) of \(training.batches!)") })
        try model.fit(x, y, epochs: 1, batchSize: 75, callbacks: [lambda])
        #expect(
            calls == [
                "begin", "epoch 0", "batch 0 of 2", "batch 1 of 2", "done 0 of 1 [\"accuracy\", \"loss\"]", "end",
            ])
    }

    private final class Batches: Callback {
        var seen: [Int] = []
        func onTrainBatchEnd(_ batch: Int, _ logs: Logs, _ training: inout Training) { seen.append(batch) }
    }

    @Test func aMethodForBatchesIsCalled() throws {
        let (x, y) = try Points.data()
        var model = try Points.compiled()
        let batches = Batches()
        try model.fit(x, y, epochs: 2, batchSize: 75, callbacks: [batches])
        #expect(batches.seen == [0, 1, 0, 1])
    }

    @Test func watchingBatchesChangesNothing() throws {
        let (x, y) = try Points.data()
        var (a, b) = (try Points.compiled(), try Points.compiled())
        #expect(
            try a.fit(x, y, epochs: 2)
                == b.fit(x, y, epochs: 2, callbacks: [LambdaCallback(onTrainBatchEnd: { _, _, _ in })]))
        #expect(a["dense/kernel"] == b["dense/kernel"])
    }

    @Test func progressIsABarOrALine() throws {
        var shown = ""
        _ = try run([1, 2], [ProgressBar(.bar) { shown += $0 }])
        #expect(shown.hasPrefix("Epoch 1/2\n"))
        #expect(shown.contains("5/5 " + String(repeating: "━", count: 20)))
        #expect(shown.contains(" - score: 2.0000"))
        shown = ""
        _ = try run([1], [ProgressBar(.none) { shown += $0 }])
        #expect(shown.isEmpty)
        _ = try run([1, 2], [ProgressBar(.lines) { shown += $0 }])
        let lines = shown.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[1].hasPrefix("Epoch 2/2 - 5/5 - ") && lines[1].hasSuffix(" - score: 2.0000"))
        #expect(!shown.contains("\r"))
    }

    @Test func historiesPrintInOrder() {
        let history = History(
            epochs: [0, 1], logs: [["loss": 0.5, "val_loss": 1, "accuracy": 0.25], ["loss": 0.25, "accuracy": 0.5]])
        let lines = history.description.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(lines[0] == ["epoch", "accuracy", "loss", "val_loss"])
        #expect(lines[2] == ["1", "0.2500", "0.5000", "1.0000"] && lines[3] == ["2", "0.5000", "0.2500"])
    }
}
