import MartletGraph
import MartletNN
import MartletNumerics
import Synchronization

/// What automatic learning tried and how it went.
public struct AutoReport: Sendable, Equatable {
    /// An estimator that was tried.
    public struct Candidate: Sendable, Equatable {
        /// What it is, in words.
        public let name: String
        /// What it loses on rows that it wasn't learned from: the mean of `-log p` of their classes, or of the squared errors
        /// in units of the values' variance.
        public let loss: Double
        /// Its share in the ensemble.
        public let weight: Double
    }

    /// Those that were tried, the best first.
    public let candidates: [Candidate]
    /// What the ensemble loses on the same rows, by which its weights were chosen.
    public let loss: Double
    /// Whether the time was over before all were tried as often as was wanted.
    public let isCutShort: Bool
    /// Estimators whose fits failed, with the reason.
    public let failures: [String: String]
}

/// Tries estimators by cross-validation and chooses an ensemble of what was learned in the folds.
struct AutoSearch {
    let settings: AutoSettings
    let tracked: TrackedSearch
    let problem: Problem
    /// The folds that a seed draws.
    let folds: (_ seed: UInt64) throws -> [Fold]
    /// What is asked of the estimators.
    let method: OutputMethod
    /// What predictions for all rows lose, one after the other as `method` gives them.
    let loss: ([Double]) -> Double
    let start = nanoseconds()

    /// Members of the ensemble: what was learned in each fold, by the name of its candidate.
    typealias Members = [(name: String, predictor: any Predictor, weight: Double)]

    /// A candidate and what came of it.
    private struct Trial {
        let number: Int
        let name: String
        var predictors: [any Predictor]
        /// For rows that they weren't learned from, the mean of all passes.
        var outputs: [Double]
        var passes = 1.0
        var loss: Double
    }

    private struct TimeOver: Error, CustomStringConvertible { let description = "the time was over" }

    /// - Throws: `EstimatorError` where the rows can't be divided, and where all fits failed.
    func run(
        _ candidates: [(name: String, estimator: any Estimator)]
    ) throws -> (members: Members, report: AutoReport) {
        tracked.tell { [settings] in $0.log(parameters: settings.parameters) }
        // Which rows are in which folds counts the more, the fewer there are.
        let passes = min(max(2400 / problem.rows, 1), 3)
        let kept = passes == 1 ? candidates.count : (candidates.count + 1) / 2
        let count = (candidates.count + (passes - 1) * kept) * (try folds(settings.seed).count)
        let progress = Progress(count, settings.progress)
        let first = try pass(0, Array(candidates.enumerated()), progress)
        var (trials, isCutShort) = (first.trials, first.isCutShort)
        guard !trials.isEmpty else {
            throw EstimatorError.allFitsFailed(count: candidates.count, first: first.failures.values.min() ?? "")
        }
        trials.sort { ($0.loss, $0.number) < ($1.loss, $1.number) }
        for trial in trials.dropFirst(kept) { tracked.end(trial.number) }
        let best = trials.prefix(kept).map { (offset: $0.number, element: candidates[$0.number]) }
        for number in 1..<passes where !isCutShort {
            let more = try pass(number, best, progress)
            isCutShort = more.isCutShort
            for trial in more.trials {
                guard let place = trials.firstIndex(where: { $0.number == trial.number }) else { continue }
                add(trial, to: &trials[place])
                tracked.log(trial.number, ["loss": trials[place].loss], step: number)
            }
        }
        for trial in best { tracked.end(trial.offset) }
        let chosen = trials.prefix(kept)
        let (weights, ensembleLoss) = Self.select(chosen.map(\.outputs), loss: loss)
        let members = zip(chosen, weights).filter { $1 > 0 }.flatMap { trial, weight in
            trial.predictors.map { (trial.name, $0, weight / Double(trial.predictors.count)) }
        }
        let ranked = zip(trials, weights + Array(repeating: 0, count: trials.count - chosen.count)).map {
            AutoReport.Candidate(name: $0.name, loss: $0.loss, weight: $1)
        }.sorted { $0.loss < $1.loss }
        tracked.tell { $0.log("loss", ensembleLoss) }
        let report = AutoReport(
            candidates: ranked, loss: ensembleLoss, isCutShort: isCutShort, failures: first.failures)
        return (members, report)
    }

    /// Learns candidates in the folds of one division of the rows.
    private func pass(
        _ number: Int, _ candidates: [(offset: Int, element: (name: String, estimator: any Estimator))],
        _ progress: Progress
    ) throws -> (trials: [Trial], failures: [String: String], isCutShort: Bool) {
        let folds = try folds(settings.seed &+ UInt64(number))
        func trial(_ place: Int, _ results: [Result<(any Predictor, Tensor), any Error>]) throws -> Trial {
            let parts = try results.map { try $0.get() }
            let outputs = try problem.assemble(parts.map(\.1), of: folds).array(of: Double.self)
            try Checks.check(outputs.allSatisfy(\.isFinite), "its predictions", "aren't finite")
            let (offset, candidate) = candidates[place]
            return Trial(
                number: offset, name: candidate.name, predictors: parts.map(\.0), outputs: outputs, loss: loss(outputs))
        }
        let results = try sideBySide(
            candidates: candidates.count, folds: folds.count, workers: settings.workers
        ) { place, fold in
            defer { progress.advance() }
            let (offset, candidate) = candidates[place]
            // The first candidate is learned however short the time is.
            if number + offset > 0, let minutes = settings.minutes, Double(nanoseconds() - start) * 1e-9 > 60 * minutes
            {
                throw TimeOver()
            }
            tracked.begin(offset, as: "candidate", ["estimator": candidate.name])
            let learned = try problem.fit(candidate.estimator, on: folds[fold].train)
            return (learned, try method(learned, problem.x.take(folds[fold].test)).cast(to: .float64))
        } whenAll: { place, results in
            guard tracked.isTold, number == 0 else { return }
            let offset = candidates[place].offset
            do {
                let loss = try trial(place, results).loss
                tracked.log(offset, ["loss": loss])
            } catch {
                tracked.end(offset, error: text(of: error))
            }
        }
        var trials: [Trial] = []
        var failures: [String: String] = [:]
        var isCutShort = false
        for (place, results) in results.enumerated() {
            do {
                trials.append(try trial(place, results))
            } catch is TimeOver {
                isCutShort = true
            } catch {
                failures[candidates[place].element.name] = text(of: error)
            }
        }
        return (trials, failures, isCutShort)
    }

    /// Adds what a further pass learned.
    private func add(_ more: Trial, to trial: inout Trial) {
        trial.passes += 1
        trial.predictors += more.predictors
        for i in trial.outputs.indices { trial.outputs[i] += (more.outputs[i] - trial.outputs[i]) / trial.passes }
        trial.loss = loss(trial.outputs)
    }

    /// Counts fits.
    private final class Progress: Sendable {
        private let done = Mutex(0)
        private let count: Int
        private let tell: (@Sendable (Int, Int) -> Void)?

        init(_ count: Int, _ tell: (@Sendable (Int, Int) -> Void)?) { (self.count, self.tell) = (count, tell) }

        func advance() {
            done.withLock { done in
                done += 1
                tell?(done, count)
            }
        }
    }

    /// Weights of outputs whose mean loses the least: again and again the output is added, also for a second time, that makes
    /// the mean lose the least (Caruana et al. 2004, "Ensemble Selection from Libraries of Models").
    static func select(
        _ outputs: [[Double]], rounds: Int = 40, loss: ([Double]) -> Double
    ) -> (weights: [Double], loss: Double) {
        var sum = [Double](repeating: 0, count: outputs[0].count)
        var counts = [Double](repeating: 0, count: outputs.count)
        var best = (weights: counts, loss: Double.infinity)
        var mean = sum
        for round in 1...rounds {
            let share = 1 / Double(round)
            func meanLoss(with output: [Double]) -> Double {
                for i in mean.indices { mean[i] = (sum[i] + output[i]) * share }
                return loss(mean)
            }
            let losses = outputs.map(meanLoss)
            let chosen = losses.indices.reduce(0) { losses[$1] < losses[$0] ? $1 : $0 }
            for i in sum.indices { sum[i] += outputs[chosen][i] }
            counts[chosen] += 1
            if losses[chosen] < best.loss || round == 1 { best = (counts.map { $0 * share }, losses[chosen]) }
        }
        return best
    }
}
