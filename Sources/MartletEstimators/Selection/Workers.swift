import MartletNN
import MartletNumerics
import Synchronization

/// Those that work side by side, each on an equal share of the threads. Networks that compute the same share their plans, and
/// trackers aren't told of each by itself.
struct Workers {
    /// How many there are.
    let count: Int
    private let share: Int
    private let programs = SharedPrograms.current ?? SharedPrograms()

    /// - Parameters:
    ///   - wanted: how many are wanted; nil is as many as there are threads, and there are no more.
    ///   - jobs: what there is to do.
    init(_ wanted: Int?, jobs: Int) {
        let budget = max(1, threadBudget)
        count = max(1, min(wanted ?? budget, budget, jobs))
        share = budget / count
    }

    /// Does `body` as one of them.
    func perform<R>(_ body: () throws -> R) -> Result<R, any Error> {
        Result {
            try SharedPrograms.$current.withValue(programs) {
                try AutomaticTracking.untracked { try withThreads(share, body) }
            }
        }
    }
}

/// Runs `body` for 0..<`count`, several at a time; the results in order. What is computed doesn't depend on the number of
/// workers. A `body` that itself runs things side by side has them one after the other.
///
/// - Parameter workers: how many at a time, at most; nil is as many as there are threads.
/// - Throws: `CancellationError` if the task was cancelled meanwhile; errors of `body` are results.
func sideBySide<R: Sendable>(
    _ count: Int, workers: Int?, _ body: (Int) throws -> R
) throws -> [Result<R, any Error>] {
    let workers = Workers(workers, jobs: count)
    let results = Mutex([Result<R, any Error>?](repeating: nil, count: count))
    withUnsafeCurrentTask { task in
        // Each begins in a share of its own, where it rarely waits for a plan that another is making.
        parallel(threads: workers.count, count: count) { indices in
            for index in indices where task?.isCancelled != true {
                let result = workers.perform { try body(index) }
                results.withLock { [result] in $0[index] = result }
            }
        }
    }
    try Task.checkCancellation()
    return results.withLock { $0.map { $0! } }
}

/// Runs `body` for each fold of each candidate, as above.
///
/// - Parameter whenAll: is told of a candidate when the last of its folds is done.
/// - Returns: the results of each candidate's folds.
func sideBySide<R: Sendable>(
    candidates: Int, folds: Int, workers: Int?, _ body: (_ candidate: Int, _ fold: Int) throws -> R,
    whenAll: (_ candidate: Int, _ results: [Result<R, any Error>]) -> Void
) throws -> [[Result<R, any Error>]] {
    let none = [Result<R, any Error>?](repeating: nil, count: folds)
    let results = Mutex([[Result<R, any Error>?]](repeating: none, count: candidates))
    _ = try sideBySide(candidates * folds, workers: workers) { job in
        let (candidate, fold) = job.quotientAndRemainder(dividingBy: folds)
        let result = Result { try body(candidate, fold) }
        let done = results.withLock { [result] in
            $0[candidate][fold] = result
            return $0[candidate].compactMap(\.self)
        }
        if done.count == folds { whenAll(candidate, done) }
    }
    return results.withLock { $0.map { $0.compactMap(\.self) } }
}
