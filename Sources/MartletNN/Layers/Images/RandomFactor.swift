package import MartletGraph
import MartletNumerics

/// From where a random factor is drawn, uniformly: `0.2` is from −0.2 to 0.2, `[-0.1, 0.3]` from −0.1 to 0.3.
public struct RandomFactor: Sendable, Hashable, Codable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, CustomStringConvertible
{
    /// The least number that is drawn.
    public var lower: Double
    /// What drawn numbers stay below, or reach.
    public var upper: Double

    /// From `lower` to `upper`.
    public init(_ lower: Double, _ upper: Double) { (self.lower, self.upper) = (lower, upper) }

    /// From minus this number to it.
    public init(floatLiteral value: Double) { self.init(-value, value) }
    /// From minus this number to it.
    public init(integerLiteral value: Int) { self.init(floatLiteral: Double(value)) }

    /// `[lower, upper]`; another number of elements makes a factor that every layer refuses.
    public init(arrayLiteral elements: Double...) {
        self.init(elements.count == 2 ? elements[0] : .nan, elements.count == 2 ? elements[1] : .nan)
    }

    /// As Keras writes it.
    public var description: String { "[\(lower), \(upper)]" }

    /// Why nothing can be drawn; nil if it can.
    var objection: String? {
        lower <= upper && lower >= -1 && upper <= 1
            ? nil : "is one number in 0...1 or [lower, upper] within -1...1, not \(self)"
    }
}

extension Symbol {
    /// As floating numbers.
    package var asFloats: Symbol { dtype.isFloating ? self : cast(to: .float32) }

    /// A symbol with one element for each image, `[batch, 1]`: what random numbers are drawn in the shape of.
    package var perImage: Symbol {
        sliced(starts: [0, 0, 0, 0], sizes: [-1, 1, 1, 1]).reshaped([1], keeping: 1)
    }

    /// A random number for each image, `[batch, 1]`.
    package func drawn(_ factor: RandomFactor, _ scope: Scope) -> Symbol {
        factor.lower == factor.upper
            ? drawn(.bernoulli(probability: 1, value: factor.lower), scope)
            : drawn(.uniform(low: factor.lower, high: factor.upper), scope)
    }

    /// A random number for each image, `[batch, 1]`.
    package func drawn(_ distribution: Distribution, _ scope: Scope) -> Symbol {
        scope.random(distribution, like: perImage)
    }

    /// The same as `[batch, 1, 1, 1]`, which broadcasts over images.
    package func drawnOverImages(_ factor: RandomFactor, _ scope: Scope) -> Symbol {
        drawn(factor, scope).reshaped([1, 1, 1], keeping: 1)
    }
}
