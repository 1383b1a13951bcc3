import MartletGraph

/// Evenly spaced numbers that bytes of int8 stand for, as a quantizer of activations rounds to them:
/// `scale · (byte − zero)`.
struct IntegerGrid: Hashable {
    var scale: Float
    var range: IntegerRange

    /// The grid of a quantizer with so many steps, of which `zeroPoint` lie below 0; nil if a byte can't hold them.
    init?(scale: Float, zeroPoint: Float, levels: Int) {
        guard (1...255).contains(levels), (0...Float(levels)).contains(zeroPoint), scale > 0, scale.isFinite,
            (1 / scale).isFinite
        else { return nil }
        self.scale = scale
        range = IntegerRange(zero: Int(zeroPoint) - 128, high: levels - 128)
    }

    /// The byte that stands for what a number is rounded to, as `FakeQuantize` rounds.
    func byte(for x: Double) -> Int {
        let steps = (x / Double(scale) + 0.5).rounded(.down) + Double(range.zero)
        return steps.isNaN ? range.low : Int(min(max(steps, Double(range.low)), Double(range.high)))
    }

    /// The numbers that are left of these between two bounds.
    func clipped(to bounds: ClosedRange<Double>) -> IntegerGrid {
        var result = self
        (result.range.low, result.range.high) = (byte(for: bounds.lowerBound), byte(for: bounds.upperBound))
        return result
    }

    /// Whether bytes of another grid stand for the same numbers in this one, all within its bounds.
    func holds(_ other: IntegerGrid) -> Bool {
        scale == other.scale && range.zero == other.range.zero && range.low <= other.range.low
            && other.range.high <= range.high
    }

    /// How far from 0 its numbers reach, in steps.
    var reach: Int { max(range.high - range.zero, range.zero - range.low) }

    /// The number that a byte stands for.
    func number(_ byte: Int) -> Float { Float(byte - range.zero) * scale }
}
