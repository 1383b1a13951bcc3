import MartletGraph
import MartletNN
import MartletNumerics
import Testing

/// However training ends, every callback that was told of its beginning is told of its end, once.
@Suite struct TrainErrorTests {
    private struct Failure: Error {}

    /// Notes what it is told, and throws where it is asked to.
    private final class Witness: Callback {
        enum Place { case begin, epoch, batch, end, nowhere }
        private let place: Place
        private(set) var told: [String] = []

        init(failing place: Place = .nowhere) { self.place = place }

        private func note(_ what: String, _ here: Place) throws {
            told.append(what)
            if place == here { throw Failure() }
        }

        func onTrainBegin(_ training: inout Training) throws { try note("begin", .begin) }
        func onTrainEnd(_ training: inout Training) throws { try note("end", .end) }
        func onTrainError(_ error: any Error, _ training: inout Training) { told.append("\(type(of: error))") }
        func onEpochEnd(_ epoch: Int, _ logs: Logs, _ training: inout Training) throws { try note("epoch", .epoch) }
        func onTrainBatchEnd(_ batch: Int, _ logs: Logs, _ training: inout Training) throws {
            if place == .batch, batch == 2 { throw Failure() }
        }
        var wantsBatch: Bool { place == .batch }
    }

    @Test func everyCallbackIsToldOnce() throws {
        let (x, y) = try Points.data()
        for (place, told) in [
            (.begin, [["begin", "Failure"], ["begin"], []]),
            (.batch, [["begin", "Failure"], ["begin", "Failure"], ["begin", "Failure"]]),
            (.epoch, [["begin", "epoch", "Failure"], ["begin", "epoch", "Failure"], ["begin", "Failure"]]),
            (.end, [["begin", "epoch", "end"], ["begin", "epoch", "end"], ["begin", "epoch", "Failure"]]),
            (.nowhere, [["begin", "epoch", "end"], ["begin", "epoch", "end"], ["begin", "epoch", "end"]]),
        ] as [(Witness.Place, [[String]])] {
            var model = try Points.compiled()
            let witnesses = [Witness(), Witness(failing: place), Witness()]
            if place == .nowhere {
                try model.fit(x, y, callbacks: witnesses)
            } else {
                #expect(throws: Failure.self) { try model.fit(x, y, callbacks: witnesses) }
            }
            #expect(witnesses.map(\.told) == told, "\(place)")
            #expect(model.iteration == (place == .begin ? 0 : place == .batch ? 3 : 5))
        }
    }

    @Test func errorsOfTheDataAreToldToo() throws {
        var model = try Points.compiled()
        let (x, y) = try Points.data()
        let data = Dataset { _ in
            var count = 0
            return {
                count += 1
                if count == 3 { throw Failure() }
                return try Batch(x[0..<10], y[0..<10])
            }
        }
        let witness = Witness()
        #expect(throws: Failure.self) { try model.fit(data.batched(10), callbacks: [witness]) }
        #expect(witness.told == ["begin", "Failure"] && model.iteration == 2)
    }

    /// Cancelling the task that runs `fit` ends it at the next batch; the model keeps what was trained.
    @Test(arguments: [false, true]) func cancellingEndsTrainingAtTheNextBatch(isDataset: Bool) async throws {
        let (x, y) = try Points.data()
        let task = Task {
            var model = try Points.compiled()
            let witness = Witness()
            let cancel = LambdaCallback(onTrainBatchEnd: { batch, _, training in
                if training.model.epoch == 1, batch == 1 { withUnsafeCurrentTask { $0?.cancel() } }
            })
            #expect(throws: CancellationError.self) {
                if isDataset {
                    try model.fit(Dataset(x, y).batched(30), epochs: 3000, callbacks: [witness, cancel])
                } else {
                    try model.fit(x, y, epochs: 3000, batchSize: 30, callbacks: [witness, cancel])
                }
            }
            return (model, witness.told)
        }
        var (model, told) = try await task.value
        #expect(told == ["begin", "epoch", "CancellationError"])
        #expect(model.iteration == 7 && model.epoch == 1)
        // It can be trained on, and is what training up to there makes.
        let history = try model.fit(x, y, epochs: 2, initialEpoch: 1)
        #expect(history.epochs == [1])
    }

    @Test func cancelledTasksJudgeAndPredictNothing() async throws {
        let (x, y) = try Points.data()
        await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            #expect(throws: CancellationError.self) { try Points.compiled().evaluate(x, y, batchSize: 10) }
            #expect(throws: CancellationError.self) { try Points.compiled().evaluate(Dataset(x, y).batched(10)) }
            #expect(throws: CancellationError.self) { try Points.compiled().predict(Dataset(x).batched(10)) }
        }.value
    }

    /// The line under way ends, so that what is said of the error begins a line.
    @Test func theProgressBarEndsItsLine() throws {
        let (x, y) = try Points.data()
        var model = try Points.compiled()
        var shown = ""
        let fail = LambdaCallback(onTrainBatchEnd: { batch, _, _ in if batch == 3 { throw Failure() } })
        #expect(throws: Failure.self) {
            try model.fit(x, y, callbacks: [ProgressBar(.bar) { shown += $0 }, fail])
        }
        #expect(shown.hasSuffix("\u{1B}[K\n"))
    }
}
