import MartletGraph
import MartletNumerics

/// R², the coefficient of determination. Batches give means and squares around them, which are put together in double
/// precision: targets far from zero lose nothing.
extension Metric {
    /// The rows' weight, then for each column the mean of targets, their squares around it, the squares of errors:
    /// `[1 + 3 · columns]`.
    func moments(_ target: Symbol, _ prediction: Symbol, _ weights: Symbol?) -> Symbol {
        guard target.rank == prediction.rank, target.rank > 0 else {
            return refuse(target, prediction, "targets like predictions")
        }
        let columns = target.shape.dropFirst().reduce(1, *)
        let (y, p) = (target.reshaped([-1, columns]), prediction.reshaped([-1, columns]))
        let w = weights?.reshaped([-1, 1]) ?? y.sliced(axis: -1, from: 0, count: 1).zerosLike() + 1
        let weight = w.sum()
        let mean = (y * w).sum(axis: 0) / weight
        let around = ((y - mean).square() * w).sum(axis: 0)
        return [weight.reshaped([1]), mean, around, ((y - p).square() * w).sum(axis: 0)].concatenated(axis: 0)
    }

    /// Adds a batch's moments to the weight, sums, squares around zero and squares of errors of those before.
    func addMoments(_ batch: UnsafePointer<Float>, to totals: inout [Double]) {
        let columns = (totals.count - 1) / 3
        let weight = Double(batch[0])
        if weight == 0 { return }
        totals[0] += weight
        for column in 1...max(1, columns) {
            let mean = Double(batch[column])
            totals[column] += weight * mean
            totals[columns + column] += Double(batch[columns + column]) + weight * mean * mean
            totals[2 * columns + column] += Double(batch[2 * columns + column])
        }
    }

    /// The mean over columns of `1 − errors / variance`; a column that doesn't vary counts 1 if there are no errors, else 0.
    func explainedShare(_ totals: [Double]) -> Double {
        let columns = (totals.count - 1) / 3
        let shares = (1...max(1, columns)).map { column in
            let (sum, errors) = (totals[column], totals[2 * columns + column])
            let varying = totals[columns + column] - ratio(sum * sum, totals[0])
            return varying > 0 ? 1 - errors / varying : errors == 0 ? 1 : 0
        }
        return shares.reduce(0, +) / Double(max(1, columns))
    }
}
