package import MartletGraph
import MartletNumerics

extension Metric {
    /// What a batch adds to the metric's totals: a vector of sums over its rows, float32.
    ///
    /// - Parameter weights: `[batch]`; nil is 1 for each row.
    package func accumulate(_ target: Symbol, _ prediction: Symbol, weights: Symbol?) -> Symbol {
        switch self {
        case .precision(let threshold, let index):
            let (y, p, w) = confusion(target, prediction, weights, index)
            let guessed = p.isGreater(than: threshold).cast(to: .float32)
            return Self.vector([(y * guessed * w).sum(), ((1 - y) * guessed * w).sum()])
        case .recall(let threshold, let index):
            let (y, p, w) = confusion(target, prediction, weights, index)
            let guessed = p.isGreater(than: threshold).cast(to: .float32)
            return Self.vector([(y * guessed * w).sum(), (y * (1 - guessed) * w).sum()])
        case .auc(_, let count, _, let fromLogits):
            let (y, p, w) = confusion(target, prediction, weights, nil)
            return Self.overThresholds(count, y, fromLogits ? p.sigmoid() : p, w)
        case .rootMeanSquaredError: return mean(Loss.meanSquaredError.perSample(target, prediction), weights)
        case .loss(let loss): return mean(loss.perSample(target, prediction), weights)
        case .function(let name, let body):
            return mean(prediction.builder.tracing(name) { body.call(target, prediction) }, weights)
        case .totals(let name, _, let body, _):
            let totals = prediction.builder.tracing(name) { body.call(target, prediction) }
            return totals.reshaped([-1]).cast(to: .float32)
        case .fBeta(_, _, let threshold):
            return counts(classes(target, prediction, weights, threshold: threshold))
        case .balancedAccuracy:
            return counts(classes(target, prediction, weights, threshold: nil, complements: true))
        case .cosineSimilarity: return mean(Loss.cosineSimilarity.perSample(target, prediction) * -1, weights)
        case .r2Score: return moments(target, prediction, weights)
        case .accuracy, .binaryAccuracy, .categoricalAccuracy, .sparseCategoricalAccuracy, .topKCategoricalAccuracy,
            .sparseTopKCategoricalAccuracy:
            return mean(matches(target, prediction), weights)
        }
    }

    /// Adds what a batch accumulated to the totals of those before; allocates nothing.
    package func add(_ batch: UnsafePointer<Float>, to totals: inout [Double]) {
        if case .r2Score = self { return addMoments(batch, to: &totals) }
        for index in totals.indices { totals[index] += Double(batch[index]) }
    }

    /// The metric from the totals of all batches.
    package func result(_ totals: [Double]) -> Double {
        switch self {
        case .precision, .recall: ratio(totals[0], totals[0] + totals[1])
        case .auc(let curve, let count, let summation, _): areaUnderCurve(totals, count, curve, summation)
        case .rootMeanSquaredError: ratio(totals[0], totals[1]).squareRoot()
        case .fBeta(let beta, let average, _): fBeta(totals, beta * beta, average)
        case .balancedAccuracy: balancedAccuracy(totals)
        case .r2Score: explainedShare(totals)
        case .totals(_, _, _, let body): body.call(totals)
        default: ratio(totals[0], totals[1])
        }
    }

    /// The sums of weighted values and of weights; values with more axes than the batch count by their mean.
    private func mean(_ values: Symbol, _ weights: Symbol?) -> Symbol {
        if values.isPoisoned { return values }
        let rows = values.rank > 1 ? values.mean(axes: Array(1..<values.rank)) : values
        guard let weights else { return Self.vector([rows.sum(), (rows.zerosLike() + 1).sum()]) }
        return Self.vector([(rows * weights).sum(), weights.sum()])
    }

    static func vector(_ sums: [Symbol]) -> Symbol { sums.map { $0.reshaped([1]) }.concatenated(axis: 0) }

    func refuse(_ target: Symbol, _ prediction: Symbol, _ wanted: String) -> Symbol {
        prediction.builder.fail(
            GraphError(
                operation: name,
                message: "takes \(wanted), not targets \(target.type) and predictions \(prediction.type)"))
    }
}

/// `a / b`, or 0 for b = 0.
func ratio(_ a: Double, _ b: Double) -> Double { b == 0 ? 0 : a / b }
