public import MartletGraph

/// `x` above the threshold, up to `maxValue`; below it `negativeSlope · (x − threshold)`.
///
/// - Shape: `[…] → […]`
public struct ReLU: Layer, Codable {
    /// The largest result; nil for any.
    public var maxValue: Double?
    /// How steep it is below the threshold.
    public var negativeSlope: Double
    /// Where the slope changes.
    public var threshold: Double
    public var name: String?

    /// Without arguments `max(x, 0)`.
    public init(maxValue: Double? = nil, negativeSlope: Double = 0, threshold: Double = 0, name: String? = nil) {
        self.maxValue = maxValue
        self.negativeSlope = negativeSlope
        self.threshold = threshold
        self.name = name
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        var y = threshold == 0 ? x.relu() : select(x.isGreater(than: threshold), x, 0)
        if let maxValue { y = y.minimum(maxValue) }
        return negativeSlope == 0 ? y : y - (threshold - x).relu() * negativeSlope
    }
}

/// `x` above 0, `negativeSlope · x` below.
///
/// - Shape: `[…] → […]`
public struct LeakyReLU: Layer, Codable {
    /// How steep it is below 0.
    public var negativeSlope: Double
    public var name: String?

    /// Keras's layer has a slope of 0.3, its function one of 0.2.
    public init(negativeSlope: Double = 0.3, name: String? = nil) {
        self.negativeSlope = negativeSlope
        self.name = name
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol { x.leakyRelu(negativeSlope: negativeSlope) }
}

/// `x` above 0, `alpha · (eˣ − 1)` below.
///
/// - Shape: `[…] → […]`
public struct ELU: Layer, Codable {
    /// What the result tends to below 0, with the other sign.
    public var alpha: Double
    public var name: String?

    /// An `alpha` of 1 makes it smooth at 0.
    public init(alpha: Double = 1, name: String? = nil) {
        self.alpha = alpha
        self.name = name
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol { x.elu(alpha: alpha) }
}
