public import MartletGraph

/// `x` above the threshold, up to `maxValue`; below it `negativeSlope · (x − threshold)`.
///
/// - Shape: `[…] → […]`
public struct ReLU: Layer, Codable {
    public var maxValue: Double?
    public var negativeSlope: Double
    public var threshold: Double
    public var name: String?

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
    public var negativeSlope: Double
    public var name: String?

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
    public var alpha: Double
    public var name: String?

    public init(alpha: Double = 1, name: String? = nil) {
        self.alpha = alpha
        self.name = name
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol { x.elu(alpha: alpha) }
}
