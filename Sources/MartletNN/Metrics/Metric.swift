public import MartletGraph

/// How good predictions are over all rows seen. Names, arguments and formulas are Keras's.
public enum Metric: Sendable, Codable {
    /// One of the three below, by the shapes of targets and predictions.
    case accuracy
    /// How many predictions lie on their target's side of the threshold; targets are 0 or 1.
    case binaryAccuracy(threshold: Double = 0.5)
    /// How many rows' largest prediction is where the target's is; targets are one-hot.
    case categoricalAccuracy
    /// How many rows' largest prediction is at the target's index.
    case sparseCategoricalAccuracy
    /// How many rows have the target's class among the `k` largest predictions; targets are one-hot.
    case topKCategoricalAccuracy(k: Int = 5)
    /// How many rows have the target's index among the `k` largest predictions.
    case sparseTopKCategoricalAccuracy(k: Int = 5)
    /// Of those predicted positive (above the threshold) how many are; 0 if none is predicted. One class of several, if
    /// `classIndex` says which.
    case precision(threshold: Double = 0.5, classIndex: Int? = nil)
    /// Of the positive how many are predicted so (above the threshold); 0 if there are none. One class of several, if
    /// `classIndex` says which.
    case recall(threshold: Double = 0.5, classIndex: Int? = nil)
    /// The area under a curve through evenly spread thresholds.
    case auc(
        curve: Curve = .roc, numberOfThresholds: Int = 200, summation: Summation = .interpolation,
        fromLogits: Bool = false)
    case rootMeanSquaredError
    /// The mean of a loss over rows.
    case loss(Loss)
    /// See `custom`.
    case function(name: String, Closure<@Sendable (Symbol, Symbol) -> Symbol>)

    /// The receiver operating characteristic, or precision over recall.
    public enum Curve: String, Sendable, Hashable, Codable { case roc, pr }

    /// The height of a curve between two thresholds: interpolated (precision and recall as by Davis & Goadrich 2006), or
    /// the lower or higher of the two.
    public enum Summation: String, Sendable, Hashable, Codable { case interpolation, minoring, majoring }

    public static let meanAbsoluteError = loss(.meanAbsoluteError)
    public static let meanSquaredError = loss(.meanSquaredError)

    /// The mean over rows of a value of your own, from targets and predictions to `[batch]`.
    public static func custom(
        _ name: String, _ perRow: @escaping @Sendable (_ target: Symbol, _ prediction: Symbol) -> Symbol
    ) -> Metric {
        .function(name: name, Closure(perRow))
    }

    /// Keras's name, such as `sparse_categorical_accuracy`.
    public var name: String {
        switch self {
        case .accuracy: "accuracy"
        case .binaryAccuracy: "binary_accuracy"
        case .categoricalAccuracy: "categorical_accuracy"
        case .sparseCategoricalAccuracy: "sparse_categorical_accuracy"
        case .topKCategoricalAccuracy: "top_k_categorical_accuracy"
        case .sparseTopKCategoricalAccuracy: "sparse_top_k_categorical_accuracy"
        case .precision: "precision"
        case .recall: "recall"
        case .auc: "auc"
        case .rootMeanSquaredError: "root_mean_squared_error"
        case .loss(let loss): loss.name
        case .function(let name, _): name
        }
    }

    /// Whether more is better; otherwise less is.
    public var isMaximized: Bool {
        switch self {
        case .rootMeanSquaredError, .loss, .function: false
        default: true
        }
    }

    package static let all: [Metric] = [
        .accuracy, .binaryAccuracy(), .categoricalAccuracy, .sparseCategoricalAccuracy, .topKCategoricalAccuracy(),
        .sparseTopKCategoricalAccuracy(), .precision(), .recall(), .auc(), .rootMeanSquaredError,
    ]

    private static let aliases: [String: Metric] = ["acc": .accuracy, "rmse": .rootMeanSquaredError]

    /// The metric of Keras's name or alias, such as `accuracy` or `mae`, with its default arguments; every loss is one.
    ///
    /// - Throws: `UnknownName`.
    public init(named name: String) throws {
        let key = name.kerasKey
        if let metric = Self.all.first(where: { $0.name.kerasKey == key }) ?? Self.aliases[key] {
            self = metric
        } else if let loss = try? Loss(named: name) {
            self = .loss(loss)
        } else {
            throw UnknownName("metric", name, known: Self.all.map(\.name) + ["mae", "mse"] + Loss.all.map(\.name))
        }
    }

    /// What `accuracy` means for an output, as Keras decides it; other metrics are themselves.
    package func resolved(loss: Loss, prediction: TensorType) -> Metric {
        guard case .accuracy = self else { return self }
        if prediction.shape.count < 2 || prediction.shape.last == 1 { return .binaryAccuracy() }
        if case .sparseCategoricalCrossentropy = loss { return .sparseCategoricalAccuracy }
        return .categoricalAccuracy
    }

    /// - Throws: `ArgumentError` for a value outside its range.
    package func validate() throws {
        switch self {
        case .topKCategoricalAccuracy(let k) where k < 1, .sparseTopKCategoricalAccuracy(let k) where k < 1:
            throw ArgumentError(name, "k must be at least 1, and is \(k)")
        case .auc(_, let count, _, _) where !(2...1 << 20).contains(count):
            throw ArgumentError(name, "needs 2 to \(1 << 20) thresholds, not \(count)")
        case .loss(let loss): try loss.validate()
        default: break
        }
    }
}
