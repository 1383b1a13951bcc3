/// The weights with which elements along an axis make elements of another number: result i is the sum of `weights(i)`
/// times the elements from `first[i]` on.
///
/// They are exact where `AxisWeights` repeats TensorFlow's single precision and its table of the cubic filter, may be
/// transposed, and may widen the filter, so that a network can learn through resized images.
package struct ResamplingWeights: Sendable, Hashable {
    package let from: Int
    package let to: Int
    package private(set) var first: [Int] = []
    /// Where the weights of each result start in `weights`; one more at the end.
    package private(set) var starts: [Int] = [0]
    package private(set) var weights: [Double] = []

    /// The weights of a filter, cut at the edges and adding up to 1.
    ///
    /// - Parameters:
    ///   - from, to: how many elements there are and will be, at least 1.
    ///   - antialias: whether to widen the filter when there will be fewer elements, so that each counts (as PIL does
    ///     always).
    package init(from: Int, to: Int, _ interpolation: Interpolation, antialias: Bool = false) {
        precondition(from > 0 && to > 0, "an axis that is resized has elements")
        (self.from, self.to) = (from, to)
        let step = Double(from) / Double(to)
        for i in 0..<to {
            let centre = (Double(i) + 0.5) * step
            switch interpolation {
            case .nearest: append(min(from - 1, Int(centre)), [1])
            case .area:
                let (low, high) = (Double(i) * step, Double(i + 1) * step)
                let start = min(from - 1, Int(low))
                let end = max(start + 1, min(from, Int(high.rounded(.up))))
                append(start, (start..<end).map { max(0, min(Double($0 + 1), high) - max(Double($0), low)) })
            case .bilinear, .bicubic:
                let width = antialias ? max(1, step) : 1
                let reach = interpolation.support * width
                let start = max(0, Int((centre - reach).rounded(.down)))
                let end = min(from, Int((centre + reach).rounded(.up)))
                append(start, (start..<end).map { interpolation.filter((Double($0) + 0.5 - centre) / width) })
            }
        }
    }

    private init(from: Int, to: Int) { (self.from, self.to) = (from, to) }

    /// Adds the next result, its weights divided by their sum.
    private mutating func append(_ start: Int, _ own: [Double]) {
        let sum = own.reduce(0, +)
        first.append(start)
        weights += own.map { $0 / sum }
        starts.append(weights.count)
    }

    /// The weights of the transposed map, which takes derivatives of results to derivatives of elements.
    package var transposed: Self {
        var columns = [(first: Int, weights: [Double])](repeating: (0, []), count: from)
        for i in 0..<to {
            for t in starts[i]..<starts[i + 1] {
                let element = first[i] + t - starts[i]
                if columns[element].weights.isEmpty { columns[element].first = i }
                columns[element].weights.append(weights[t])
            }
        }
        var result = Self(from: to, to: from)
        for column in columns {
            result.first.append(column.first)
            result.weights += column.weights
            result.starts.append(result.weights.count)
        }
        return result
    }
}

extension Interpolation {
    /// How far the filter reaches to either side, in pixels.
    fileprivate var support: Double { self == .bicubic ? 2 : 1 }

    /// The filter at a distance in pixels: a triangle, or Keys' cubic.
    fileprivate func filter(_ distance: Double) -> Double {
        let x = abs(distance)
        if self == .bilinear { return max(0, 1 - x) }
        return x >= 2 ? 0 : x >= 1 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : (1.5 * x - 2.5) * x * x + 1
    }
}
