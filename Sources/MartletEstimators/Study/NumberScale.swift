#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where the numbers of a range lie on its scale.
struct NumberScale {
    let isLogarithmic: Bool
    /// Whether numbers are whole; each then has the room up to the middle between it and the next.
    let isWhole: Bool
    /// The ends of the scale.
    let low, high: Double
    private let range: ClosedRange<Double>

    /// - Returns: nil for numbers without an order.
    init?(_ dimension: Dimension) {
        switch dimension {
        case .categorical: return nil
        case .real(let low, let high, let isLogarithmic):
            (isWhole, self.isLogarithmic, range) = (false, isLogarithmic, low...high)
        case .integer(let low, let high, let isLogarithmic):
            (isWhole, self.isLogarithmic, range) = (true, isLogarithmic, Double(low)...Double(high))
        }
        let room = isWhole ? 0.5 : 0
        let ends = (range.lowerBound - room, range.upperBound + room)
        (low, high) = isLogarithmic ? (log(ends.0), log(ends.1)) : ends
    }

    func position(_ number: Double) -> Double { isLogarithmic ? log(number) : number }

    /// The number at a position.
    func number(_ position: Double) -> Double {
        let number = isLogarithmic ? exp(position) : position
        return min(max(isWhole ? number.rounded() : number, range.lowerBound), range.upperBound)
    }

    /// From where to where the positions of a whole number reach.
    func bounds(_ number: Double) -> (Double, Double) { (position(number - 0.5), position(number + 0.5)) }
}

extension Dimension {
    /// Whether there is nothing to choose.
    var isSingle: Bool {
        switch self {
        case .categorical(let count): count == 1
        case .real(let low, let high, _): low == high
        case .integer(let low, let high, _): low == high
        }
    }
}

/// The logarithm of how probable a number with a standard normal distribution is between two others.
func logNormalMass(_ a: Double, _ b: Double) -> Double {
    if a > 0 { return logNormalMass(-b, -a) }
    let root = 2.0.squareRoot()
    if b > 0 { return log1p(-0.5 * (erfc(-a / root) + erfc(b / root))) }
    if b > -37 { return log(0.5 * (erfc(-b / root) - erfc(-a / root))) }
    // Beyond what a double can hold the tail is `exp(-x²/2) / (x √(2π)) (1 - 1/x² + 3/x⁴ - 15/x⁶ + …)`.
    func logTail(_ x: Double) -> Double {
        let r = 1 / (x * x)
        return -0.5 * x * x - log(-x) - 0.5 * log(2 * Double.pi) + log1p(-r * (1 - r * (3 - r * 15)))
    }
    return logTail(b) + log1p(-exp(logTail(a) - logTail(b)))
}
