import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Synchronization
import Testing

/// Writes down what it is told; fails where it is asked to.
private final class Diary: Tracker {
    struct Failure: Error, CustomStringConvertible {
        var description: String { "the disk is full" }
    }

    enum Failing { case nowhere, begin, numbers }

    struct State {
        var runs: [TrackedRun] = []
        var parameters: [String: String] = [:]
        var numbers: [(step: Int, numbers: Logs)] = []
        var artifacts: [Artifact] = []
        var ends: [RunStatus] = []
        var calls = 0
    }

    private let failing: Failing
    private let state = Mutex(State())
    let runID: String?

    init(failing: Failing = .nowhere, runID: String? = nil) {
        self.failing = failing
        self.runID = runID
    }

    var told: State { state.withLock { $0 } }

    func begin(_ run: TrackedRun) throws {
        state.withLock { $0.calls += 1 }
        if failing == .begin { throw Failure() }
        state.withLock { $0.runs.append(run) }
    }

    func log(parameters: [String: String]) throws { state.withLock { $0.parameters = parameters } }

    func log(_ numbers: Logs, step: Int) throws {
        state.withLock { $0.calls += 1 }
        if failing == .numbers { throw Failure() }
        state.withLock { $0.numbers.append((step, numbers)) }
    }

    func log(_ artifact: Artifact, step: Int?) throws { state.withLock { $0.artifacts.append(artifact) } }

    func end(_ status: RunStatus) throws { state.withLock { $0.ends.append(status) } }
}

@Suite struct TrackingTests {
    private let folder = TemporaryFolder()

    @Test func trackersAreToldOfTheRun() throws {
        let (x, y) = try Points.data()
        var model = try Points.compiled()
        let (one, two) = (Diary(), Diary())
        let history = try model.fit(
            x, y, epochs: 3, batchSize: 30, validationSplit: 0.2,
            callbacks: [
                Tracking(
                    one, two, name: "points", tags: ["kind": "test"], parameters: ["noise": "0.5"], savesModel: true),
                LambdaCallback(onEpochEnd: { _, _, training in training.log("learning_rate", 0.25) }),
            ])
        for diary in [one, two] {
            let told = diary.told
            #expect(told.runs == [TrackedRun(name: "points", tags: ["kind": "test"])])
            #expect(told.numbers.map(\.step) == [0, 1, 2])
            #expect(told.numbers.map(\.numbers) == history.logs)  // with what callbacks added
            #expect(told.numbers[0].numbers.keys.contains("learning_rate"))
            let expected = [
                "epochs": "3", "batch_size": "30", "steps_per_epoch": "4", "seed": "7", "noise": "0.5",
                "loss": "sparse_categorical_crossentropy", "optimizer_name": "Adam",
                "optimizer_learning_rate": "0.01", "optimizer_beta1": "0.9", "optimizer_beta2": "0.999",
                "optimizer_epsilon": "1e-07", "optimizer_amsgrad": "false",
            ]
            #expect(told.parameters == expected)
            #expect(told.artifacts.map(\.path) == ["model_summary.txt", "model.safetensors"])
            guard case .text(let summary) = told.artifacts[0].content, case .model(let kept) = told.artifacts[1].content
            else { return #expect(Bool(false), "other artifacts") }
            #expect(summary == model.summary + "\n")
            #expect((kept as? Model)?["dense/kernel"] == model["dense/kernel"])
            #expect(told.ends.count == 1)
            guard case .finished = told.ends[0] else { return #expect(Bool(false), "\(told.ends[0])") }
        }
    }

    @Test func batchesAreToldAtTheOptimisersStep() throws {
        let (x, y) = try Points.data()
        var (tracked, alone) = (try Points.compiled(), try Points.compiled())
        let diary = Diary()
        try tracked.fit(x, y, epochs: 2, batchSize: 30, callbacks: [Tracking(diary, everyBatches: 4)])
        try alone.fit(x, y, epochs: 2, batchSize: 30)
        let told = diary.told.numbers.filter { $0.numbers["batch_loss"] != nil }
        #expect(told.map(\.step) == [4, 8] && told[0].numbers.keys.sorted() == ["batch_accuracy", "batch_loss"])
        for parameter in alone.parameters { #expect(tracked[parameter.name] == alone[parameter.name]) }
        #expect(throws: ArgumentError.self) { try alone.fit(x, y, callbacks: [Tracking(diary, everyBatches: 0)]) }
    }

    /// The first failure is reported; the others are told all, and training is as without trackers.
    @Test func failuresAreReportedOnceAndChangeNothing() throws {
        let (x, y) = try Points.data()
        var (tracked, alone) = (try Points.compiled(), try Points.compiled())
        let trackers = [Diary(failing: .begin), Diary(), Diary(failing: .numbers)]
        let reports = Mutex<[String]>([])
        let tracking = Tracking(trackers[0], trackers[1], trackers[2], everyBatches: 1) { tracker, error in
            let place = trackers.firstIndex { $0 === tracker }!
            reports.withLock { $0.append("\(place): \(error)") }
        }
        let history = try tracked.fit(x, y, epochs: 3, batchSize: 30, callbacks: [tracking])
        #expect(try alone.fit(x, y, epochs: 3, batchSize: 30) == history)
        for parameter in alone.parameters { #expect(tracked[parameter.name] == alone[parameter.name]) }
        #expect(reports.withLock { $0 } == ["0: the disk is full", "2: the disk is full"])
        #expect(trackers[0].told.calls == 1 && trackers[0].told.ends.isEmpty)  // no run to be told of
        #expect(trackers[1].told.numbers.count == 15 + 3 && trackers[1].told.ends.count == 1)
        let failing = trackers[2].told
        #expect(failing.numbers.isEmpty && failing.calls == 1 + 18 && failing.ends.count == 1)
    }

    private struct Mishap: Error {}

    @Test func theRunEndsAsTrainingDoes() async throws {
        let (x, y) = try Points.data()
        let (failed, killed) = (Diary(), Diary())
        var model = try Points.compiled()
        let fail = LambdaCallback(onTrainBatchEnd: { batch, _, _ in if batch == 1 { throw Mishap() } })
        #expect(throws: Mishap.self) { try model.fit(x, y, callbacks: [Tracking(failed), fail]) }
        guard case .failed(let error)? = failed.told.ends.first else { return #expect(Bool(false), "not failed") }
        #expect(error is Mishap && failed.told.ends.count == 1)
        await Task {
            let cancel = LambdaCallback(onEpochEnd: { _, _, _ in withUnsafeCurrentTask { $0?.cancel() } })
            var model = try! Points.compiled()
            #expect(throws: CancellationError.self) {
                try model.fit(x, y, epochs: 100, callbacks: [Tracking(killed), cancel])
            }
        }.value
        #expect(killed.told.numbers.map(\.step) == [0])
        guard case .killed? = killed.told.ends.first else { return #expect(Bool(false), "not killed") }
    }

    /// A run names the stored model that it began with; one that goes on from a checkpoint is the same run.
    @Test func runsKnowWhereTheyBeganAndGoOn() throws {
        let (x, y) = try Points.data()
        var model = try Points.compiled()
        #expect(model.origin == nil)
        let first = Diary(runID: "r1")
        try model.fit(x, y, epochs: 1, callbacks: [Tracking(first), ModelCheckpoint(folder["run"])])
        #expect(first.told.runs[0].resuming == nil && first.told.runs[0].origin == nil)

        var read = try Model(safetensors: folder["run"])
        let digest = try #require(read.origin?.digest)
        #expect(read.origin?.location == folder["run"] && digest.hasPrefix("crc32c:"))
        let again = Diary(runID: "r1")
        try read.fit(x, y, epochs: 2, callbacks: [Tracking(again), ModelCheckpoint(folder["more"])], resume: true)
        #expect(again.told.runs == [TrackedRun(origin: read.origin, resuming: "r1")])
        #expect(again.told.numbers.map(\.step) == [1] && again.told.parameters.isEmpty)
        // The content tells models apart, not the path.
        #expect(try Model(safetensors: folder["more"]).origin?.digest != digest)

        read.origin = ModelOrigin(location: "models:/points/3")
        let open = Diary()
        try read.fit(x, y, callbacks: [Tracking(open, isRunOpen: true)])
        #expect(open.told.runs.isEmpty && open.told.ends.isEmpty && open.told.numbers.count == 1)
        let named = Diary()
        try read.fit(x, y, callbacks: [Tracking(named)])
        #expect(named.told.runs[0].origin?.location == "models:/points/3")
    }
}
