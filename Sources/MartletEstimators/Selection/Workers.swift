import MartletNN
import MartletNumerics
import Synchronization

/// Runs `body` for 0..<`count`, several at a time, each on an equal share of the threads; the results in order. Networks
/// that compute the same share their plans.
///
/// Trackers aren't told of each by itself. What is computed doesn't depend on the number of workers. A `body` that itself
/// runs things side by side has them one after the other.
///
/// - Parameter workers: how many at a time, at most; nil is as many as there are threads.
/// - Throws: `CancellationError` if the task was cancelled meanwhile; errors of `body` are results.
func sideBySide<R: Sendable>(
    _ count: Int, workers: Int?, _ body: (Int) throws -> R
) throws -> [Result<R, any Error>] {
    let budget = max(1, threadBudget)
    let workers = max(1, min(workers ?? budget, budget, count))
    let programs = SharedPrograms.current ?? SharedPrograms()
    let results = Mutex([Result<R, any Error>?](repeating: nil, count: count))
    withUnsafeCurrentTask { task in
        // Each begins in a share of its own, where it rarely waits for a plan that another is making.
        parallel(threads: workers, count: count) { indices in
            for index in indices where task?.isCancelled != true {
                let result = Result {
                    try SharedPrograms.$current.withValue(programs) {
                        try AutomaticTracking.untracked { try withThreads(budget / workers) { try body(index) } }
                    }
                }
                results.withLock { [result] in $0[index] = result }
            }
        }
    }
    try Task.checkCancellation()
    return results.withLock { $0.map { $0! } }
}
