import MartletCodecs
import MartletEstimators
import MartletNN
import MartletNumerics
import Synchronization
import Testing

/// What a tracker is told of a run, and of those within it.
private final class Notes: Tracker {
    struct Run {
        var name = ""
        var parameters: [String: String] = [:]
        var numbers: [String: [Int: Double]] = [:]
        var artifacts: [String] = []
        var status = ""
        var children: [Notes] = []
    }

    private let notes: Mutex<Run>
    var run: Run { notes.withLock { $0 } }
    /// The runs within the run, by name.
    var children: [String: Run] { Dictionary(uniqueKeysWithValues: run.children.map { ($0.run.name, $0.run) }) }

    init(_ name: String = "") { notes = Mutex(Run(name: name)) }

    func begin(_ run: TrackedRun) { notes.withLock { $0.name = run.name ?? "" } }
    func log(parameters: [String: String]) { notes.withLock { $0.parameters.merge(parameters) { $1 } } }
    func log(_ numbers: Logs, step: Int) {
        notes.withLock { for (name, value) in numbers { $0.numbers[name, default: [:]][step] = value } }
    }
    func log(_ artifact: Artifact, step: Int?) { notes.withLock { $0.artifacts.append(artifact.path) } }
    func child(_ run: TrackedRun) -> (any Tracker)? {
        let child = Notes(run.name ?? "")
        notes.withLock { $0.children.append(child) }
        return child
    }
    func end(_ status: RunStatus) {
        let text = if case .failed(let error) = status { "failed: \(error)" } else { "\(status)" }
        notes.withLock { $0.status += text }
    }

    /// Does `body` as whoever wants to be told of all runs.
    func automatically<R>(savesModel: Bool = false, _ body: () throws -> R) rethrows -> R {
        AutomaticTracking.current.withLock { $0 = AutomaticTracking(savesModel: savesModel) { self } }
        defer { AutomaticTracking.current.withLock { $0 = nil } }
        return try body()
    }
}

/// Learns as its base does, and cancels its task when it is asked a second time.
private struct Impatient: Classifier {
    var c = 1.0
    let asked = Asked()

    final class Asked: Sendable { let count = Mutex(0) }

    func learn(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> LogisticRegression.Fitted {
        if asked.count.withLock({
            $0 += 1
            return $0 == 2
        }) {
            withUnsafeCurrentTask { $0?.cancel() }
        }
        return try LogisticRegression(c: c).learn(x, y, sampleWeight: sampleWeight)
    }
}

@Suite(.serialized) struct TrackedSearchTests {
    private func search(workers: Int? = nil) -> GridSearch<LogisticRegression> {
        GridSearch(LogisticRegression(), SearchSettings(cv: 3, workers: workers)) {
            $0.vary(\.c, among: [0.1, -1, 10])
        }
    }

    @Test(arguments: [1, 2]) func candidatesAreRuns(workers: Int) throws {
        let (x, y) = try Data.iris.load()
        let notes = Notes()
        let fitted = try notes.automatically { try search(workers: workers).fit(x, y) }
        let alone = try search().fit(x, y)
        #expect(
            fitted.results.candidates.map(\.splitTestScores).description
                == alone.results.candidates.map(\.splitTestScores).description)
        let run = notes.run
        #expect(run.name == "search" && run.status == "finished" && run.artifacts == ["cv_results.json"])
        let best = fitted.bestParameters["c"]
        #expect(run.parameters == ["estimator": "LogisticRegression", "cv": "3", "trials": "3", "best_c": best])
        #expect(run.numbers["best_cv_score"] == [0: fitted.bestScore])
        #expect(notes.children.keys.sorted() == ["candidate 0", "candidate 1", "candidate 2"])
        for (number, candidate) in fitted.results.candidates.enumerated() {
            let child = try #require(notes.children["candidate \(number)"])
            #expect(child.parameters == candidate.parameters)
            if number == 1 {
                #expect(child.status.hasPrefix("failed: ") && child.status.hasSuffix(candidate.errors[0] ?? "none"))
                #expect(child.numbers["mean_test_score"]?[0]?.isNaN == true)
            } else {
                #expect(child.status == "finished" && child.numbers["mean_test_score"] == [0: candidate.meanTestScore])
                #expect(child.numbers["split2_test_score"] == [0: candidate.splitTestScores[2]])
            }
        }
    }

    @Test func whatWasLearnedIsKept() throws {
        let (x, y) = try Data.iris.load()
        let kept = Notes()
        _ = try kept.automatically(savesModel: true) { try search().fit(x, y) }
        #expect(kept.run.artifacts == ["cv_results.json", "model.safetensors"])
    }

    /// A search tells the run that somebody has begun; one within a fold tells nobody.
    @Test func searchesTellTheRunThatIsOpen() throws {
        let (x, y) = try Data.iris.load()
        let notes = Notes()
        try Tracking(notes).run("mine") { run in
            try AutomaticTracking.within(run) { _ = try search().fit(x, y) }
            #expect(notes.children.count == 3 && notes.run.status == "")
            try AutomaticTracking.within(run) { _ = try crossValidate(search(), x, y, cv: 2, workers: 1) }
        }
        #expect(notes.children.count == 3 && notes.run.name == "mine" && notes.run.status == "finished")
    }

    @Test func cancelledSearchesAreKilled() async throws {
        let (x, y) = try Data.iris.load()
        let notes = Notes()
        let task = Task {
            try Tracking(notes).run { run in
                try AutomaticTracking.within(run) {
                    let search = GridSearch(Impatient(), SearchSettings(cv: 3, workers: 1)) {
                        $0.vary(\.c, among: [1, 10])
                    }
                    _ = try search.fit(x, y)
                }
            }
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(notes.run.status == "killed" && notes.children.mapValues(\.status) == ["candidate 0": "killed"])
    }

    @Test func roundsOfHalvingAreTold() throws {
        let (x, y) = try Data.iris.load()
        let notes = Notes()
        let fitted = try notes.automatically {
            try HalvingRandomSearch(LogisticRegression(), candidates: 6, factor: 2, SearchSettings(cv: 3), seed: 1) {
                $0.vary(\.c, in: 1e-3...10, scale: .logarithmic)
            }.fit(x, y)
        }
        let rounds = fitted.results.candidates.compactMap(\.round)
        #expect(rounds.count > 6 && notes.children.count == rounds.count)
        for (number, round) in rounds.enumerated() {
            #expect(notes.children["candidate \(number)"]?.numbers["n_resources"] == [0: Double(round.resources)])
        }
    }

    /// Trials are runs with what they reported by step, and what they train is none.
    @Test func trialsAreRuns() throws {
        let (x, y) = try Data.iris.load()
        let notes = Notes()
        let study = try Study(
            NeuralClassifier(hidden: [4], epochs: 1), direction: .maximize,
            pruner: .percentile(50, startupTrials: 1, warmupSteps: 2)
        ) { $0.vary(\.network.learningRate, in: 1e-3...1e-1) }
        try notes.automatically {
            try study.optimize(trials: 3) { trial in
                if trial.number == 1 { throw EstimatorError.oneClass("trial 1") }
                if trial.number == 2 { throw TrialPruned() }
                return try trial.crossValidate(x, y, cv: 2)
            }
        }
        let run = notes.run
        #expect(run.name == "study" && run.status == "finished")
        #expect(run.artifacts == ["study.json", "history.svg", "importances.svg"])
        let value = try #require(study.bestValue)
        #expect(run.numbers == ["best_value": [0: value]] && run.parameters["seed"] == "0")
        #expect(run.parameters["best_network.learningRate"] == study.bestParameters["network.learningRate"])
        #expect(
            notes.children.mapValues(\.status) == [
                "trial 0": "finished",
                "trial 1": "failed: trial 1 needs rows of two classes at least, and all are of one",
                "trial 2": "finished",
            ])
        let first = try #require(notes.children["trial 0"])
        #expect(first.parameters == study.trials[0].parameters && first.numbers["value"] == [0: value])
        #expect(first.numbers["intermediate_value"] == study.trials[0].intermediateValues)
    }

    @Test func automaticLearningIsTold() throws {
        let (x, y) = try Data.iris.load()
        let notes = Notes()
        let fitted = try notes.automatically(savesModel: true) { try AutoClassifier(trials: 5, folds: 2).fit(x, y) }
        #expect(notes.run.name == "auto" && notes.run.parameters["trials"] == "5")
        #expect(notes.run.artifacts == ["model.safetensors"] && notes.run.numbers["loss"] == [0: fitted.report.loss])
        let told = notes.children.values.map { run in
            let last = run.numbers["loss"]?.max { $0.key < $1.key }?.value
            return [run.parameters["estimator"] ?? "", "\(last ?? 0)"]
        }
        #expect(Set(told) == Set(fitted.report.candidates.map { [$0.name, "\($0.loss)"] }))
        #expect(notes.children.values.allSatisfy { $0.status == "finished" })
    }
}
