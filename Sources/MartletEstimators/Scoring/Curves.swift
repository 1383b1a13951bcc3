/// How many of those that aren't are taken for those that are as the threshold falls: scikit-learn's `roc_curve`.
public struct ROCCurve: Sendable, Equatable {
    /// The share of rows that aren't which score at least the threshold; ascending from 0.
    public let falsePositiveRate: [Double]
    /// The share of rows that are which score at least the threshold; ascending from 0.
    public let truePositiveRate: [Double]
    /// Descending from infinity.
    public let thresholds: [Double]

    /// The area under it, by trapezoids: `roc_auc_score`.
    public var area: Double {
        zip(falsePositiveRate.indices, falsePositiveRate.dropFirst()).reduce(0) { sum, step in
            sum + (step.1 - falsePositiveRate[step.0]) * (truePositiveRate[step.0] + truePositiveRate[step.0 + 1]) / 2
        }
    }
}

/// The curve of scores, the higher the likelier.
///
/// - Parameters:
///   - truth: whether each row is of the class.
///   - scores: of each row, finite, such as its probability.
///   - dropIntermediate: whether points that lie between others on a line are left out.
/// - Throws: `EstimatorError` where lengths differ, a score isn't finite, or one of both kinds is missing.
public func rocCurve(_ truth: [Bool], _ scores: [Double], dropIntermediate: Bool = true) throws -> ROCCurve {
    let steps = try descending(truth, scores)
    guard let last = steps.last, last.hits > 0, last.misses > 0 else {
        throw EstimatorError.oneClass("the ROC curve")
    }
    let kept = steps.indices.filter { i in
        guard dropIntermediate, i > 0, i < steps.count - 1 else { return true }
        func bends(_ count: (Step) -> Int) -> Bool {
            count(steps[i + 1]) - 2 * count(steps[i]) + count(steps[i - 1]) != 0
        }
        return bends(\.hits) || bends(\.misses)
    }.map { steps[$0] }
    return ROCCurve(
        falsePositiveRate: [0] + kept.map { Double($0.misses) / Double(last.misses) },
        truePositiveRate: [0] + kept.map { Double($0.hits) / Double(last.hits) },
        thresholds: [.infinity] + kept.map(\.threshold))
}

/// How many of those that are taken for those that are, are, and how many of those that are, are taken so, as the threshold
/// rises: scikit-learn's `precision_recall_curve`.
public struct PrecisionRecallCurve: Sendable, Equatable {
    /// The share of rows that score at least the threshold which are; the last, without a threshold, is 1.
    public let precision: [Double]
    /// The share of rows that are which score at least the threshold; descending, the last 0.
    public let recall: [Double]
    /// Ascending; one fewer than the others.
    public let thresholds: [Double]

    /// The mean of precisions, each weighted by how much recall it adds: `average_precision_score`.
    public var averagePrecision: Double {
        thresholds.indices.reduce(0) { $0 + (recall[$1] - recall[$1 + 1]) * precision[$1] }
    }
}

/// The curve of scores, the higher the likelier.
///
/// - Parameters:
///   - truth: whether each row is of the class.
///   - scores: of each row, finite, such as its probability.
/// - Throws: `EstimatorError` where lengths differ, a score isn't finite, or no row is of the class.
public func precisionRecallCurve(_ truth: [Bool], _ scores: [Double]) throws -> PrecisionRecallCurve {
    let steps = try descending(truth, scores)
    guard let last = steps.last, last.hits > 0 else { throw EstimatorError.oneClass("the precision-recall curve") }
    return PrecisionRecallCurve(
        precision: steps.reversed().map { Double($0.hits) / Double($0.hits + $0.misses) } + [1],
        recall: steps.reversed().map { Double($0.hits) / Double(last.hits) } + [0],
        thresholds: steps.reversed().map(\.threshold))
}

/// How often rows of about the same probability are of the class: scikit-learn's `calibration_curve`.
public struct CalibrationCurve: Sendable, Equatable {
    /// Of each bin that isn't empty, the share of rows that are.
    public let truePositiveFraction: [Double]
    /// Of the same bins, the mean probability.
    public let predictedProbability: [Double]
}

/// How bins of a calibration curve are made.
public enum BinStrategy: String, Sendable, CaseIterable {
    /// Of equal widths.
    case uniform
    /// Of as many rows each.
    case quantile
}

/// The curve of probabilities; one that is calibrated is the diagonal.
///
/// - Parameters:
///   - truth: whether each row is of the class.
///   - probabilities: of each row, in 0…1.
///   - bins: how many.
///   - strategy: how they are made.
/// - Throws: `EstimatorError` where lengths differ or arguments are out of their range.
public func calibrationCurve(
    _ truth: [Bool], _ probabilities: [Double], bins: Int = 5, strategy: BinStrategy = .uniform
) throws -> CalibrationCurve {
    try check(truth, probabilities)
    try Checks.check(
        probabilities.allSatisfy((0...1).contains), "probabilities", "must be from 0 to 1")
    try Checks.check((1...1_000_000).contains(bins), "bins", "must be from 1 to 1,000,000, and is \(bins)")
    let sorted = probabilities.sorted()
    let inner = (1..<max(bins, 1)).map { bin in
        let share = Double(bin) / Double(bins)
        guard strategy == .quantile else { return share }
        let place = share * Double(sorted.count - 1)
        let below = Int(place)
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
    }
    var (count, hits, sum) = (
        [Double](repeating: 0, count: bins), [Double](repeating: 0, count: bins), [Double](repeating: 0, count: bins)
    )
    for (isOf, p) in zip(truth, probabilities) {
        var (low, high) = (0, inner.count)
        while low < high {
            let middle = (low + high) / 2
            if inner[middle] < p { low = middle + 1 } else { high = middle }
        }
        count[low] += 1
        hits[low] += isOf ? 1 : 0
        sum[low] += p
    }
    let full = count.indices.filter { count[$0] > 0 }
    return CalibrationCurve(
        truePositiveFraction: full.map { hits[$0] / count[$0] }, predictedProbability: full.map { sum[$0] / count[$0] })
}

/// How many rows score at least a threshold.
private struct Step {
    var threshold: Double
    var hits, misses: Int
}

/// A step for each different score, the highest first.
private func descending(_ truth: [Bool], _ scores: [Double]) throws -> [Step] {
    try check(truth, scores)
    var steps: [Step] = []
    var (hits, misses) = (0, 0)
    for row in scores.indices.sorted(by: { scores[$0] > scores[$1] }) {
        if steps.last?.threshold != scores[row] { steps.append(Step(threshold: scores[row], hits: 0, misses: 0)) }
        if truth[row] { hits += 1 } else { misses += 1 }
        (steps[steps.count - 1].hits, steps[steps.count - 1].misses) = (hits, misses)
    }
    return steps
}

private func check(_ truth: [Bool], _ scores: [Double]) throws {
    guard truth.count == scores.count else {
        throw EstimatorError.lengthsDiffer(what: "the scores", expected: truth.count, got: scores.count)
    }
    guard !truth.isEmpty else { throw EstimatorError.noRows(what: "the scores") }
    if let row = scores.firstIndex(where: { !$0.isFinite }) {
        throw EstimatorError.notFinite(what: "the scores", row: row, column: 0, value: scores[row])
    }
}
