/// The mean and the variance of all numbers so far: Gymnasium's `RunningMeanStd`, in double precision.
///
/// Reference: T. Chan, G. Golub, R. LeVeque, Updating Formulae and a Pairwise Algorithm for Computing Sample Variances
/// (1979).
public struct RunningMoments: Sendable, Hashable, Codable {
    /// Of the numbers so far; 0 before the first.
    public private(set) var mean = 0.0
    /// Of the numbers so far; 1 before the first.
    public private(set) var variance = 1.0
    /// How many numbers there were; it begins with 0.0001 of mean 0 and variance 1.
    public private(set) var count = 1e-4

    /// Moments of no numbers.
    public init() {}

    /// Takes one more number into account.
    public mutating func update(_ value: Double) {
        let (delta, total) = (value - mean, count + 1)
        mean += delta / total
        variance = (variance * count + delta * delta * count / total) / total
        count = total
    }
}
