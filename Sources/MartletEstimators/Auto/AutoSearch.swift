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
    /// Whether the time was over before all were tried.
    public let isCutShort: Bool
    /// Estimators whose fits failed, with the reason.
    public let failures: [String: String]
}

/// Tries estimators by cross-validation and chooses an ensemble of what was learned in the folds.
struct AutoSearch {
    let settings: AutoSettings
    let cv: any CrossValidator

    /// Members of the ensemble: what was learned in each fold, by the name of its candidate.
    typealias Members = [(name: String, predictor: any Predictor, weight: Double)]

    private struct TimeOver: Error {}

    /// - Parameters:
    ///   - method: what is asked of the estimators.
    ///   - loss: what predictions for all rows lose, one after the other as `method` gives them.
    /// - Throws: `EstimatorError` where the rows can't be divided, and where all fits failed.
    func run(
        _ candidates: [(name: String, estimator: any Estimator)], _ problem: Problem, method: OutputMethod,
        loss: ([Double]) -> Double
    ) throws -> (members: Members, report: AutoReport) {
        let start = nanoseconds()
        let folds = try problem.partition(by: cv)
        let fits = candidates.count * folds.count
        let done = Mutex(0)
        // The first candidate is learned however short the time is.
        let results = try sideBySide(fits, workers: settings.workers) { job in
            let (candidate, fold) = job.quotientAndRemainder(dividingBy: folds.count)
            defer {
                done.withLock { done in
                    done += 1
                    settings.progress?(done, fits)
                }
            }
            if candidate > 0, let minutes = settings.minutes, Double(nanoseconds() - start) * 1e-9 > 60 * minutes {
                throw TimeOver()
            }
            let learned = try problem.fit(candidates[candidate].estimator, on: folds[fold].train)
            return (learned, try method(learned, problem.x.take(folds[fold].test)).cast(to: .float64))
        }
        var tried: [(name: String, predictors: [any Predictor], outputs: [Double])] = []
        var failures: [String: String] = [:]
        var isCutShort = false
        for (number, candidate) in candidates.enumerated() {
            do {
                let parts = try results[number * folds.count..<(number + 1) * folds.count].map { try $0.get() }
                let outputs = try problem.assemble(parts.map(\.1), of: folds).array(of: Double.self)
                guard outputs.allSatisfy(\.isFinite) else {
                    failures[candidate.name] = "its predictions aren't finite"
                    continue
                }
                tried.append((candidate.name, parts.map(\.0), outputs))
            } catch is TimeOver {
                isCutShort = true
            } catch {
                failures[candidate.name] = text(of: error)
            }
        }
        guard !tried.isEmpty else {
            throw EstimatorError.allFitsFailed(count: candidates.count, first: failures.values.min() ?? "")
        }
        let (weights, ensembleLoss) = Self.select(tried.map(\.outputs), loss: loss)
        let ranked = tried.indices.map {
            AutoReport.Candidate(name: tried[$0].name, loss: loss(tried[$0].outputs), weight: weights[$0])
        }.sorted { $0.loss < $1.loss }
        let members = tried.indices.filter { weights[$0] > 0 }.flatMap { index in
            tried[index].predictors.map { (tried[index].name, $0, weights[index] / Double(folds.count)) }
        }
        let report = AutoReport(candidates: ranked, loss: ensembleLoss, isCutShort: isCutShort, failures: failures)
        return (members, report)
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
