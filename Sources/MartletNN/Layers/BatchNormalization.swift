public import MartletGraph
import MartletNumerics

/// Makes each channel's mean 0 and variance 1 over the batch, then scales by `gamma` and shifts by `beta` (Ioffe &
/// Szegedy 2015). In inference, and while the layer is frozen, it uses moving averages of mean and variance instead.
///
/// - Shape: `[batch, …, channels] → [batch, …, channels]`
public struct BatchNormalization: Layer, Codable {
    /// The axis of the channels.
    public var axis: Int
    /// How much of the old average a training step keeps.
    public var momentum: Double
    /// Added to the variance.
    public var epsilon: Double
    /// Whether there is a `beta`.
    public var center: Bool
    /// Whether there is a `gamma`.
    public var scale: Bool
    /// What `beta` is before training.
    public var betaInitializer: Initializer
    /// What `gamma` is before training.
    public var gammaInitializer: Initializer
    /// What the moving mean is before training.
    public var movingMeanInitializer: Initializer
    /// What the moving variance is before training.
    public var movingVarianceInitializer: Initializer
    /// A penalty on `beta`, added to the loss.
    public var betaRegularizer: Regularizer?
    /// A penalty on `gamma`, added to the loss.
    public var gammaRegularizer: Regularizer?
    public var name: String?

    /// Keras's arguments and defaults; `axis` is the channels' axis.
    public init(
        axis: Int = -1, momentum: Double = 0.99, epsilon: Double = 1e-3, center: Bool = true, scale: Bool = true,
        betaInitializer: Initializer = .zeros, gammaInitializer: Initializer = .ones,
        movingMeanInitializer: Initializer = .zeros, movingVarianceInitializer: Initializer = .ones,
        betaRegularizer: Regularizer? = nil, gammaRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        self.axis = axis
        self.momentum = momentum
        self.epsilon = epsilon
        self.center = center
        self.scale = scale
        self.betaInitializer = betaInitializer
        self.gammaInitializer = gammaInitializer
        self.movingMeanInitializer = movingMeanInitializer
        self.movingVarianceInitializer = movingVarianceInitializer
        self.betaRegularizer = betaRegularizer
        self.gammaRegularizer = gammaRegularizer
        self.name = name
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        guard let channels = x.axis(axis), channels > 0, x.dtype.isFloating else {
            return scope.fail(
                "BatchNormalization takes floating numbers with a batch axis and an axis \(axis), not \(x.type)")
        }
        let shape = [x.shape[channels]]
        let gamma = scale ? scope.parameter("gamma", shape, gammaInitializer, regularizer: gammaRegularizer) : nil
        let beta = center ? scope.parameter("beta", shape, betaInitializer, regularizer: betaRegularizer) : nil
        let movingMean = scope.parameter("moving_mean", shape, movingMeanInitializer, trainable: false)
        let movingVariance = scope.parameter("moving_variance", shape, movingVarianceInitializer, trainable: false)

        let others = x.shape.indices.filter { $0 != channels }
        let (batchMean, batchVariance) = (x.mean(axes: others), x.variance(axes: others))
        scope.update("moving_mean", to: movingMean * momentum + batchMean * (1 - momentum))
        scope.update("moving_variance", to: movingVariance * momentum + batchVariance * (1 - momentum))

        let mean = scope.phase(training: batchMean, inference: movingMean, followsFreezing: true)
        let variance = scope.phase(training: batchVariance, inference: movingVariance, followsFreezing: true)
        return x.normalized(
            mean.aligned([channels], x), variance.aligned([channels], x), epsilon, gamma?.aligned([channels], x),
            beta?.aligned([channels], x))
    }
}

extension Symbol {
    /// An axis that may count from the end, counted from the front; nil if there is none.
    func axis(_ axis: Int) -> Int? {
        let place = axis < 0 ? axis + rank : axis
        return (0..<rank).contains(place) ? place : nil
    }

    /// A tensor over some axes of `x`, with length 1 along the others, so that it broadcasts.
    func aligned(_ axes: [Int], _ x: Symbol) -> Symbol {
        if axes.isEmpty || axes == Array(x.rank - axes.count..<x.rank) { return self }
        return reshaped(x.shape.indices.map { axes.contains($0) ? x.shape[$0] : 1 })
    }

    /// `(x − mean) / √(variance + epsilon) · gamma + beta`
    func normalized(
        _ mean: Symbol, _ variance: Symbol, _ epsilon: Double, _ gamma: Symbol?, _ beta: Symbol?
    ) -> Symbol {
        let inverse = (variance + epsilon).rsqrt()
        let scaled = (self - mean) * (gamma.map { inverse * $0 } ?? inverse)
        return beta.map { scaled + $0 } ?? scaled
    }
}
