import Glibc
import MartletGraph

/// How often elements of a tensor lie where: the basis on which ranges are chosen.
package struct Histogram {
    /// The ends of the first and the last bin.
    package let range: ClosedRange<Float>
    package private(set) var counts: [Double]

    package init(_ range: ClosedRange<Float>, bins: Int = 2048) {
        self.range = range
        counts = Array(repeating: 0, count: bins)
    }

    var binWidth: Float { (range.upperBound - range.lowerBound) / Float(counts.count) }

    /// The middle of a bin.
    func middle(_ bin: Int) -> Float { range.lowerBound + (Float(bin) + 0.5) * binWidth }

    /// Counts elements, all of them within the range.
    package mutating func add(_ elements: UnsafeBufferPointer<Float>) {
        let (low, scale, last) = (range.lowerBound, 1 / binWidth, counts.count - 1)
        guard scale.isFinite else { return }
        counts.withUnsafeMutableBufferPointer { counts in
            for element in elements { counts[min(max(Int((element - low) * scale), 0), last)] += 1 }
        }
    }

    /// The range that a method chooses for a quantizer; 0 is in it.
    package func chosen(by method: CalibrationMethod, for quantizer: Quantizer) -> ClosedRange<Float> {
        let whole = min(range.lowerBound, 0)...max(range.upperBound, 0)
        let chosen =
            switch method {
            case .minMax: whole
            case .percentile(let share): cut(share: (1 - share / 100) / 2)
            case .mse: ofLeastError(whole, quantizer)
            case .entropy: ofLeastDivergence(whole, quantizer)
            }
        guard quantizer.isSymmetric else { return chosen }
        let bound = max(-chosen.lowerBound, chosen.upperBound)
        return -bound...bound
    }

    /// Without as large a share of the elements at each end.
    private func cut(share: Double) -> ClosedRange<Float> {
        let limit = share * counts.reduce(0, +)
        func bin(_ order: some Sequence<Int>) -> Int {
            var sum = 0.0
            for bin in order {
                sum += counts[bin]
                if sum > limit { return bin }
            }
            return 0
        }
        let (low, high) = (bin(counts.indices), bin(counts.indices.reversed()))
        return min(range.lowerBound + Float(low) * binWidth, 0)...max(range.lowerBound + Float(high + 1) * binWidth, 0)
    }
}

// MARK: The least square error

extension Histogram {
    /// Moves one end after the other to where the error is the least, twice.
    private func ofLeastError(_ whole: ClosedRange<Float>, _ quantizer: Quantizer) -> ClosedRange<Float> {
        let shares = (1...64).map { Float($0) / 64 }
        func best(_ candidates: [ClosedRange<Float>]) -> ClosedRange<Float> {
            candidates.map { ($0, error(of: $0, levels: quantizer.levels)) }.min { $0.1 < $1.1 }!.0
        }
        if quantizer.isSymmetric {
            let bound = max(-whole.lowerBound, whole.upperBound)
            return best(shares.reversed().map { -bound * $0...bound * $0 })
        }
        return (0..<2).reduce(whole) { range, _ in
            let upper = best(shares.reversed().map { range.lowerBound...whole.upperBound * $0 })
            return best(shares.reversed().map { whole.lowerBound * $0...upper.upperBound })
        }
    }

    /// The sum of squares of what a grid changes.
    private func error(of range: ClosedRange<Float>, levels: Int) -> Double {
        let (scale, zero) = QuantizationGrid(levels: levels).grid(Double(range.lowerBound), Double(range.upperBound))
        return counts.indices.reduce(0) { sum, bin in
            if counts[bin] == 0 { return sum }
            let x = Double(middle(bin))
            let step = min(max((x / scale + 0.5).rounded(.down) + zero, 0), Double(levels))
            let difference = (step - zero) * scale - x
            return sum + counts[bin] * difference * difference
        }
    }
}

// MARK: The least divergence

extension Histogram {
    /// Of ranges shrunk towards 0 by the same share at both ends.
    private func ofLeastDivergence(_ whole: ClosedRange<Float>, _ quantizer: Quantizer) -> ClosedRange<Float> {
        let steps = 128
        let candidates = (steps / 8...steps).reversed().map { Float($0) / Float(steps) }
        let best = candidates.map { share in
            let range = whole.lowerBound * share...whole.upperBound * share
            return (range, divergence(of: range, levels: quantizer.levels))
        }
        return best.min { $0.1 < $1.1 }!.0
    }

    /// The Kullback–Leibler divergence from the elements, those outside counted at the ends, to the elements inside as
    /// `levels + 1` numbers tell them: bins of one number share what all of them hold, but for empty ones.
    private func divergence(of range: ClosedRange<Float>, levels: Int) -> Double {
        let inside = counts.indices.filter { range.contains(middle($0)) }
        guard let first = inside.first, let last = inside.last, first < last else { return .infinity }
        var reference = Array(counts[first...last])
        reference[0] += counts[..<first].reduce(0, +)
        reference[reference.count - 1] += counts[(last + 1)...].reduce(0, +)
        let width = range.upperBound - range.lowerBound
        let numbers = (first...last).map { bin in
            min(Int((middle(bin) - range.lowerBound) / width * Float(levels + 1)), levels)
        }
        var (sums, filled) = ([Double](repeating: 0, count: levels + 1), [Double](repeating: 0, count: levels + 1))
        for (bin, number) in numbers.enumerated() where counts[first + bin] > 0 {
            sums[number] += counts[first + bin]
            filled[number] += 1
        }
        let told = numbers.enumerated().map { bin, number in
            counts[first + bin] > 0 ? sums[number] / filled[number] : 0
        }
        let (all, toldAll) = (reference.reduce(0, +), told.reduce(0, +))
        guard all > 0, toldAll > 0 else { return .infinity }
        return reference.indices.reduce(0) { sum, bin in
            guard reference[bin] > 0 else { return sum }
            let (p, q) = (reference[bin] / all, max(told[bin] / toldAll, 1e-12))
            return sum + p * log(p / q)
        }
    }
}
