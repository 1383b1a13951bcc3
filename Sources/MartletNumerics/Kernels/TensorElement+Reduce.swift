/// Functions of all elements along an axis.
enum Reduction: String {
    case sum, mean, product, max, min, argMax, argMin
}

extension TensorElement {
    /// Reduces `n` elements that are `inner` apart, for each of `outer` × `inner` results.
    ///
    /// Sums, means and products are gathered in `Accumulator` and written as `Total`, positions as Int64, extremes as `Self`.
    static func reduce(
        _ reduction: Reduction, _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer,
        outer: Int, n: Int, inner: Int
    ) {
        let source = source.assumingMemoryBound(to: Self.self)
        let lines = Lines(outer: outer, n: n, inner: inner)
        switch reduction {
        case .sum:
            accumulate(source, target, lines, from: 0) { .add($0, $1) }
        case .mean:
            accumulate(source, target, lines, from: 0, divisor: Accumulator(wrapping: Int64(n))) { .add($0, $1) }
        case .product:
            accumulate(source, target, lines, from: 1) { .multiply($0, $1) }
        case .max:
            fold(source, target, lines) { maximum($0, $1) }
        case .min:
            fold(source, target, lines) { minimum($0, $1) }
        case .argMax:
            locate(source, target, lines) { $0 > $1 }
        case .argMin:
            locate(source, target, lines) { $0 < $1 }
        }
    }

    @inline(__always)
    private static func accumulate(
        _ source: UnsafePointer<Self>, _ target: UnsafeMutableRawPointer, _ lines: Lines, from identity: Int64,
        divisor: Accumulator? = nil, _ combine: (Accumulator, Accumulator) -> Accumulator
    ) {
        let identity = Accumulator(wrapping: identity)
        let target = target.assumingMemoryBound(to: Total.self)
        let (n, inner) = (lines.n, lines.inner)
        @inline(__always) func write(_ value: Accumulator, at position: Int) {
            target[position] = (divisor.map { .divide(value, $0) } ?? value).converted(to: Total.self)
        }
        if inner == 1 {
            for o in 0..<lines.outer {
                // Eight lanes, so that the additions do not wait for one another.
                let line = source + o * n
                var lanes = InlineArray<8, Accumulator>(repeating: identity)
                var i = 0
                while i + 8 <= n {
                    for lane in 0..<8 {
                        lanes[lane] = combine(lanes[lane], line[i + lane].converted(to: Accumulator.self))
                    }
                    i += 8
                }
                while i < n {
                    lanes[i % 8] = combine(lanes[i % 8], line[i].converted(to: Accumulator.self))
                    i += 1
                }
                var total = lanes[0]
                for lane in 1..<8 { total = combine(total, lanes[lane]) }
                write(total, at: o)
            }
        } else {
            withUnsafeTemporaryAllocation(of: Accumulator.self, capacity: inner) { totals in
                for o in 0..<lines.outer {
                    totals.initialize(repeating: identity)
                    for i in 0..<n {
                        let row = source + (o * n + i) * inner
                        for j in 0..<inner {
                            totals[j] = combine(totals[j], row[j].converted(to: Accumulator.self))
                        }
                    }
                    for j in 0..<inner { write(totals[j], at: o * inner + j) }
                }
            }
        }
    }

    @inline(__always)
    private static func fold(
        _ source: UnsafePointer<Self>, _ target: UnsafeMutableRawPointer, _ lines: Lines,
        _ combine: (Self, Self) -> Self
    ) {
        let target = target.assumingMemoryBound(to: Self.self)
        let (n, inner) = (lines.n, lines.inner)
        if inner == 1 {
            for o in 0..<lines.outer {
                let line = source + o * n
                var lanes = InlineArray<8, Self>(repeating: line[0])
                var i = 0
                while i + 8 <= n {
                    for lane in 0..<8 { lanes[lane] = combine(lanes[lane], line[i + lane]) }
                    i += 8
                }
                for lane in 1..<8 { lanes[0] = combine(lanes[0], lanes[lane]) }
                while i < n {
                    lanes[0] = combine(lanes[0], line[i])
                    i += 1
                }
                target[o] = lanes[0]
            }
            return
        }
        for o in 0..<lines.outer {
            let results = target + o * inner
            results.update(from: source + o * n * inner, count: inner)
            for i in 1..<n {
                let row = source + (o * n + i) * inner
                for j in 0..<inner { results[j] = combine(results[j], row[j]) }
            }
        }
    }

    /// The first position of the best element; NaN is better than anything.
    @inline(__always)
    private static func locate(
        _ source: UnsafePointer<Self>, _ target: UnsafeMutableRawPointer, _ lines: Lines,
        isBetter: (Self, Self) -> Bool
    ) {
        let target = target.assumingMemoryBound(to: Int64.self)
        let (n, inner) = (lines.n, lines.inner)
        for o in 0..<lines.outer {
            for j in 0..<inner {
                let line = source + o * n * inner + j
                var best = (position: 0, value: line[0])
                for i in 1..<n {
                    let value = line[i * inner]
                    if isBetter(value, best.value) || (value != value && best.value == best.value) {
                        best = (i, value)
                    }
                }
                target[o * inner + j] = Int64(best.position)
            }
        }
    }
}

/// `outer` × `inner` lines of `n` elements, which are `inner` apart.
private struct Lines {
    var outer: Int
    var n: Int
    var inner: Int
}
