import MartletCodecs

/// Tells trackers of a run of `fit`: its parameters, its arrays, the numbers of each epoch, how it ended.
///
/// ```swift
/// try model.fit(
///     train.features, train.labels, epochs: 2, callbacks: [Tracking(board, server, name: "digits")])
/// ```
///
/// Each epoch's logs are at the epoch's number, counted from 0; those of batches, as `batch_loss`, at the optimiser's step.
/// A run that goes on from a checkpoint is the same run for trackers that can go on with one. It works after the other
/// callbacks but for checkpoints, whatever its place among them.
///
/// A tracker that fails neither stops training nor changes it; the first failure is reported.
public final class Tracking: Callback {
    let trackers: [GuardedTracker]
    let name: String?
    let tags: [String: String]
    let settings: Settings
    private let isRunOpen: Bool
    private var hasBegun = false
    /// Whether the run that somebody else opened knows what it is made with.
    private var isDescribed = false
    /// How numbers are told.
    package var shown: (Logs) -> Logs = { $0 }
    /// The runs to go on with, by tracker.
    private var resuming: [String?] = []

    /// What of `fit` is told besides the numbers of each epoch.
    struct Settings {
        let parameters: [String: String]
        let everyBatches: Int?
        let savesModel: Bool
    }

    /// - Parameters:
    ///   - name: what people call the run.
    ///   - tags: marks of the run.
    ///   - parameters: what to note besides the arguments of `fit`, the optimiser's, the losses' names and the seed.
    ///   - everyBatches: how many steps lie between two times that a batch's numbers are told; nil is never.
    ///   - savesModel: whether the trackers are given the model at the end.
    ///   - isRunOpen: whether somebody else begins and ends the trackers' run.
    ///   - onFailure: what is told of the first failure of a tracker; unless given, standard error.
    public init(
        _ trackers: any Tracker..., name: String? = nil, tags: [String: String] = [:],
        parameters: [String: String] = [:], everyBatches: Int? = nil, savesModel: Bool = false,
        isRunOpen: Bool = false,
        onFailure: (@Sendable (_ tracker: any Tracker, _ error: any Error) -> Void)? = nil
    ) {
        self.trackers = trackers.map { GuardedTracker($0, report: onFailure) }
        self.name = name
        self.tags = tags
        settings = Settings(parameters: parameters, everyBatches: everyBatches, savesModel: savesModel)
        self.isRunOpen = isRunOpen
    }

    /// Tells of `fit` within a run that is open.
    init(within run: TrackingRun) {
        (trackers, settings, name) = (run.trackers, run.settings, run.name)
        (tags, isRunOpen) = ([:], true)
    }

    private func tell(_ body: (any Tracker) throws -> Void) {
        for tracker in trackers { tracker.tell(body) }
    }

    public func onTrainBegin(_ training: inout Training) throws {
        if let everyBatches = settings.everyBatches, everyBatches < 1 {
            throw ArgumentError("Tracking", "everyBatches must be positive, and is \(everyBatches)")
        }
        (hasBegun, resuming) = (false, trackers.map { _ in nil })
    }

    /// Begins the run when it is known whether it goes on.
    private func begin(_ training: Training) {
        if hasBegun { return }
        hasBegun = true
        let isNew = resuming.map { $0 == nil && !isDescribed }
        isDescribed = isRunOpen
        if !isRunOpen {
            for (tracker, resuming) in zip(trackers, resuming) {
                tracker.begin(
                    TrackedRun(name: name, tags: tags, origin: training.model.origin, resuming: resuming))
            }
        }
        let parameters = training.parameters.merging(settings.parameters) { $1 }
        let summary = Artifact("model_summary.txt", .text(training.model.summary + "\n"))
        for (tracker, isNew) in zip(trackers, isNew) where isNew {
            tracker.tell { try $0.log(parameters: parameters) }
            tracker.tell { try $0.log(summary, step: nil) }
            // Whoever opened the run knows better what its data are called.
            if !isRunOpen { for data in training.data { tracker.tell { try $0.log(data) } } }
        }
    }

    public func onEpochBegin(_ epoch: Int, _ training: inout Training) throws { begin(training) }

    public func onTrainBatchEnd(_ batch: Int, _ logs: Logs, _ training: inout Training) throws {
        guard let everyBatches = settings.everyBatches, training.model.iteration.isMultiple(of: everyBatches) else {
            return
        }
        let numbers = Logs(uniqueKeysWithValues: shown(logs).map { ("batch_" + $0.key, $0.value) })
        tell { try $0.log(numbers, step: training.model.iteration) }
    }

    public var wantsBatch: Bool { settings.everyBatches != nil }

    public func onEpochEnd(_ epoch: Int, _ logs: Logs, _ training: inout Training) throws {
        let numbers = shown(logs)
        tell { try $0.log(numbers, step: epoch) }
    }

    public func onTrainEnd(_ training: inout Training) throws {
        begin(training)
        if settings.savesModel { tell { try $0.log(Artifact("model.safetensors", .model(training.model)), step: nil) } }
        end(.finished)
    }

    public func onTrainError(_ error: any Error, _ training: inout Training) {
        begin(training)
        end(RunStatus(error))
    }

    private func end(_ status: RunStatus) {
        if !isRunOpen { tell { try $0.end(status) } }
    }

    public var state: CallbackState? {
        let names = trackers.map { tracker in tracker.tell { $0.runID }.flatMap { $0 } }
        var values: JSON = ["runs": .array(names.map { $0.map { .string($0) } ?? .null })]
        values["name"] = name.map { .string($0) }
        return CallbackState(values)
    }

    /// What names the run to each tracker.
    static func ids(in state: CallbackState) -> [String?] { (state.values["runs"]?.array ?? []).map(\.string) }

    public func restore(_ state: CallbackState, _ training: Training) throws {
        let ids = Self.ids(in: state)
        resuming = trackers.indices.map { ids.indices.contains($0) ? ids[$0] : nil }
    }
}

extension Training {
    /// What a run is made with, by MLflow's names.
    fileprivate var parameters: [String: String] {
        var parameters = ["epochs": "\(epochs)", "batch_size": "\(batchSize)", "seed": "\(model.seed)"]
        parameters["steps_per_epoch"] = batches.map { "\($0)" }
        guard let compiled = model.compiled else { return parameters }
        parameters["loss"] = compiled.losses.map(\.name).joined(separator: ",")
        parameters["optimizer_name"] = "\(type(of: compiled.optimizer))"
        let optimizer = JSON.parameters(of: compiled.optimizer, prefix: "optimizer_")
        parameters.merge(optimizer) { $1 }
        parameters["optimizer_learning_rate"] =
            switch compiled.optimizer.learningRate {
            case .constant(let rate): "\(rate)"
            case .function: "custom"
            case let schedule: "\(schedule)"
            }
        return parameters
    }
}

extension JSON {
    /// The numbers, strings and truth values that a description is encoded with, as text, by names in Keras's manner.
    package static func parameters(of description: some Encodable, prefix: String = "") -> [String: String] {
        guard case .object(let object)? = try? JSON(encoding: description) else { return [:] }
        var parameters: [String: String] = [:]
        for (name, value) in zip(object.keys, object.values) {
            let text: String? =
                switch value {
                case .bool(let flag): "\(flag)"
                case .integer(let number): "\(number)"
                case .double(let number): "\(number)"
                case .string(let text): text
                case .null, .array, .object: nil
                }
            parameters[prefix + name.snakeCased] = text
        }
        return parameters
    }
}
