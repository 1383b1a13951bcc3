import MartletCodecs
import MartletGraph
public import MartletNN
import MartletNumerics

/// Writes what TensorBoard shows while `fit` runs: Keras's callback, with its folders and tags.
///
/// ```swift
/// try model.fit(
///     train.features, train.labels, epochs: 2, validationSplit: 0.2,
///     callbacks: [TensorBoard(logDirectory: "logs")])
/// ```
///
/// Within the folder, `train` gets `epoch_loss`, `epoch_accuracy`, …, `validation` the same of the validation data and
/// `evaluation_loss_vs_iterations`, …. Steps are epochs counted from 0; those of batches and of `…_vs_iterations` are the
/// optimiser's.
///
/// What Keras's `profile_batch` writes is shown by a plug-in that TensorBoard comes without; here `profileBatch` writes a table
/// of the layers' times among the texts, `batch_profile`, and the whole time of a step, `batch_profile_microseconds`.
///
/// A folder that can't be written neither stops training nor changes it; the first failure is reported.
public final class TensorBoard: Callback {
    /// When numbers of `fit` are written.
    public enum UpdateFrequency: Sendable, Hashable {
        /// After each epoch.
        case epoch
        /// After each batch too, as `batch_loss`, ….
        case batch
        /// After every so many batches too.
        case batches(Int)
    }

    private let train, validation: SummaryWriter
    private let trainGuard, validationGuard: GuardedTracker
    private let histogramFrequency: Int
    private let writesGraph, writesImages, writesStepsPerSecond: Bool
    /// So many steps lie between two times that a batch's numbers are written; nil is never.
    private let everyBatches: Int?
    private let embeddingsFrequency: Int
    private let embeddingsMetadata: [String: String]
    private var epochBegin = (time: 0.0, iteration: 0)
    private var batchTime = 0.0
    private let profileBatch: ClosedRange<Int>?
    private var hasProfiled = false

    /// - Parameters:
    ///   - logDirectory: the folder that TensorBoard is given.
    ///   - histogramFrequency: the epochs from one time that histograms of the weights are written to the next; 0 is
    ///     never.
    ///   - writeGraph: whether the model is shown.
    ///   - writeImages: whether weights are shown as pictures when histograms are written; needs the trait `Images`.
    ///   - writeStepsPerSecond: whether the speed is written.
    ///   - updateFrequency: when numbers are written.
    ///   - embeddingsFrequency: the epochs from one time that the rows of `Embedding` layers are written for the projector to
    ///     the next; 0 is never.
    ///   - embeddingsMetadata: by layer, the path of a file that tells what the rows stand for, a line each.
    ///   - profileBatch: the batches whose kernels are timed, counted from 1 at the run's beginning; nil is none. A step takes
    ///     the same numbers then, and a little longer.
    ///   - onFailure: what is told of the first failure; unless given, standard error.
    public init(
        logDirectory: String = "logs", histogramFrequency: Int = 0, writeGraph: Bool = true, writeImages: Bool = false,
        writeStepsPerSecond: Bool = false, updateFrequency: UpdateFrequency = .epoch, embeddingsFrequency: Int = 0,
        embeddingsMetadata: [String: String] = [:], profileBatch: ClosedRange<Int>? = nil,
        onFailure: (@Sendable (_ tracker: any Tracker, _ error: any Error) -> Void)? = nil
    ) {
        train = SummaryWriter(logDirectory: "\(logDirectory)/train")
        validation = SummaryWriter(logDirectory: "\(logDirectory)/validation")
        trainGuard = GuardedTracker(train, report: onFailure)
        validationGuard = GuardedTracker(validation, report: onFailure)
        self.histogramFrequency = histogramFrequency
        writesGraph = writeGraph
        writesImages = writeImages
        writesStepsPerSecond = writeStepsPerSecond
        self.embeddingsFrequency = embeddingsFrequency
        self.embeddingsMetadata = embeddingsMetadata
        self.profileBatch = profileBatch
        everyBatches =
            switch updateFrequency {
            case .epoch: nil
            case .batch: 1
            case .batches(let count): count
            }
    }

    /// - Throws: `ArgumentError` for frequencies that there can't be.
    public func onTrainBegin(_ training: inout Training) throws {
        if let everyBatches, everyBatches < 1 {
            throw ArgumentError("TensorBoard", "updateFrequency must be at least 1 batch, not \(everyBatches)")
        }
        for (name, frequency) in [
            ("histogramFrequency", histogramFrequency), ("embeddingsFrequency", embeddingsFrequency),
        ] where frequency < 0 {
            throw ArgumentError("TensorBoard", "\(name) must not be negative, and is \(frequency)")
        }
        if let profileBatch {
            guard profileBatch.lowerBound > 0, profileBatch.upperBound < 1 << 40 else {
                throw ArgumentError("TensorBoard", "profileBatch counts batches from 1, and is \(profileBatch)")
            }
            let first = training.model.iteration + profileBatch.lowerBound - 1
            training.timedSteps = first..<first + profileBatch.count
        }
        hasProfiled = false
        #if !Images
            if writesImages { throw ArgumentError("TensorBoard", "writeImages needs the trait Images") }
        #endif
        if writesGraph { trainGuard.tell { [train] _ in try train.graph(training.model) } }
    }

    public func onEpochBegin(_ epoch: Int, _ training: inout Training) throws {
        epochBegin = (WallTime.now, training.model.iteration)
        batchTime = epochBegin.time
    }

    public var wantsBatch: Bool { everyBatches != nil }

    public func onTrainBatchEnd(_ batch: Int, _ logs: Logs, _ training: inout Training) throws {
        guard let everyBatches, training.model.iteration.isMultiple(of: everyBatches) else { return }
        let iteration = training.model.iteration
        trainGuard.tell { [train] _ in
            for (name, value) in logs { try train.scalar("batch_" + name, value, step: iteration) }
            guard writesStepsPerSecond else { return }
            let now = WallTime.now
            let speed = Double(everyBatches) / max(now - batchTime, 1e-9)
            batchTime = now
            try train.scalar("batch_steps_per_second", speed, step: iteration)
        }
    }

    public func onEpochEnd(_ epoch: Int, _ logs: Logs, _ training: inout Training) throws {
        let model = training.model
        if model.iteration >= training.timedSteps.upperBound { writeProfile(training) }
        trainGuard.tell { [train] _ in
            for (name, value) in logs where !name.hasPrefix("val_") {
                try train.scalar("epoch_" + name, value, step: epoch)
            }
            if logs["learning_rate"] == nil, let rate = model.learningRate {
                try train.scalar("epoch_learning_rate", rate, step: epoch)
            }
            if writesStepsPerSecond {
                let steps = Double(model.iteration - epochBegin.iteration)
                let speed = steps / max(WallTime.now - epochBegin.time, 1e-9)
                try train.scalar("epoch_steps_per_second", speed, step: epoch)
            }
            if histogramFrequency > 0, epoch.isMultiple(of: histogramFrequency) {
                try writeWeights(of: model, step: epoch)
            }
            if embeddingsFrequency > 0, epoch.isMultiple(of: embeddingsFrequency) {
                try Projector.write(model, to: train.logDirectory, metadata: embeddingsMetadata)
            }
            try train.flush()
        }
        validationGuard.tell { [validation] _ in
            for (name, value) in logs where name.hasPrefix("val_") {
                let name = name.dropFirst("val_".count)
                try validation.scalar("epoch_\(name)", value, step: epoch)
                try validation.scalar("evaluation_\(name)_vs_iterations", value, step: model.iteration)
            }
            try validation.flush()
        }
    }

    public func onTrainEnd(_ training: inout Training) throws { writeProfile(training) }

    /// Once for each run.
    private func writeProfile(_ training: Training) {
        guard !hasProfiled, let profile = training.profile else { return }
        hasProfiled = true
        trainGuard.tell { [train] _ in
            try train.profile("batch_profile", profile, step: training.model.iteration)
            try train.flush()
        }
    }

    private func writeWeights(of model: Model, step: Int) throws {
        for parameter in model.parameters {
            guard let weights = model[parameter.name] else { continue }
            try train.histogram("\(parameter.name)/histogram", weights, step: step)
            #if Images
                if writesImages, let picture = try weights.asPicture() {
                    try train.image("\(parameter.name)/image", picture, step: step)
                }
            #endif
        }
    }
}

extension Tensor {
    /// Weights of up to two axes longer than 1 as a picture of gray, the larger the lighter; nil for others.
    fileprivate func asPicture() throws -> Tensor? {
        let axes = shape.filter { $0 > 1 }
        guard axes.count <= 2, count > 0, axes.allSatisfy({ $0 <= 65_500 }) else { return nil }
        let lengths = axes.count == 2 ? axes : [1, axes.first ?? 1]
        return try cast(to: .float64).reshaped([lengths[0], lengths[1], 1])
    }
}
