package import Synchronization

/// Who is told of runs that nobody else is told of.
package struct AutomaticTracking: Sendable {
    /// Makes a tracker for a run.
    let tracker: @Sendable () -> any Tracker
    /// Whether trackers are given the model at the end.
    let savesModel: Bool

    package init(savesModel: Bool, tracker: @escaping @Sendable () -> any Tracker) {
        (self.savesModel, self.tracker) = (savesModel, tracker)
    }

    /// That of this process; nil is nobody.
    package static let current = Mutex<AutomaticTracking?>(nil)

    /// A tracker for a run that nobody is told of; nil if nobody wants to be.
    package static func tracker() -> (any Tracker)? { current.withLock { $0 }?.tracker() }

    /// Those callbacks, and one more if none of them is a `Tracking` and somebody wants to be told.
    static func added(to callbacks: [any Callback]) -> [any Callback] {
        guard !callbacks.contains(where: { $0 is Tracking }), let tracking = current.withLock({ $0 }) else {
            return callbacks
        }
        return callbacks + [Tracking(tracking.tracker(), savesModel: tracking.savesModel)]
    }
}
