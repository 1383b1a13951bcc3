import Glibc
import MartletCodecs
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// N epochs without a stop equal k epochs, a fresh read of the checkpoint, and N − k more, bit for bit.
@Suite struct ResumeTests {
    private let folder = TemporaryFolder()

    private static func callbacks(_ checkpoint: String) -> [any Callback] {
        [
            ModelCheckpoint(checkpoint),  // keeps the others' state though it is named first
            ReduceLROnPlateau(monitor: "val_loss", factor: 0.5, patience: 1, minDelta: 0.05),
            EarlyStopping(monitor: "val_loss", patience: 30, restoreBestWeights: true),
            CSVLogger(checkpoint + ".csv"),
        ]
    }

    private static func fit(_ model: inout Model, epochs: Int, checkpoint: String, resume: Bool = false) throws
        -> History
    {
        let (x, y) = try Points.data()
        return try model.fit(
            x, y, epochs: epochs, batchSize: 16, validationSplit: 0.2, callbacks: callbacks(checkpoint), resume: resume)
    }

    @Test(arguments: 1..<6) func interruptedTrainingEndsLikeTrainingWithout(stop: Int) async throws {
        var straight = try Points.compiled()
        let whole = try Self.fit(&straight, epochs: 6, checkpoint: folder["straight"])

        // The first epochs in a process of their own, which ends in the midst of training.
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = folder["parts"] as String, stop = stop as Int] in
            var model = try Points.compiled()
            let (x, y) = try Points.data()
            let end = LambdaCallback(onEpochBegin: { epoch, _ in if epoch == stop { kill(getpid(), SIGKILL) } })
            try model.fit(
                x, y, epochs: 6, batchSize: 16, validationSplit: 0.2, callbacks: Self.callbacks(path) + [end])
        }
        var resumed = try Model(safetensors: folder["parts"])
        #expect(resumed.epoch == stop)
        #expect(try Self.fit(&resumed, epochs: 6, checkpoint: folder["parts"], resume: true) == whole)

        for parameter in straight.parameters { #expect(resumed[parameter.name] == straight[parameter.name]) }
        #expect(try bytes("parts") == bytes("straight"))  // parameters, slots, counts, callbacks' state and history
        #expect(try bytes("parts.csv") == bytes("straight.csv"))
    }

    private func bytes(_ name: String) throws -> [UInt8] { try FileReader.contents(of: folder[name], limit: 1 << 24) }

    @Test func trainingThatWasStoppedGoesOn() throws {
        let (x, y) = try Points.data()
        var straight = try Points.compiled()
        let whole = try straight.fit(x, y, epochs: 5)
        var model = try Points.compiled()
        let stop = LambdaCallback(onEpochEnd: { epoch, _, training in training.stopTraining = epoch == 1 })
        let history = try model.fit(x, y, epochs: 5, callbacks: [stop, ModelCheckpoint(folder["stopped"])])
        #expect(history.epochs == [0, 1])
        var read = try Model(safetensors: folder["stopped"])
        #expect(!read.hasStoppedEarly)
        #expect(try read.fit(x, y, epochs: 5, callbacks: [stop], resume: true) == whole)
        for parameter in straight.parameters { #expect(read[parameter.name] == straight[parameter.name]) }
    }

    @Test func trainingThatEarlyStoppingFinishedStaysFinished() async throws {
        let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            let folder = TemporaryFolder()
            let (x, y) = try Points.data()
            var model = try Points.compiled()
            func stopping(_ patience: Int) -> EarlyStopping {
                EarlyStopping(monitor: "loss", minDelta: 100, patience: patience)  // nothing is as good as that
            }
            let history = try model.fit(
                x, y, epochs: 9, callbacks: [stopping(2), ModelCheckpoint(folder["stopped"])])
            let read = try Model(safetensors: folder["stopped"])
            try #require(read.hasStoppedEarly)
            var same = read
            try #require(same.fit(x, y, epochs: 9, callbacks: [stopping(2)], resume: true) == history)
            var patient = read
            let longer = try patient.fit(x, y, epochs: 9, callbacks: [stopping(3)], resume: true)
            try #require(longer.epochs.count == history.epochs.count + 1)
            var free = read
            try #require(free.fit(x, y, epochs: 9, resume: true).epochs.count == 9)
            try #require(free.fit(x, y, epochs: 9, callbacks: [stopping(2)]).epochs.count == history.epochs.count)
        }
        let said = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(said.split(separator: "nothing is left to train: EarlyStopping had ended").count == 2)
    }

    @Test func thatAllEpochsAreDoneIsSaid() async throws {
        let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            let folder = TemporaryFolder()
            let (x, y) = try Points.data()
            var model = try Points.compiled()
            let history = try model.fit(x, y, epochs: 2, callbacks: [ModelCheckpoint(folder["done"])])
            var read = try Model(safetensors: folder["done"])
            try #require(read.fit(x, y, epochs: 2, resume: true) == history)
        }
        let said = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(said.contains("nothing is left to train: 2 epochs are done"))
    }

    @Test func withoutResumeARunStartsAnew() throws {
        let (x, y) = try Points.data()
        var model = try Points.compiled()
        try model.fit(x, y, epochs: 2, callbacks: [ModelCheckpoint(folder["run"])])
        var read = try Model(safetensors: folder["run"])
        #expect(try read.fit(x, y, epochs: 1).epochs == [0])
        #expect(read.epoch == 3)
        var fresh = try Points.compiled()
        #expect(try fresh.fit(x, y, epochs: 2, resume: true).epochs == [0, 1])
    }

    @Test func datasetsGoOnToo() throws {
        let (x, y) = try Points.data()
        let data = try Dataset(x, y).shuffled(buffer: 40, seed: 3).batched(16).prefetching()
        var straight = try Points.compiled()
        let whole = try straight.fit(data, epochs: 4)
        var first = try Points.compiled()
        try first.fit(data, epochs: 2, callbacks: [ModelCheckpoint(folder["data"])])
        var second = try Model(safetensors: folder["data"])
        #expect(try second.fit(data, epochs: 4, resume: true) == whole)
        for parameter in straight.parameters { #expect(second[parameter.name] == straight[parameter.name]) }
    }
}
