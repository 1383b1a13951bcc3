public import MartletGraph

/// How wrong a prediction is, a number for each row. Names, arguments and formulas are Keras's.
///
/// - Shape: `[batch, …] and [batch, …] → [batch]`; class indices have the prediction's shape without its last axis.
public enum Loss: Sendable, Codable {
    /// The mean over a row of `(target − prediction)²`.
    case meanSquaredError
    /// The mean over a row of `|target − prediction|`.
    case meanAbsoluteError
    /// In percent of the target.
    case meanAbsolutePercentageError
    /// Of `log(1 + …)`.
    case meanSquaredLogarithmicError
    /// Squared up to `delta`, linear beyond.
    case huber(delta: Double = 1)
    /// The mean of `log(cosh(prediction − target))`: squared near 0, linear far away.
    case logCosh
    /// Targets are -1 or 1, or all of them 0 or 1.
    case hinge
    /// Targets are -1 or 1, or all of them 0 or 1.
    case squaredHinge
    /// Targets are one-hot.
    case categoricalHinge
    /// Targets are 0 or 1, or probabilities.
    case binaryCrossentropy(fromLogits: Bool = false, labelSmoothing: Double = 0)
    /// Targets are one-hot, or probabilities.
    case categoricalCrossentropy(fromLogits: Bool = false, labelSmoothing: Double = 0)
    /// Targets are class indices, from 0.
    case sparseCategoricalCrossentropy(fromLogits: Bool = false)
    /// `Σ target · log(target / prediction)`
    case kullbackLeibler
    /// `prediction − target · log(prediction)`
    case poisson
    /// Minus the cosine of the angle between target and prediction.
    case cosineSimilarity
    /// See `custom`.
    case function(
        name: String, targets: Targets = .likePredictions, Closure<@Sendable (Symbol, Symbol) -> Symbol>)

    /// What a loss of your own reads: numbers in the shape of predictions, or class indices, int32, in their shape without
    /// the last axis.
    public enum Targets: String, Sendable, Hashable, Codable {
        /// Float32 in the shape of predictions.
        case likePredictions
        /// Int32 from 0, in the shape of predictions without the last axis.
        case classIndices
    }

    /// Short for `meanSquaredError`.
    public static let mse = meanSquaredError
    /// Short for `meanAbsoluteError`.
    public static let mae = meanAbsoluteError
    /// Short for `meanAbsolutePercentageError`.
    public static let mape = meanAbsolutePercentageError
    /// Short for `meanSquaredLogarithmicError`.
    public static let msle = meanSquaredLogarithmicError
    /// With its default arguments.
    public static var huber: Loss { .huber() }
    /// With its default arguments.
    public static var binaryCrossentropy: Loss { .binaryCrossentropy() }
    /// With its default arguments.
    public static var categoricalCrossentropy: Loss { .categoricalCrossentropy() }
    /// With its default arguments.
    public static var sparseCategoricalCrossentropy: Loss { .sparseCategoricalCrossentropy() }

    /// Itself: a case without arguments may be spelled as one that has some, `.meanSquaredError()`.
    @_disfavoredOverload
    public func callAsFunction() -> Loss { self }

    /// A loss of your own, from targets and predictions to one number for each row, `[batch]`. A model compiled with it
    /// can be saved only without its training configuration.
    public static func custom(
        _ name: String, targets: Targets = .likePredictions,
        _ perRow: @escaping @Sendable (_ target: Symbol, _ prediction: Symbol) -> Symbol
    ) -> Loss {
        .function(name: name, targets: targets, Closure(perRow))
    }

    /// The mean over rows, a scalar: for an `Objective`, where the loss is written by hand.
    public func callAsFunction(_ target: Symbol, _ prediction: Symbol) -> Symbol {
        perSample(target, prediction).mean()
    }

    /// Whether targets are class indices.
    package var takesClassIndices: Bool {
        switch self {
        case .sparseCategoricalCrossentropy, .function(_, .classIndices, _): true
        default: false
        }
    }

    /// Keras's name, such as `mean_squared_error`.
    public var name: String {
        switch self {
        case .meanSquaredError: "mean_squared_error"
        case .meanAbsoluteError: "mean_absolute_error"
        case .meanAbsolutePercentageError: "mean_absolute_percentage_error"
        case .meanSquaredLogarithmicError: "mean_squared_logarithmic_error"
        case .huber: "huber"
        case .logCosh: "log_cosh"
        case .hinge: "hinge"
        case .squaredHinge: "squared_hinge"
        case .categoricalHinge: "categorical_hinge"
        case .binaryCrossentropy: "binary_crossentropy"
        case .categoricalCrossentropy: "categorical_crossentropy"
        case .sparseCategoricalCrossentropy: "sparse_categorical_crossentropy"
        case .kullbackLeibler: "kl_divergence"
        case .poisson: "poisson"
        case .cosineSimilarity: "cosine_similarity"
        case .function(let name, _, _): name
        }
    }

    package static let all: [Loss] = [
        .meanSquaredError, .meanAbsoluteError, .meanAbsolutePercentageError, .meanSquaredLogarithmicError, .huber(),
        .logCosh, .hinge, .squaredHinge, .categoricalHinge, .binaryCrossentropy(), .categoricalCrossentropy(),
        .sparseCategoricalCrossentropy(), .kullbackLeibler, .poisson, .cosineSimilarity,
    ]

    private static let aliases: [String: Loss] = [
        "mse": .meanSquaredError, "mae": .meanAbsoluteError, "mape": .meanAbsolutePercentageError,
        "msle": .meanSquaredLogarithmicError, "bce": .binaryCrossentropy(), "kld": .kullbackLeibler,
        "kullbackleiblerdivergence": .kullbackLeibler,
    ]

    /// The loss of Keras's name or alias, such as `mse`, with its default arguments.
    ///
    /// - Throws: `UnknownName`.
    public init(named name: String) throws {
        let key = name.kerasKey
        guard let loss = Self.all.first(where: { $0.name.kerasKey == key }) ?? Self.aliases[key] else {
            throw UnknownName("loss", name, known: Self.all.map(\.name) + ["mse", "mae", "mape", "msle", "bce", "kld"])
        }
        self = loss
    }

    /// - Throws: `ArgumentError` for a value outside its range.
    package func validate() throws {
        switch self {
        case .huber(let delta) where !(delta > 0):
            throw ArgumentError(name, "delta must be positive, and is \(delta)")
        case .binaryCrossentropy(_, let smoothing) where !(0...1).contains(smoothing),
            .categoricalCrossentropy(_, let smoothing) where !(0...1).contains(smoothing):
            throw ArgumentError(name, "labelSmoothing must be in 0...1, and is \(smoothing)")
        default: break
        }
    }
}

extension String {
    /// What `mean_squared_error`, `MeanSquaredError` and `mean-squared-error` have in common.
    package var kerasKey: String { String(lowercased().filter { $0 != "_" && $0 != "-" }) }
}
