public import MartletGraph

/// In training, sets a random part of the elements to 0 and scales the others so that the sum is expected to stay the
/// same (Srivastava et al. 2014). Which ones follows from the seed given to `fit`.
///
/// - Shape: `[…] → […]`
public struct Dropout: Layer, Codable {
    /// The part that is dropped, 0...1.
    public var rate: Double
    public var name: String?

    /// Drops `rate` of the elements, in `0..<1`.
    public init(_ rate: Double, name: String? = nil) {
        self.rate = rate
        self.name = name
    }

    /// The same with Keras's labels.
    public init(rate: Double, name: String? = nil) {
        self.init(rate, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        guard (0...1).contains(rate) else { return scope.fail("the rate of Dropout is in 0...1, not \(rate)") }
        if rate == 0 { return x }
        if rate == 1 { return scope.phase(training: x * 0, inference: x) }
        let kept = 1 - rate
        let mask = scope.random(.bernoulli(probability: kept, value: 1 / kept), like: x)
        return scope.phase(training: x * mask, inference: x)
    }
}
