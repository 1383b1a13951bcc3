import MartletCodecs
import MartletNumerics

/// How a model is trained and where its training stands, as a file holds it; the optimiser's slots are tensors.
struct StoredTraining: Codable {
    var seed: UInt64
    var frozen: [String]
    /// Missing where it isn't set.
    var skipsZeros: Bool?
    var iteration = 0
    var epoch = 0
    /// The names of the optimiser's slots that the file holds.
    var slots: [String] = []
    var compiled: StoredCompilation?
    /// Why `compiled` is missing.
    var notCompiled: String?
}

/// What `compile` set, as a file holds it.
struct StoredCompilation: Codable {
    var optimizer: AnyOptimizer
    var losses: [Loss]
    var lossWeights: [Double]
    var metrics: [[Metric]]
}

extension StoredTraining {
    /// More steps than anybody takes, so that counting on cannot overflow.
    static let mostSteps = 1 << 48

    init(_ model: Model, includingOptimizer: Bool) {
        self.init(seed: model.seed, frozen: model.frozen.sorted(), skipsZeros: model.skipsZeros ? true : nil)
        guard includingOptimizer else { return }
        iteration = model.training.iteration
        epoch = model.training.epoch
        guard let compiled = model.compiled else {
            notCompiled = model.uncompiled?.reason
            slots = model.uncompiled?.slots ?? []
            return
        }
        slots = model.training.slots.isEmpty ? [] : compiled.optimizer.slots
        let stored = StoredCompilation(
            optimizer: AnyOptimizer(compiled.optimizer), losses: compiled.losses, lossWeights: compiled.lossWeights,
            metrics: compiled.metrics)
        notCompiled = stored.reasonNotToSave
        self.compiled = notCompiled == nil ? stored : nil
    }

    /// - Throws: `ModelFileFault`, or what validation of the parts throws.
    func validate(outputs: Int) throws {
        for (name, count) in [("iteration", iteration), ("epoch", epoch)]
        where !(0...Self.mostSteps).contains(count) {
            throw ModelFileFault("training", "\(name) is \(count) and must be in 0...\(Self.mostSteps)")
        }
        guard let compiled else { return }
        guard compiled.losses.count == outputs, compiled.lossWeights.count == outputs, compiled.metrics.count == outputs
        else {
            throw ModelFileFault(
                "training",
                "\(compiled.losses.count) losses, \(compiled.lossWeights.count) loss weights and "
                    + "\(compiled.metrics.count) lists of metrics for \(outputs) outputs; there must be one each")
        }
        try compiled.optimizer.base.validate()
        try compiled.losses.forEach { try $0.validate() }
        try compiled.metrics.joined().forEach { try $0.validate() }
        guard slots.isEmpty || slots == compiled.optimizer.base.slots else {
            throw ModelFileFault(
                "training", "it names the slots \(slots); its optimizer has \(compiled.optimizer.base.slots)")
        }
    }
}

extension StoredCompilation {
    /// What of it is written in code and so can't be saved; nil if all can.
    fileprivate var reasonNotToSave: String? {
        func fails(_ value: some Encodable) -> Bool { (try? JSON(encoding: value)) == nil }
        if fails(optimizer) { return "the optimizer \(type(of: optimizer.base)) holds code" }
        if let loss = losses.first(where: { fails($0) }) { return "the loss '\(loss.name)' is code" }
        if let metric = metrics.joined().first(where: { fails($0) }) { return "the metric '\(metric.name)' is code" }
        return nil
    }
}
