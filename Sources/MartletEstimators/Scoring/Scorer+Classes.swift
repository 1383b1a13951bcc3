import MartletNumerics

extension Scorer {
    /// How the scores of classes become one.
    public enum Average: String, Sendable, CaseIterable {
        /// The second of two classes is what counts.
        case binary
        /// The rows of all classes together.
        case micro
        /// The mean over classes.
        case macro
        /// The mean over classes, each counting as its rows do.
        case weighted
    }

    /// The share of rows whose class is predicted.
    public static let accuracy = Scorer("accuracy") { try $0.counts().accuracy }
    /// The mean over classes of the share of their rows that are predicted.
    public static let balancedAccuracy = Scorer("balanced_accuracy") { judgement in
        let counts = try judgement.counts()
        return mean(counts.support.indices.filter { counts.support[$0] > 0 }.map(counts.recall))
    }
    /// The F1 score of the second of two classes: `2 · hits / (rows of the class + rows predicted as such)`.
    public static var f1: Scorer { .f1() }

    /// The F1 score: `2 · hits / (rows of the class + rows predicted as such)`.
    public static func f1(average: Average = .binary) -> Scorer {
        Scorer("f1", average) { $0.f1($1) }
    }

    /// The share of rows predicted as a class that are of it.
    public static func precision(average: Average = .binary) -> Scorer {
        Scorer("precision", average) { $0.precision($1) }
    }

    /// The share of rows of a class that are predicted as such.
    public static func recall(average: Average = .binary) -> Scorer {
        Scorer("recall", average) { $0.recall($1) }
    }

    private init(_ name: String, _ average: Average, _ score: @escaping @Sendable (ClassCounts, Int) -> Double) {
        self.init(average == .binary ? name : "\(name)_\(average)") { judgement in
            let counts = try judgement.counts()
            switch average {
            case .binary:
                guard counts.support.count == 2 else {
                    throw EstimatorError.invalid(
                        argument: "average",
                        reason: "must be .micro, .macro or .weighted for \(counts.support.count) classes")
                }
                return score(counts, 1)
            case .micro: return counts.accuracy
            case .macro: return mean(counts.known.map { score(counts, $0) })
            case .weighted: return counts.weighted { score(counts, $0) }
            }
        }
    }
}

extension Judgement {
    fileprivate func counts() throws -> ClassCounts {
        guard let classes else {
            throw EstimatorError.invalid(argument: "scoring", reason: "judges classes, and values were learned")
        }
        return ClassCounts(truth.array(), try predicted().array(), classes: classes)
    }
}

/// How often classes occur, are predicted, and rightly so.
struct ClassCounts {
    private(set) var support, predicted, hits: [Int]
    private var rows = 0

    init(_ truth: [Int], _ predictions: [Int], classes: Int) {
        support = Array(repeating: 0, count: classes)
        (predicted, hits, rows) = (support, support, truth.count)
        for (code, guess) in zip(truth, predictions) {
            support[code] += 1
            predicted[guess] += 1
            if code == guess { hits[code] += 1 }
        }
    }

    /// The classes that occur or are predicted.
    var known: [Int] { support.indices.filter { support[$0] + predicted[$0] > 0 } }
    var accuracy: Double { Double(hits.reduce(0, +)) / Double(rows) }

    // Shares of nothing are 0.
    func precision(_ code: Int) -> Double { Double(hits[code]) / Double(max(1, predicted[code])) }
    func recall(_ code: Int) -> Double { Double(hits[code]) / Double(max(1, support[code])) }
    func f1(_ code: Int) -> Double { 2 * Double(hits[code]) / Double(max(1, support[code] + predicted[code])) }

    /// The mean over classes, each counting as its rows do.
    func weighted(_ score: (Int) -> Double) -> Double {
        known.reduce(0) { $0 + Double(support[$1]) * score($1) } / Double(rows)
    }
}

/// The mean; NaN of nothing.
func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
