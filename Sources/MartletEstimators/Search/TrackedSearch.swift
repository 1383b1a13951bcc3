import Dispatch
import MartletNN
import Synchronization

/// A search as trackers are told of it: each trial is a run within its run. A thread of its own tells them, so that nobody
/// who computes waits.
final class TrackedSearch: Sendable {
    private let run: TrackingRun?
    /// Whether trackers are given what was learned.
    private let savesModel: Bool
    private let queue = DispatchQueue(label: "martlet.trackers")
    private let trials = Mutex(Trials())

    private struct Trials {
        var begun: Set<Int> = []
        var open: [Int: TrackingRun] = [:]
    }

    private init(_ run: TrackingRun?, savesModel: Bool) { (self.run, self.savesModel) = (run, savesModel) }

    /// Whether anybody is told.
    var isTold: Bool { run != nil }

    /// Does `body` within a run that ends as that does, with the trials that are open then.
    static func run<R>(_ name: String, _ body: (TrackedSearch) throws -> R) throws -> R {
        try AutomaticTracking.run(name) { run, savesModel in
            let search = TrackedSearch(run, savesModel: savesModel)
            do {
                let result = try body(search)
                search.close(.finished)
                return result
            } catch {
                search.close(RunStatus(error))
                throw error
            }
        }
    }

    /// Waits until all is told, and ends the trials that are open.
    private func close(_ status: RunStatus) {
        if run == nil { return }
        queue.sync {
            for (_, trial) in trials.withLock({ $0.open }) { trial.end(status) }
        }
    }

    /// Begins the run of a trial, unless it has begun.
    ///
    /// - Parameter kind: what trials are called.
    func begin(_ trial: Int, as kind: String, _ parameters: @autoclosure () -> [String: String]) {
        guard let run, trials.withLock({ $0.begun.insert(trial).inserted }) else { return }
        let parameters = parameters()
        queue.async {
            let child = run.begin("\(kind) \(trial)")
            child.log(parameters: parameters)
            self.trials.withLock { $0.open[trial] = child }
        }
    }

    /// Notes numbers of a trial.
    func log(_ trial: Int, _ numbers: @autoclosure () -> Logs, step: Int = 0) {
        if run == nil { return }
        let numbers = numbers()
        queue.async { self.trials.withLock { $0.open[trial] }?.log(numbers, step: step) }
    }

    /// Ends the run of a trial.
    ///
    /// - Parameter error: what it failed with, in its own words; nil if it didn't.
    func end(_ trial: Int, tags: [String: String] = [:], error: String? = nil) {
        if run == nil { return }
        queue.async {
            guard let child = self.trials.withLock({ $0.open.removeValue(forKey: trial) }) else { return }
            if !tags.isEmpty { child.set(tags: tags) }
            child.end(error.map { .failed(FailedTrial(description: $0)) } ?? .finished)
        }
    }

    /// Says something of the search itself.
    func tell(_ body: @escaping @Sendable (TrackingRun) -> Void) {
        if let run { queue.async { body(run) } }
    }

    /// Gives trackers what was learned, if they want it: of a classifier that isn't a network the labels are the numbers of
    /// the classes.
    func keep(_ learned: any Predictor, of problem: Problem) {
        guard savesModel else { return }
        let rowShape = problem.x.rowShape
        let kept: any Savable =
            if let network = learned as? NetworkClassPredictor {
                network.model
            } else if let learned = learned as? any ClassPredictor {
                FittedClassifier(
                    classes: Array(0..<(problem.classes ?? 0)), predictor: AnyClassPredictor(learned),
                    rowShape: rowShape)
            } else {
                FittedRegressor(predictor: AnyPredictor(learned), rowShape: rowShape)
            }
        tell { $0.log(Artifact("model.safetensors", .model(kept))) }
    }
}

/// What a trial failed with.
private struct FailedTrial: Error, CustomStringConvertible {
    let description: String
}
