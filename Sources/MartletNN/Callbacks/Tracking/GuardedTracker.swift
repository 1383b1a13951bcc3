import Glibc
import Synchronization

/// A tracker whose failures stop nothing: the first one is reported, and one that can't begin a run is told no more of it.
package final class GuardedTracker: Sendable {
    /// Is told of the first failure of each tracker.
    package typealias Report = @Sendable (_ tracker: any Tracker, _ error: any Error) -> Void

    package let tracker: any Tracker
    private let report: Report
    private let state = Mutex((hasFailed: false, isOff: false))

    package init(_ tracker: any Tracker, report: Report?) {
        self.tracker = tracker
        self.report = report ?? Self.warn
    }

    /// Tells the tracker something; gives nil if that failed.
    @discardableResult
    package func tell<R>(_ body: (any Tracker) throws -> R) -> R? {
        if state.withLock({ $0.isOff }) { return nil }
        do {
            return try body(tracker)
        } catch {
            fail(tracker, error)
            return nil
        }
    }

    /// Reports a failure, if it is the first.
    func fail(_ tracker: any Tracker, _ error: any Error) {
        let isFirst = state.withLock { state in
            defer { state.hasFailed = true }
            return !state.hasFailed
        }
        if isFirst { report(tracker, error) }
    }

    /// Begins a run.
    package func begin(_ run: TrackedRun) {
        state.withLock { $0 = (false, false) }
        let isOff = tell { try $0.begin(run) } == nil
        state.withLock { $0.isOff = isOff }
    }

    /// Says so on standard error.
    private static func warn(_ tracker: any Tracker, _ error: any Error) {
        ProgressBar.writeToStandardError(
            "warning: \(type(of: tracker)) failed, and the run goes on without all of it being tracked: \(error)\n")
    }
}
