package import MartletNumerics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where numbers like some observed ones are: a mixture with a kernel around each and one for all that can be, as Optuna's
/// `TPESampler` makes it by default (a prior of weight 1, magic clip, no endpoints, old observations counting less).
package struct ParzenEstimator {
    /// The kernels of one parameter.
    private enum Axis {
        /// The number that each kernel is around, and the logarithms of how probable this, and another, is. The last kernel
        /// has each number as probable.
        case categorical(count: Int, around: [Int], hit: Double, miss: Double)
        /// Normal distributions, cut off at both ends.
        case normal(NumberScale, means: [Double], deviations: [Double])
    }

    private var axes: [Axis] = []
    private let weights: [Double]
    /// The logarithm of what each kernel is multiplied by.
    private var base: [Double]

    /// - Parameter observations: the numbers of each parameter, the oldest first.
    package init(_ dimensions: [Dimension], _ observations: [[Double]]) {
        let count = observations[0].count
        var weights = (0..<count).map { Self.weight($0, of: count) } + [1]
        let all = weights.reduce(0, +)
        for kernel in weights.indices { weights[kernel] /= all }
        self.weights = weights
        base = weights.map { log($0) }
        for (dimension, numbers) in zip(dimensions, observations) { add(dimension, numbers) }
    }

    /// Of many observations the last 25 count fully, and those before the less, the older they are.
    private static func weight(_ place: Int, of count: Int) -> Double {
        let ramp = count - 25
        if place >= ramp { return 1 }
        let least = 1 / Double(count)
        return ramp == 1 ? least : least + (1 - least) * Double(place) / Double(ramp - 1)
    }

    private mutating func add(_ dimension: Dimension, _ numbers: [Double]) {
        let kernels = numbers.count + 1
        guard let scale = NumberScale(dimension) else {
            guard case .categorical(let count) = dimension else { return }
            let share = 1 / Double(kernels)
            let all = 1 + Double(count) * share
            axes.append(
                .categorical(
                    count: count, around: numbers.map { Int($0) }, hit: log((1 + share) / all), miss: log(share / all)))
            return
        }
        let (low, high) = (scale.low, scale.high)
        let means = numbers.map(scale.position) + [0.5 * (low + high)]
        let deviations = Self.deviations(Array(means.dropLast()), low, high) + [high - low]
        for kernel in base.indices {
            let (mean, deviation) = (means[kernel], deviations[kernel])
            base[kernel] -= logNormalMass((low - mean) / deviation, (high - mean) / deviation)
            if !scale.isWhole { base[kernel] -= log(deviation) + 0.5 * log(2 * Double.pi) }
        }
        axes.append(.normal(scale, means: means, deviations: deviations))
    }

    /// The distance to the farther neighbour, within limits.
    private static func deviations(_ means: [Double], _ low: Double, _ high: Double) -> [Double] {
        let count = means.count
        let order = means.indices.sorted { (means[$0], $0) < (means[$1], $1) }
        let ends = [low] + order.map { means[$0] } + [high]
        let least = (high - low) / min(100, Double(count + 2))
        var deviations = [Double](repeating: 0, count: count)
        for (rank, kernel) in order.enumerated() {
            let (before, after) = (ends[rank + 1] - ends[rank], ends[rank + 2] - ends[rank + 1])
            let distance =
                if count > 1, rank == 0 { after } else if count > 1, rank == count - 1 { before } else {
                    max(before, after)
                }
            deviations[kernel] = min(max(distance, least), high - low)
        }
        return deviations
    }

    /// A point of a kernel that is drawn by its weight.
    package func draw(_ random: inout RandomGenerator) -> [Double] {
        var target = random.nextUnit()
        let kernel =
            weights.firstIndex { weight in
                target -= weight
                return target < 0
            } ?? weights.count - 1
        return axes.map { axis in
            switch axis {
            case .categorical(let count, let around, let hit, let miss):
                let others = exp(miss) * Double(count)
                let observed = kernel < around.count && random.nextUnit() * (others + exp(hit) - exp(miss)) >= others
                return Double(observed ? around[kernel] : Int(random.next(below: UInt32(count))))
            case .normal(let scale, let means, let deviations):
                // At least a third of what is drawn lies within, for the mean does, and the deviation isn't larger.
                var spare: Double?
                while true {
                    let position = means[kernel] + deviations[kernel] * random.nextNormal(&spare)
                    if position >= scale.low, position <= scale.high { return scale.number(position) }
                }
            }
        }
    }

    /// The logarithm of the density at each point: for numbers in a range on its scale.
    package func logDensities(_ points: [[Double]]) -> [Double] {
        var terms = base
        return points.map { point in
            for kernel in terms.indices { terms[kernel] = base[kernel] }
            for (axis, number) in zip(axes, point) { Self.add(axis, number, to: &terms) }
            let largest = terms.max() ?? 0
            return log(terms.reduce(0) { $0 + exp($1 - largest) }) + largest
        }
    }

    private static func add(_ axis: Axis, _ number: Double, to terms: inout [Double]) {
        switch axis {
        case .categorical(let count, let around, let hit, let miss):
            let number = Int(number)
            for kernel in around.indices { terms[kernel] += around[kernel] == number ? hit : miss }
            terms[around.count] -= log(Double(count))
        case .normal(let scale, let means, let deviations):
            if scale.isWhole {
                let (left, right) = scale.bounds(number)
                for kernel in terms.indices {
                    let (mean, deviation) = (means[kernel], deviations[kernel])
                    terms[kernel] += logNormalMass((left - mean) / deviation, (right - mean) / deviation)
                }
            } else {
                let position = scale.position(number)
                for kernel in terms.indices {
                    let distance = (position - means[kernel]) / deviations[kernel]
                    terms[kernel] -= 0.5 * distance * distance
                }
            }
        }
    }
}
