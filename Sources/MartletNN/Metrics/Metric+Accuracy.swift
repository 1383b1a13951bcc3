import MartletGraph
import MartletNumerics

extension Metric {
    /// 1 for each right answer, else 0: `[batch, …]`.
    func matches(_ target: Symbol, _ prediction: Symbol) -> Symbol {
        if target.isPoisoned || prediction.isPoisoned { return prediction.builder.fail(invalid) }
        switch self {
        case .accuracy:
            guard let y = target.squeezed(toRank: prediction.rank) else {
                return refuse(target, prediction, "targets like predictions")
            }
            return y.cast(to: prediction.dtype).isEqual(to: prediction).cast(to: .float32)
        case .binaryAccuracy(let threshold):
            guard let y = target.squeezed(toRank: prediction.rank) else {
                return refuse(target, prediction, "targets like predictions")
            }
            let guesses = prediction.isGreater(than: threshold).cast(to: .float32)
            return y.cast(to: .float32).isEqual(to: guesses).cast(to: .float32)
        case .sparseCategoricalAccuracy:
            guard let y = target.squeezed(toRank: prediction.rank - 1) else {
                return refuse(target, prediction, Self.indices)
            }
            let guesses = prediction.argMax(axis: -1)
            return guesses.isEqual(to: y.cast(to: guesses.dtype)).cast(to: .float32)
        case .categoricalAccuracy:
            guard target.rank == prediction.rank, target.rank > 0 else {
                return refuse(target, prediction, Self.oneHot)
            }
            return prediction.argMax(axis: -1).isEqual(to: target.argMax(axis: -1)).cast(to: .float32)
        case .topKCategoricalAccuracy(let k):
            guard target.rank == prediction.rank, target.rank > 0 else {
                return refuse(target, prediction, Self.oneHot)
            }
            return Self.inTop(k, target.argMax(axis: -1), prediction)
        case .sparseTopKCategoricalAccuracy(let k):
            guard let y = target.squeezed(toRank: prediction.rank - 1) else {
                return refuse(target, prediction, Self.indices)
            }
            return Self.inTop(k, y, prediction)
        default: preconditionFailure("\(name) is not an accuracy")
        }
    }

    private static let indices = "class indices [batch, …] for predictions [batch, …, classes]"
    private static let oneHot = "one-hot targets like predictions [batch, …, classes]"
    private var invalid: GraphError { GraphError(operation: name, message: "its input is invalid") }

    /// Whether fewer than `k` scores are higher than that of the class in `index`.
    private static func inTop(_ k: Int, _ index: Symbol, _ scores: Symbol) -> Symbol {
        let classes = index.oneHot(depth: scores.shape[scores.rank - 1], dtype: .float32).isGreater(than: 0.5)
        // Selected rather than multiplied: other scores may be infinite.
        let score = select(classes, scores, 0).sum(axes: [-1], keepingDimensions: true)
        let higher = scores.isGreater(than: score).cast(to: .float32).sum(axes: [-1])
        return higher.isLess(than: Double(k)).cast(to: .float32)
    }
}

extension Symbol {
    /// Itself if it has this rank; without its last axis if that has length 1 and is one too many; else nil.
    fileprivate func squeezed(toRank wanted: Int) -> Symbol? {
        if rank == wanted { return self }
        return rank == wanted + 1 && shape[rank - 1] == 1 ? squeezed(axis: -1) : nil
    }
}
