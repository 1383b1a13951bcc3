import Glibc
import MartletGraph
import MartletNumerics

extension Metric {
    /// Truth (0 or 1), predictions and weights, each a column `[elements, 1]` of float32.
    func confusion(
        _ target: Symbol, _ prediction: Symbol, _ weights: Symbol?, _ index: Int?
    ) -> (truth: Symbol, prediction: Symbol, weight: Symbol) {
        var target = target
        if let index, !target.isPoisoned, target.rank == prediction.rank - 1, target.dtype.isInteger {
            // Class indices: whether they are this one, as one column for the class that is looked at.
            let isOfClass = (target .== index).cast(to: .float32).expandedDimensions(axis: -1)
            target = isOfClass.expanded(like: prediction)
        }
        guard target.rank == prediction.rank, target.rank > 0,
            index.map({ prediction.rank > 1 && (0..<prediction.shape[prediction.rank - 1]).contains($0) }) ?? true
        else {
            let several = prediction.rank > 1 && prediction.shape[prediction.rank - 1] > 1
            let wanted =
                "targets like predictions"
                + (index.map { " with a class \($0)" }
                    ?? (several ? ", or class indices and which class: classIndex: 0; f1 counts all classes" : ""))
            let mistake = refuse(target, prediction, wanted)
            return (mistake, mistake, mistake)
        }
        let chosen = { (x: Symbol) in index.map { x.sliced(axis: -1, from: $0, count: 1) } ?? x }
        let (y, p) = (chosen(target), chosen(prediction))
        let truth = y.isNotEqual(to: y.constant(0)).cast(to: .float32)
        let rows = [-1] + [Int](repeating: 1, count: p.rank - 1)
        let weight = weights.map { $0.reshaped(rows) + truth.zerosLike() } ?? truth.zerosLike() + 1
        return (truth.reshaped([-1, 1]), p.reshaped([-1, 1]), weight.reshaped([-1, 1]))
    }

    /// The weights of positives above each threshold, then those of negatives: `[2 · count]`.
    ///
    /// Thresholds are spread evenly over 0...1; everything lies above the first. Predictions are compared in units of
    /// the distance between thresholds, as Keras finds its buckets.
    static func overThresholds(_ count: Int, _ truth: Symbol, _ prediction: Symbol, _ weight: Symbol) -> Symbol {
        let scaled = prediction.clipped(to: 0...1) * Double(count - 1)
        let thresholds = [-1] + (1..<count).map(Float.init)
        let above = scaled.isGreater(than: truth.builder.constant(Tensor(thresholds))).cast(to: .float32)
        let weights = [truth * weight, (1 - truth) * weight].concatenated(axis: 1)
        return weights.matmul(above, transposeSelf: true).reshaped([2 * count])
    }

    func areaUnderCurve(_ totals: [Double], _ count: Int, _ curve: Curve, _ summation: Summation) -> Double {
        let (tp, fp) = (Array(totals[..<count]), Array(totals[count...]))
        // Everything lies above the first threshold.
        let (positives, negatives) = (tp[0], fp[0])
        let recall = tp.map { ratio($0, positives) }
        let precision = zip(tp, fp).map { ratio($0, $0 + $1) }
        if curve == .pr, summation == .interpolation { return Self.interpolatedPrecision(tp, fp) }
        let (x, y) = curve == .roc ? (fp.map { ratio($0, negatives) }, recall) : (recall, precision)
        return (0..<count - 1).reduce(0) { area, i in
            let height =
                switch summation {
                case .interpolation: (y[i] + y[i + 1]) / 2
                case .minoring: min(y[i], y[i + 1])
                case .majoring: max(y[i], y[i + 1])
                }
            return area + (x[i] - x[i + 1]) * height
        }
    }

    /// The area under precision over recall, between thresholds interpolated through counts (Davis & Goadrich 2006).
    private static func interpolatedPrecision(_ tp: [Double], _ fp: [Double]) -> Double {
        (0..<tp.count - 1).reduce(0) { area, i in
            let (from, to) = (tp[i] + fp[i], tp[i + 1] + fp[i + 1])
            let slope = ratio(tp[i] - tp[i + 1], max(from - to, 0))
            let intercept = tp[i + 1] - slope * to
            let growth = from > 0 && to > 0 ? log(from / to) : 0
            return area + ratio(slope * (tp[i] - tp[i + 1] + intercept * growth), tp[0])
        }
    }
}
