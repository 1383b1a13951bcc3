package import Synchronization

/// Who is told of runs that nobody else is told of.
package struct AutomaticTracking: Sendable {
    /// Makes a tracker for a run.
    package let tracker: @Sendable () -> any Tracker
    /// Whether trackers are given the model at the end.
    package let savesModel: Bool

    package init(savesModel: Bool, tracker: @escaping @Sendable () -> any Tracker) {
        (self.savesModel, self.tracker) = (savesModel, tracker)
    }

    /// That of this process; nil is nobody.
    package static let current = Mutex<AutomaticTracking?>(nil)

    /// Whether what runs is a part of something larger, such as a fold of a search.
    @TaskLocal private static var isPart = false

    /// Who wants to be told of what runs; nil is nobody.
    package static var wanted: AutomaticTracking? { isPart ? nil : current.withLock { $0 } }

    /// Does `body`, a part of something larger, of which nobody is told by itself.
    package static func untracked<R>(_ body: () throws -> R) rethrows -> R {
        try $isPart.withValue(true) { try body() }
    }

    /// The run that somebody has begun for what runs.
    @TaskLocal private static var open: TrackingRun?

    /// Does `body`, whose search tells `run` of itself rather than one of its own.
    package static func within<R>(_ run: TrackingRun, _ body: () throws -> R) rethrows -> R {
        try $open.withValue(run, operation: body)
    }

    /// Does `body`, which isn't one of `fit`, within a run that it tells of itself; nil if nobody wants to be told.
    ///
    /// - Parameter body: is told, too, whether to give the trackers a model.
    package static func run<R>(
        _ name: String, _ body: (_ run: TrackingRun?, _ savesModel: Bool) throws -> R
    ) rethrows -> R {
        if let open, !isPart { return try body(open.trackers.isEmpty ? nil : open, false) }
        guard let wanted else { return try body(nil, false) }
        return try Tracking(wanted.tracker()).run(name) { try body($0, wanted.savesModel) }
    }

    /// Those callbacks, and one more if none of them is a `Tracking` and somebody wants to be told.
    static func added(to callbacks: [any Callback]) -> [any Callback] {
        guard !callbacks.contains(where: { $0 is Tracking }), let wanted else { return callbacks }
        return callbacks + [Tracking(wanted.tracker(), savesModel: wanted.savesModel)]
    }

    /// Whether somebody is told of a run of `fit` with those callbacks.
    static func isTold(_ callbacks: [any Callback]) -> Bool {
        wanted != nil || callbacks.contains { $0 is Tracking }
    }
}
