import MartletCodecs

extension Tracking {
    /// Begins a run, does `body`, and ends the run as that ended: finished, failed with its error, or killed when its task
    /// was cancelled.
    ///
    /// ```swift
    /// try Tracking(SummaryWriter(logDirectory: "logs")).run("digits") { run in
    ///     try model.fit(
    ///         train.features, train.labels, epochs: 2,
    ///         callbacks: [run.callback])
    ///     run.log("rows", Double(train.features.shape[0]))
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - name: what people call the run; unless given, the name that this was made with.
    ///   - tags: marks of the run, besides those that this was made with.
    ///   - body: what is tracked.
    /// - Throws: what `body` throws; what a tracker throws is reported and stops nothing.
    public func run<R>(
        _ name: String? = nil, tags: [String: String] = [:], _ body: (TrackingRun) throws -> R
    ) rethrows -> R {
        try run(TrackedRun(name: name ?? self.name, tags: self.tags.merging(tags) { $1 }), body)
    }

    /// The same with all that can be said of a run.
    ///
    /// - Parameter checkpoint: what trackers that can do so go on with the run of.
    package func run<R>(
        _ run: TrackedRun, goingOnWith checkpoint: Interruption? = nil, _ body: (TrackingRun) throws -> R
    ) rethrows -> R {
        let known = checkpoint?.trackedRun?.ids ?? []
        for (index, tracker) in trackers.enumerated() {
            var run = run
            if known.indices.contains(index) { run.resuming = known[index] }
            tracker.begin(run)
        }
        return try TrackingRun(trackers: trackers, settings: settings, name: run.name).ended(body)
    }
}

extension Interruption {
    /// What people call the run that `Tracking` told of, and what names it to each tracker; nil where there was none.
    package var trackedRun: (name: String?, ids: [String?])? {
        var run: (name: String?, ids: [String?])?
        callbacks.restore([Tracking()]) { run = ($1.values["name"]?.string, Tracking.ids(in: $1)) }
        return run
    }
}

/// A run that is open, as `Tracking.run` gives it. What a tracker throws is reported once and stops nothing.
public struct TrackingRun: Sendable {
    let trackers: [GuardedTracker]
    let settings: Tracking.Settings
    var name: String?

    /// The callback by which `fit` tells the trackers of this run.
    public var callback: Tracking { Tracking(within: self) }

    /// Notes a number at a step of the run.
    public func log(_ name: String, _ value: Double, step: Int = 0) { log([name: value], step: step) }

    /// Notes numbers by name at a step of the run.
    public func log(_ numbers: Logs, step: Int) { tell { try $0.log(numbers, step: step) } }

    /// Notes what the run was made with, by name.
    public func log(parameters: [String: String]) { tell { try $0.log(parameters: parameters) } }

    /// Sets marks of the run by name; later ones win.
    public func set(tags: [String: String]) { tell { try $0.set(tags: tags) } }

    /// Keeps a text, a picture, a file or a model; `step` is that of the run, if it belongs to one.
    public func log(_ artifact: Artifact, step: Int? = nil) { tell { try $0.log(artifact, step: step) } }

    /// Notes the data that the run reads.
    public func log(_ data: TrackedData) { tell { try $0.log(data) } }

    /// Begins a run within this one, such as a trial of a search, does `body`, and ends it as that ended. Trackers that keep
    /// no runs within runs are told nothing of it.
    ///
    /// - Throws: what `body` throws.
    public func child<R>(
        _ name: String? = nil, tags: [String: String] = [:], _ body: (TrackingRun) throws -> R
    ) rethrows -> R {
        try begin(name, tags: tags).ended(body)
    }

    /// Begins a run within this one, which whoever asks for it ends.
    package func begin(_ name: String? = nil, tags: [String: String] = [:]) -> TrackingRun {
        let run = TrackedRun(name: name, tags: tags)
        let children = trackers.compactMap { tracker in
            // The first failure of all of them is reported.
            tracker.tell { try $0.child(run) }.flatMap { $0 }.map { GuardedTracker($0, report: tracker.fail) }
        }
        return TrackingRun(trackers: children, settings: settings, name: name)
    }

    /// Ends the run.
    package func end(_ status: RunStatus) { tell { try $0.end(status) } }

    /// This run and that of other trackers, as one.
    package func joined(with other: TrackingRun) -> TrackingRun {
        TrackingRun(trackers: trackers + other.trackers, settings: settings, name: name)
    }

    private func tell(_ body: (any Tracker) throws -> Void) {
        for tracker in trackers { tracker.tell(body) }
    }

    /// Does `body` and ends the run.
    func ended<R>(_ body: (TrackingRun) throws -> R) rethrows -> R {
        do {
            let result = try body(self)
            end(.finished)
            return result
        } catch {
            end(RunStatus(error))
            throw error
        }
    }
}
