public import MartletGraph
import MartletNumerics

extension Loss {
    /// Keras's `epsilon()`.
    static let epsilon = 1e-7

    /// The type that targets must have for predictions of a type.
    package func targetType(for prediction: TensorType) -> TensorType {
        guard takesClassIndices else { return prediction }
        return TensorType(Shape(prediction.shape.dropLast()), .int32)
    }

    /// The loss of each row, `[batch]`: the mean over all axes but the first.
    public func perSample(_ target: Symbol, _ prediction: Symbol) -> Symbol {
        if let mistake = mismatch(target, prediction) {
            return prediction.builder.fail(GraphError(operation: name, message: mistake))
        }
        let losses = values(target, prediction)
        return losses.rank > 1 ? losses.mean(axes: Array(1..<losses.rank)) : losses
    }

    /// What targets are, and which loss takes others.
    package var hint: String {
        switch self {
        case .sparseCategoricalCrossentropy: "class indices; for one-hot targets use categorical_crossentropy"
        case .categoricalCrossentropy: "one-hot rows; for class indices use sparse_categorical_crossentropy"
        case .function(_, .classIndices, _): "class indices"
        default: "one target for each predicted number"
        }
    }

    /// The same for targets that don't fit, which may be class indices where the loss takes none.
    func hint(for target: TensorType, predictions: TensorType) -> String {
        let couldBeIndices = target.shape == Shape(predictions.shape.dropLast()) || target.shape.last == 1
        guard couldBeIndices, predictions.shape.last != 1, !takesClassIndices else { return hint }
        if case .categoricalCrossentropy = self { return hint }
        return hint + "; for class indices use sparse_categorical_crossentropy"
    }

    private func mismatch(_ target: Symbol, _ prediction: Symbol) -> String? {
        if target.isPoisoned || prediction.isPoisoned { return "its input is invalid" }
        guard prediction.dtype.isFloating, prediction.rank >= 1 else {
            return "takes floating predictions with a batch axis, not \(prediction.type)"
        }
        var wanted = targetType(for: prediction.type)
        if target.dtype == .int64, !wanted.dtype.isFloating { wanted.dtype = .int64 }
        let fits =
            target.rank == wanted.shape.count && target.dtype == wanted.dtype
            && zip(target.shape, wanted.shape).allSatisfy { $0 == $1 || $0 < 0 || $1 < 0 }
        if fits { return nil }
        return "for predictions \(prediction.type) targets must be \(wanted) (\(hint)), and are \(target.type)"
    }

    /// The loss of each element, or where the formula says so of each last axis.
    private func values(_ y: Symbol, _ p: Symbol) -> Symbol {
        switch self {
        case .meanSquaredError: (p - y).square()
        case .meanAbsoluteError: (p - y).abs()
        case .meanAbsolutePercentageError: ((y - p) / y.abs().maximum(Self.epsilon)).abs() * 100
        case .meanSquaredLogarithmicError:
            (p.maximum(Self.epsilon).log1p() - y.maximum(Self.epsilon).log1p()).square()
        case .huber(let delta): Self.huber(p - y, delta)
        case .logCosh: Self.logCosh(p - y)
        case .hinge: (1 - Self.signed(y) * p).relu()
        case .squaredHinge: (1 - Self.signed(y) * p).relu().square()
        case .categoricalHinge:
            (((1 - y) * p).max(axes: [-1]) - (y * p).sum(axes: [-1]) + 1).relu()
        case .binaryCrossentropy(let fromLogits, let smoothing):
            Self.binaryCrossentropy(smoothing == 0 ? y : y * (1 - smoothing) + 0.5 * smoothing, p, fromLogits)
        case .categoricalCrossentropy(let fromLogits, let smoothing):
            Self.categoricalCrossentropy(
                smoothing == 0 ? y : y * (1 - smoothing) + smoothing / Double(y.shape[y.rank - 1]), p, fromLogits)
        case .sparseCategoricalCrossentropy(let fromLogits): Self.sparseCrossentropy(y, p, fromLogits)
        case .kullbackLeibler: Self.divergence(y.clipped(to: Self.epsilon...1), p.clipped(to: Self.epsilon...1))
        case .poisson: p - y * (p + Self.epsilon).log()
        case .cosineSimilarity:
            (y.normalized(axes: [-1], epsilon: Self.epsilon) * p.normalized(axes: [-1], epsilon: Self.epsilon))
                .sum(axes: [-1]) * -1
        case .function(let name, _, let body): p.builder.tracing(name) { body.call(y, p) }
        }
    }

    private static func huber(_ error: Symbol, _ delta: Double) -> Symbol {
        let size = error.abs()
        return select(
            size.isLessOrEqual(to: delta), error.square() * 0.5, size * delta - 0.5 * delta * delta)
    }

    /// `x + softplus(−2x) − log 2`, which doesn't overflow.
    private static func logCosh(_ x: Symbol) -> Symbol { x + (x * -2).softplus() - 0.693_147_180_559_945_3 }

    private static func divergence(_ y: Symbol, _ p: Symbol) -> Symbol { (y * (y / p).log()).sum(axes: [-1]) }

    /// Targets of 0 and 1 become -1 and 1 if there are no others.
    private static func signed(_ y: Symbol) -> Symbol {
        select((y.isEqual(to: 0) .| y.isEqual(to: 1)).all(), y * 2 - 1, y)
    }
}

extension Symbol {
    /// Divided by its Euclidean norm over `axes`, which counts as at least `epsilon`.
    func normalized(axes: [Int], epsilon: Double) -> Symbol {
        self / square().sum(axes: axes, keepingDimensions: true).maximum(epsilon * epsilon).sqrt()
    }
}
