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
    /// The root of the mean of `(target − prediction)²` over all rows and columns.
    case rootMeanSquaredError
    /// The weighted harmonic mean of precision and recall, of which recall counts `beta` times as much (van Rijsbergen 1979).
    ///
    /// Targets are class indices, or like predictions. A row's class is the one with the largest prediction; with a
    /// `threshold`, which is 0.5 for predictions of one column, all above it.
    case fBeta(beta: Double = 1, average: Average = .macro, threshold: Double? = nil)
    /// The mean over classes of the share of a class's rows that are predicted so; classes without rows don't count.
    ///
    /// Targets are class indices, or like predictions; of one column the classes are above 0.5 and below.
    case balancedAccuracy
    /// The mean over rows of the cosine of the angle between target and prediction.
    case cosineSimilarity
    /// The share of the targets' variance that predictions explain, over all rows; the mean over columns.
    case r2Score
    /// The mean of a loss over rows.
    case loss(Loss)
    /// See `custom`.
    case function(name: String, Closure<@Sendable (Symbol, Symbol) -> Symbol>)
    /// See `custom(_:isMaximized:accumulate:result:)`.
    case totals(
        name: String, isMaximized: Bool, accumulate: Closure<@Sendable (Symbol, Symbol) -> Symbol>,
        result: Closure<@Sendable ([Double]) -> Double>)

    /// How the numbers of several classes become one: from the counts of all classes together, their mean, or their mean
    /// weighted by how many rows a class has.
    public enum Average: String, Sendable, Hashable, Codable {
        /// One number from the counts of all classes together.
        case micro
        /// The mean over classes.
        case macro
        /// The mean over classes, each counted by its rows.
        case weighted
    }

    /// The receiver operating characteristic, or precision over recall.
    public enum Curve: String, Sendable, Hashable, Codable {
        /// True positives over false positives.
        case roc
        /// Precision over recall.
        case pr
    }

    /// The height of a curve between two thresholds: interpolated (precision and recall as by Davis & Goadrich 2006), or
    /// the lower or higher of the two.
    public enum Summation: String, Sendable, Hashable, Codable {
        /// Between the two, as the curve would go.
        case interpolation
        /// The lower: the area from below.
        case minoring
        /// The higher: the area from above.
        case majoring
    }

    /// The harmonic mean of precision and recall.
    public static func f1(average: Average = .macro, threshold: Double? = nil) -> Metric {
        .fBeta(beta: 1, average: average, threshold: threshold)
    }
    /// With its default arguments.
    public static var f1: Metric { .f1() }
    /// With its default arguments.
    public static var fBeta: Metric { .fBeta() }
    /// The mean over rows of the loss of that name.
    public static let meanAbsoluteError = loss(.meanAbsoluteError)
    /// Short for `meanAbsoluteError`.
    public static let mae = meanAbsoluteError
    /// The mean over rows of the loss of that name.
    public static let meanSquaredError = loss(.meanSquaredError)
    /// Short for `meanSquaredError`.
    public static let mse = meanSquaredError
    /// Short for `rootMeanSquaredError`.
    public static let rmse = rootMeanSquaredError
    /// With its default arguments.
    public static var binaryAccuracy: Metric { .binaryAccuracy() }
    /// With its default arguments.
    public static var topKCategoricalAccuracy: Metric { .topKCategoricalAccuracy() }
    /// With its default arguments.
    public static var sparseTopKCategoricalAccuracy: Metric { .sparseTopKCategoricalAccuracy() }
    /// With its default arguments.
    public static var precision: Metric { .precision() }
    /// With its default arguments.
    public static var recall: Metric { .recall() }
    /// With its default arguments.
    public static var auc: Metric { .auc() }

    /// Itself: a case without arguments may be spelled as one that has some, `.accuracy()`.
    @_disfavoredOverload
    public func callAsFunction() -> Metric { self }

    /// The mean over rows of a value of your own, from targets and predictions to `[batch]`.
    public static func custom(
        _ name: String, _ perRow: @escaping @Sendable (_ target: Symbol, _ prediction: Symbol) -> Symbol
    ) -> Metric {
        .function(name: name, Closure(perRow))
    }

    /// A number of your own about all rows of an epoch, from totals that batches add to.
    ///
    /// - Parameters:
    ///   - name: its name in logs.
    ///   - isMaximized: whether more is better, for callbacks that monitor it.
    ///   - accumulate: from targets and predictions of a batch to a vector of sums over its rows, of one length for
    ///     batches of any size.
    ///   - result: the number from the sums over all batches, in the order of the vector.
    public static func custom(
        _ name: String, isMaximized: Bool = true,
        accumulate: @escaping @Sendable (_ target: Symbol, _ prediction: Symbol) -> Symbol,
        result: @escaping @Sendable (_ totals: [Double]) -> Double
    ) -> Metric {
        .totals(name: name, isMaximized: isMaximized, accumulate: Closure(accumulate), result: Closure(result))
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
        case .fBeta(let beta, _, _): beta == 1 ? "f1_score" : "fbeta_score"
        case .balancedAccuracy: "balanced_accuracy"
        case .cosineSimilarity: "cosine_similarity"
        case .r2Score: "r2_score"
        case .function(let name, _): name
        case .totals(let name, _, _, _): name
        }
    }

    /// Whether it accumulates what code of one's own says.
    package var isCustom: Bool { if case .totals = self { true } else { false } }

    /// Whether more is better; otherwise less is.
    public var isMaximized: Bool {
        switch self {
        case .rootMeanSquaredError, .loss, .function: false
        case .totals(_, let isMaximized, _, _): isMaximized
        default: true
        }
    }

    package static let all: [Metric] = [
        .accuracy, .binaryAccuracy(), .categoricalAccuracy, .sparseCategoricalAccuracy, .topKCategoricalAccuracy(),
        .sparseTopKCategoricalAccuracy(), .precision(), .recall(), .auc(), .rootMeanSquaredError,
        .f1(), .balancedAccuracy, .cosineSimilarity, .r2Score,
    ]

    private static let aliases: [String: Metric] = [
        "acc": .accuracy, "rmse": .rootMeanSquaredError, "f1": .f1(), "r2": .r2Score, "fbetascore": .fBeta(),
    ]

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
        if loss.takesClassIndices { return .sparseCategoricalAccuracy }
        return .categoricalAccuracy
    }

    /// - Throws: `ArgumentError` for a value outside its range.
    package func validate() throws {
        switch self {
        case .topKCategoricalAccuracy(let k) where k < 1, .sparseTopKCategoricalAccuracy(let k) where k < 1:
            throw ArgumentError(name, "k must be at least 1, and is \(k)")
        case .auc(_, let count, _, _) where !(2...1 << 20).contains(count):
            throw ArgumentError(name, "needs 2 to \(1 << 20) thresholds, not \(count)")
        case .fBeta(let beta, _, let threshold):
            guard beta > 0, beta.isFinite else { throw ArgumentError(name, "beta must be positive, and is \(beta)") }
            guard threshold.map({ (0...1).contains($0) }) ?? true else {
                throw ArgumentError(name, "threshold must be in 0...1, and is \(threshold!)")
            }
        case .loss(let loss): try loss.validate()
        default: break
        }
    }
}
