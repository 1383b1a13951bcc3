import MartletCodecs
import MartletGraph
import MartletNN
import MartletNumerics
import Testing

/// N epochs without a stop equal k epochs, a fresh read of the checkpoint, and N − k more, bit for bit.
@Suite struct ResumeTests {
    private let folder = TemporaryFolder()

    private func callbacks(_ checkpoint: String) -> [any Callback] {
        [
            ModelCheckpoint(folder[checkpoint]),  // keeps the others' state though it is named first
            ReduceLROnPlateau(monitor: "val_loss", factor: 0.5, patience: 1, minDelta: 0.05),
            EarlyStopping(monitor: "val_loss", patience: 30, restoreBestWeights: true),
            CSVLogger(folder[checkpoint + ".csv"]),
        ]
    }

    @Test(arguments: 1..<6) func interruptedTrainingEndsLikeTrainingWithout(stop: Int) throws {
        let (x, y) = try Points.data()
        let epochs = 6
        var straight = try Points.compiled()
        let whole = try straight.fit(
            x, y, epochs: epochs, batchSize: 16, validationSplit: 0.2, callbacks: callbacks("straight"))

        var first = try Points.compiled()
        let part = try first.fit(x, y, epochs: stop, batchSize: 16, validationSplit: 0.2, callbacks: callbacks("parts"))
        #expect(part.epochs == Array(0..<stop))
        var second = try Model(contentsOf: folder["parts"])
        let rest = try second.fit(
            x, y, epochs: epochs, batchSize: 16, validationSplit: 0.2, callbacks: callbacks("parts"), resume: true)

        #expect(rest == whole)
        for parameter in straight.parameters { #expect(second[parameter.name] == straight[parameter.name]) }
        #expect(try bytes("parts") == bytes("straight"))  // parameters, slots, counts, callbacks' state and history
        #expect(try bytes("parts.csv") == bytes("straight.csv"))
    }

    private func bytes(_ name: String) throws -> [UInt8] { try FileReader.contents(of: folder[name], limit: 1 << 24) }

    @Test func trainingThatACallbackEndedStaysEnded() throws {
        let (x, y) = try Points.data()
        var model = try Points.compiled()
        let stop = LambdaCallback(onEpochEnd: { epoch, _, training in training.stopTraining = epoch == 1 })
        let history = try model.fit(x, y, epochs: 5, callbacks: [stop, ModelCheckpoint(folder["stopped"])])
        var read = try Model(contentsOf: folder["stopped"])
        #expect(try read.fit(x, y, epochs: 5, callbacks: [stop], resume: true) == history)
        #expect(read.epoch == 2)
    }

    @Test func withoutResumeARunStartsAnew() throws {
        let (x, y) = try Points.data()
        var model = try Points.compiled()
        try model.fit(x, y, epochs: 2, callbacks: [ModelCheckpoint(folder["run"])])
        var read = try Model(contentsOf: folder["run"])
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
        var second = try Model(contentsOf: folder["data"])
        #expect(try second.fit(data, epochs: 4, resume: true) == whole)
        for parameter in straight.parameters { #expect(second[parameter.name] == straight[parameter.name]) }
    }
}
