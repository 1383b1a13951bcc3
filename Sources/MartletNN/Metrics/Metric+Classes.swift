import MartletGraph
import MartletNumerics

/// Metrics that count right and wrong answers of each class.
extension Metric {
    /// Which class each row is of, and which is predicted, 1 or 0 for each class: `[rows, classes]`; the rows' weights,
    /// `[rows, 1]`.
    ///
    /// - Parameters:
    ///   - threshold: what is predicted lies above; nil is the class with the largest prediction.
    ///   - complements: whether one column stands for two classes.
    func classes(
        _ target: Symbol, _ prediction: Symbol, _ weights: Symbol?, threshold: Double?, complements: Bool = false
    ) -> (truth: Symbol, guess: Symbol, weight: Symbol) {
        guard let truth = truth(target, prediction), prediction.rank >= 2 else {
            let mistake = refuse(target, prediction, "class indices or targets like predictions [batch, …, classes]")
            return (mistake, mistake, mistake)
        }
        let count = prediction.shape[prediction.rank - 1]
        var (y, p) = (truth.reshaped([-1, count]), prediction.reshaped([-1, count]))
        let weight =
            weights.map { weights in
                let rows = weights.reshaped([-1] + [Int](repeating: 1, count: prediction.rank - 1))
                return (truth.sliced(axis: -1, from: 0, count: 1).zerosLike() + rows).reshaped([-1, 1])
            } ?? y.sliced(axis: -1, from: 0, count: 1).zerosLike() + 1
        if threshold != nil || count == 1 {
            p = p.isGreater(than: threshold ?? 0.5).cast(to: .float32)
        } else {
            p = p.argMax(axis: -1).oneHot(depth: count)
        }
        if complements, count == 1 { (y, p) = ([1 - y, y].concatenated(axis: 1), [1 - p, p].concatenated(axis: 1)) }
        return (y, p, weight)
    }

    /// 1 at each row's class, else 0, in the shape of predictions; nil if targets don't fit.
    private func truth(_ target: Symbol, _ prediction: Symbol) -> Symbol? {
        if target.isPoisoned || prediction.isPoisoned { return target.isPoisoned ? target : prediction }
        guard prediction.rank > 0 else { return nil }
        let count = prediction.shape[prediction.rank - 1]
        let isOneForAll = target.rank == prediction.rank && target.shape[target.rank - 1] == 1 && count != 1
        if target.rank == prediction.rank, !isOneForAll {
            return target.isNotEqual(to: target.constant(0)).cast(to: .float32)
        }
        guard isOneForAll || target.rank == prediction.rank - 1, count > 1 else { return nil }
        let indices = isOneForAll ? target.squeezed(axis: -1) : target
        return (indices.dtype.isFloating ? indices.cast(to: .int32) : indices).oneHot(depth: count)
    }

    /// The weights of what is of a class and predicted so, of what is predicted, of what is of it: `[3 · classes]`.
    func counts(_ rows: (truth: Symbol, guess: Symbol, weight: Symbol)) -> Symbol {
        let (y, p, w) = rows
        return [(y * p * w).sum(axis: 0), (p * w).sum(axis: 0), (y * w).sum(axis: 0)].concatenated(axis: 0)
    }

    /// `(1 + β²) · right / (β² · actual + predicted)`, which is `(1 + β²) · P · R / (β² · P + R)`.
    func fBeta(_ totals: [Double], _ square: Double, _ average: Average) -> Double {
        let count = totals.count / 3
        func score(_ right: Double, _ predicted: Double, _ actual: Double) -> Double {
            ratio((1 + square) * right, square * actual + predicted)
        }
        if average == .micro {
            let sums = (0..<3).map { totals[$0 * count..<($0 + 1) * count].reduce(0, +) }
            return score(sums[0], sums[1], sums[2])
        }
        let scores = (0..<count).map { score(totals[$0], totals[count + $0], totals[2 * count + $0]) }
        if average == .macro { return scores.reduce(0, +) / Double(count) }
        let sizes = totals[(2 * count)...]
        return ratio(zip(scores, sizes).reduce(0) { $0 + $1.0 * $1.1 }, sizes.reduce(0, +))
    }

    /// The mean over classes that have rows.
    func balancedAccuracy(_ totals: [Double]) -> Double {
        let count = totals.count / 3
        let present = (0..<count).filter { totals[2 * count + $0] > 0 }
        return ratio(present.reduce(0) { $0 + totals[$1] / totals[2 * count + $1] }, Double(present.count))
    }
}
