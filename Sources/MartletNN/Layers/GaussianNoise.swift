public import MartletGraph

/// In training, adds normal noise of mean 0.
///
/// - Shape: `[…] → […]`
public struct GaussianNoise: Layer, Codable {
    /// The spread of the noise.
    public var standardDeviation: Double
    public var name: String?

    /// Noise of this spread.
    public init(_ standardDeviation: Double, name: String? = nil) {
        self.standardDeviation = standardDeviation
        self.name = name
    }

    /// The same with Keras's labels.
    public init(stddev: Double, name: String? = nil) {
        self.init(stddev, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        guard standardDeviation >= 0, standardDeviation.isFinite else {
            return scope.fail("the standard deviation of GaussianNoise is at least 0, not \(standardDeviation)")
        }
        let noise = scope.random(.normal(standardDeviation: standardDeviation), like: x)
        return scope.phase(training: x + noise, inference: x)
    }
}

/// In training, multiplies by normal noise of mean 1 and standard deviation `√(rate / (1 − rate))`, the spread that
/// `Dropout` has.
///
/// - Shape: `[…] → […]`
public struct GaussianDropout: Layer, Codable {
    /// The rate of the `Dropout` that has the same spread.
    public var rate: Double
    public var name: String?

    /// The noise of a dropout of `rate`, in `0..<1`.
    public init(_ rate: Double, name: String? = nil) {
        self.rate = rate
        self.name = name
    }

    /// The same with Keras's labels.
    public init(rate: Double, name: String? = nil) {
        self.init(rate, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        guard (0..<1).contains(rate) else {
            return scope.fail("the rate of GaussianDropout is in 0..<1, not \(rate)")
        }
        let deviation = (rate / (1 - rate)).squareRoot()
        let noise = scope.random(.normal(mean: 1, standardDeviation: deviation), like: x)
        return scope.phase(training: x * noise, inference: x)
    }
}
