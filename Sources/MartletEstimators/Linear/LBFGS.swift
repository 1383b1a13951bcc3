/// Minimises a smooth function by the limited-memory method of Broyden, Fletcher, Goldfarb and Shanno, with a line search
/// for the strong Wolfe conditions (Nocedal, Wright: Numerical Optimization, 2006, algorithms 7.4, 3.5 and 3.6).
struct LBFGS {
    /// Iterations at most.
    var maxIterations: Int
    /// The largest element of the gradient at which it ends.
    var tolerance: Double
    /// Pairs of steps and gradients' changes that are remembered.
    private static let memory = 10
    private static let sufficientDecrease = 1e-4
    private static let curvature = 0.9

    /// The function's value and its gradient.
    typealias Function = ([Double]) throws -> (value: Double, gradient: [Double])

    private struct Point {
        var x: [Double]
        var value: Double
        var gradient: [Double]

        init(_ x: [Double], _ function: Function) rethrows {
            self.x = x
            (value, gradient) = try function(x)
        }
    }

    /// The place of the smallest value, from `start` on, and how many iterations it took.
    func minimize(from start: [Double], _ function: Function) throws -> (x: [Double], iterations: Int) {
        var point = try Point(start, function)
        var pairs: [(step: [Double], change: [Double], inverse: Double)] = []
        for iteration in 0..<maxIterations {
            if point.gradient.allSatisfy({ $0.magnitude <= tolerance }) { return (point.x, iteration) }
            let direction = Self.direction(point.gradient, pairs)
            let first = pairs.isEmpty ? min(1, 1 / dot(point.gradient, point.gradient).squareRoot()) : 1
            guard let next = try Self.search(from: point, along: direction, first: first, function) else {
                return (point.x, iteration)  // rounding hides any decrease
            }
            let (step, change) = (difference(next.x, point.x), difference(next.gradient, point.gradient))
            let product = dot(step, change)
            if product > 0 {
                if pairs.count == Self.memory { pairs.removeFirst() }
                pairs.append((step, change, 1 / product))
            }
            point = next
        }
        return (point.x, maxIterations)
    }

    /// Minus the gradient times the inverse of the second derivatives, as the pairs tell it.
    private static func direction(
        _ gradient: [Double], _ pairs: [(step: [Double], change: [Double], inverse: Double)]
    ) -> [Double] {
        var q = gradient
        var shares = [Double](repeating: 0, count: pairs.count)
        for (i, pair) in pairs.enumerated().reversed() {
            shares[i] = pair.inverse * dot(pair.step, q)
            add(-shares[i], pair.change, to: &q)
        }
        if let last = pairs.last {
            let scale = 1 / (last.inverse * dot(last.change, last.change))
            for i in q.indices { q[i] *= scale }
        }
        for (i, pair) in pairs.enumerated() {
            add(shares[i] - pair.inverse * dot(pair.change, q), pair.step, to: &q)
        }
        return q.map { -$0 }
    }

    /// A point along `direction` that meets the strong Wolfe conditions, or the lowest found; nil if none is lower.
    private static func search(
        from origin: Point, along direction: [Double], first: Double, _ function: Function
    ) throws -> Point? {
        let slope = dot(origin.gradient, direction)
        guard slope < 0 else { return nil }
        /// The lowest end of the bracket, and the other end once it is known.
        var (low, lowPoint) = (0.0, origin)
        var high: (length: Double, value: Double)?
        var length = first
        for _ in 0..<50 {
            var x = origin.x
            add(length, direction, to: &x)
            let point = try Point(x, function)
            let pointSlope = dot(point.gradient, direction)
            if !(point.value <= origin.value + sufficientDecrease * length * slope)
                || (low > 0 && point.value >= lowPoint.value)
            {
                high = (length, point.value)
            } else {
                if pointSlope.magnitude <= -curvature * slope { return point.value < origin.value ? point : nil }
                if pointSlope * (length - low) >= 0 { high = (low, lowPoint.value) }
                (low, lowPoint) = (length, point)
            }
            guard let high else {
                length *= 2
                continue
            }
            length = Self.between(low, lowPoint.value, dot(lowPoint.gradient, direction), high.length, high.value)
            if (high.length - low).magnitude <= 1e-16 * max(1, low) { break }
        }
        return low > 0 && lowPoint.value < origin.value ? lowPoint : nil
    }

    /// The lowest point of the parabola through both ends with the slope at the first, kept off the ends.
    private static func between(
        _ low: Double, _ value: Double, _ slope: Double, _ high: Double, _ highValue: Double
    ) -> Double {
        let width = high - low
        let curve = (highValue - value - slope * width) / (width * width)
        let lowest = curve.isFinite && curve > 0 ? low - slope / (2 * curve) : low + width / 2
        let ends = (low + 0.1 * width, high - 0.1 * width)
        return max(min(ends.0, ends.1), min(max(ends.0, ends.1), lowest))
    }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for i in a.indices { sum += a[i] * b[i] }
    return sum
}

private func difference(_ a: [Double], _ b: [Double]) -> [Double] { a.indices.map { a[$0] - b[$0] } }

private func add(_ scale: Double, _ b: [Double], to a: inout [Double]) {
    for i in a.indices { a[i] += scale * b[i] }
}
