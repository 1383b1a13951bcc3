public import MartletGraph
import MartletNumerics

/// Makes each row's mean 0 and variance 1 over some axes, then scales by `gamma` and shifts by `beta` (Ba et al. 2016).
///
/// - Shape: `[batch, …, features] → [batch, …, features]`
public struct LayerNormalization: Layer, Codable {
    /// The axes over which a row is normalised.
    public var axes: [Int]
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
    /// A penalty on `beta`, added to the loss.
    public var betaRegularizer: Regularizer?
    /// A penalty on `gamma`, added to the loss.
    public var gammaRegularizer: Regularizer?
    public var name: String?

    /// Keras's arguments and defaults; `axes` are those that share a mean.
    public init(
        axes: [Int] = [-1], epsilon: Double = 1e-3, center: Bool = true, scale: Bool = true,
        betaInitializer: Initializer = .zeros, gammaInitializer: Initializer = .ones,
        betaRegularizer: Regularizer? = nil, gammaRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        self.axes = axes
        self.epsilon = epsilon
        self.center = center
        self.scale = scale
        self.betaInitializer = betaInitializer
        self.gammaInitializer = gammaInitializer
        self.betaRegularizer = betaRegularizer
        self.gammaRegularizer = gammaRegularizer
        self.name = name
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        let axes = axes.compactMap(x.axis).sorted()
        guard x.dtype.isFloating, !axes.isEmpty, axes.count == self.axes.count, axes[0] > 0,
            Set(axes).count == axes.count
        else { return scope.fail("LayerNormalization takes floating numbers with axes \(self.axes), not \(x.type)") }
        let shape = axes.map { x.shape[$0] }
        let gamma = scale ? scope.parameter("gamma", shape, gammaInitializer, regularizer: gammaRegularizer) : nil
        let beta = center ? scope.parameter("beta", shape, betaInitializer, regularizer: betaRegularizer) : nil
        return x.normalized(
            x.mean(axes: axes, keepingDimensions: true), x.variance(axes: axes, keepingDimensions: true), epsilon,
            gamma?.aligned(axes, x), beta?.aligned(axes, x))
    }
}
