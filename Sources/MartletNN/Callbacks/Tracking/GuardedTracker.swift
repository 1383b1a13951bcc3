import Glibc

/// A tracker whose failures stop nothing: the first one is reported, and one that can't begin a run is told no more of it.
package final class GuardedTracker {
    /// Is told of the first failure of each tracker.
    package typealias Report = @Sendable (_ tracker: any Tracker, _ error: any Error) -> Void

    package let tracker: any Tracker
    package let report: Report
    package private(set) var hasFailed = false
    private var isOff = false

    package init(_ tracker: any Tracker, report: Report?) {
        self.tracker = tracker
        self.report = report ?? Self.warn
    }

    /// Tells the tracker something; gives nil if that failed.
    @discardableResult
    package func tell<R>(_ body: (any Tracker) throws -> R) -> R? {
        if isOff { return nil }
        do {
            return try body(tracker)
        } catch {
            if !hasFailed { report(tracker, error) }
            hasFailed = true
            return nil
        }
    }

    /// Begins a run.
    package func begin(_ run: TrackedRun) {
        (isOff, hasFailed) = (false, false)
        isOff = tell { try $0.begin(run) } == nil
    }

    /// Says so on standard error.
    private static func warn(_ tracker: any Tracker, _ error: any Error) {
        ProgressBar.writeToStandardError(
            "warning: \(type(of: tracker)) failed, and the run goes on without all of it being tracked: \(error)\n")
    }
}
