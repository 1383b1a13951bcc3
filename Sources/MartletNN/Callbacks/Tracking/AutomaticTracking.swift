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

    /// Tells of a run that isn't one of `fit`, unless nobody wants to be told.
    package static func run(_ name: String, _ body: (TrackingRun) throws -> Void) rethrows {
        guard let tracker = wanted?.tracker() else { return }
        try Tracking(tracker).run(name, body)
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
