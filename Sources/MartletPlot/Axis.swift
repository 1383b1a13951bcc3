import Glibc

/// Where numbers lie on a chart, and which are written beside it.
struct Axis {
    /// In pixels.
    let from: Double
    let to: Double
    private let low: Double
    private let high: Double
    let ticks: [Double]

    /// An axis on which all of some finite numbers lie.
    init(_ values: some Sequence<Double>, from: Double, to: Double) {
        self.from = from
        self.to = to
        // What lies beyond is drawn at the edge: the length of the axis must be finite.
        var (low, high) = (max(values.min() ?? 0, -1e300), min(values.max() ?? 1, 1e300))
        if !(high - low > 1e-12 * max(abs(low), abs(high))) {
            let room = max(1, 0.1 * abs(low))
            (low, high) = (low - room, low + room)
        }
        // Some five steps of 1, 2 or 5 times a power of ten.
        let rough = (high - low) / 5
        let power = pow(10, log10(rough).rounded(.down))
        let step = [1, 2, 5, 10].first { $0 * power >= rough }.map { $0 * power } ?? rough
        (self.low, self.high) = ((low / step).rounded(.down) * step, (high / step).rounded(.up) * step)
        let count = Int(min(20, max(1, ((self.high - self.low) / step).rounded())))
        ticks = [Int](0...count).map { [start = self.low] in start + Double($0) * step }
    }

    /// The pixel of a number.
    subscript(value: Double) -> Double {
        let place = from + (value - low) / (high - low) * (to - from)
        return place.isNaN ? from : min(max(place, min(from, to)), max(from, to))
    }
}
