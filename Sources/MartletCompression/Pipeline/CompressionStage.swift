public import MartletGraph
public import MartletNN

/// One of the steps by which `Model.compressed` makes a model smaller.
public enum CompressionStage: Sendable {
    /// Holds the smallest weights at zero while the model is trained, as `Model.pruned` does.
    case prune(
        _ schedule: PruningSchedule, layers: LayerSelection = .all, pattern: SparsityPattern = .unstructured,
        regrowth: Bool = true)
    /// Lets weights share values, as `Model.clustered` does. Zeros stay.
    case cluster(
        _ count: Int, layers: LayerSelection = .all, initialization: CentroidInitialization = .kMeansPlusPlus)
    /// Makes integers of the model without training, as `Model.postTrainingQuantized` and `Model.quantized` do. Weights that
    /// share values have one range for all channels, so that their integers are as few.
    case quantize(
        _ scheme: QuantizationScheme = .int8, calibration: Dataset? = nil, method: CalibrationMethod = .minMax,
        keepFloat: LayerSelection = [])
    /// Trains the model while it is rounded, as `Model.quantizationAware` has it, masks in place, and makes integers of it.
    case quantizeAware(_ scheme: QuantizationScheme = .int8, layers: LayerSelection = .all)

    /// What a report calls the model after it.
    var name: String {
        switch self {
        case .prune: "pruned"
        case .cluster: "clustered"
        case .quantize, .quantizeAware: "quantized"
        }
    }

    /// Whether the model is trained in it.
    var trains: Bool {
        switch self {
        case .prune, .quantizeAware: true
        case .cluster, .quantize: false
        }
    }

    /// Stages of a higher rank preserve what those of a lower one did.
    fileprivate var rank: Int {
        switch self {
        case .prune: 0
        case .cluster: 1
        case .quantize, .quantizeAware: 2
        }
    }
}

extension [CompressionStage] {
    /// Finds mistakes before anything is trained.
    ///
    /// - Throws: `ModelError`.
    func check(isTrained: Bool) throws {
        func invalid(_ reason: String, _ argument: String = "stages") -> ModelError {
            .invalid(argument: argument, reason: reason)
        }
        if isEmpty { throw ModelError.empty(what: "the list of stages") }
        for (stage, next) in zip(self, dropFirst()) {
            if stage.rank > next.rank || stage.rank == 2 {
                throw invalid(
                    "has '\(next.name)' after '\(stage.name)': prune first, then cluster, and quantize once, at the end"
                )
            }
            if case .quantizeAware = next, stage.rank == 1 {
                throw invalid("trains after clustering, which moves weights apart; take quantize, which doesn't train")
            }
        }
        if let stage = first(where: \.trains), !isTrained {
            throw invalid("is missing: the stage '\(stage.name)' trains the model", "train")
        }
        for case .cluster(let count, _, _) in self where count < 2 {
            throw invalid("has \(count) values to cluster by; 2 or more are possible")
        }
    }
}
