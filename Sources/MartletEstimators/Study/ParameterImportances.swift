#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How much each parameter counts for a trial to be among the best tenth: PED-ANOVA (Watanabe, Bansal, Hutter: "PED-ANOVA:
/// efficiently quantifying hyperparameter importance in arbitrary subspaces", 2023), for parameters that count under a
/// condition as Optuna 5 has it.
package struct ParameterImportances {
    private let all, best: [StudyTrial]

    /// - Parameter trials: those that are complete.
    package init(_ trials: [StudyTrial], _ direction: StudyDirection) {
        all = trials
        let losses = trials.map { direction.loss($0.value ?? .nan) }
        let good = Int((0.1 * Double(trials.count)).rounded(.up))
        let limit = good > 0 ? losses.sorted()[good - 1] : 0
        best = zip(trials, losses).filter { $1 <= limit }.map(\.0)
    }

    /// Not negative; 0 for a parameter of which too little is known.
    package func importance(of place: Int, _ dimension: Dimension) -> Double {
        let (counted, good) = (all.filter { !$0.point[place].isNaN }, best.filter { !$0.point[place].isNaN })
        guard all.count > 1, counted.count > 1, !good.isEmpty, !dimension.isSingle else { return 0 }
        let (alpha, beta) = (Double(good.count) / Double(best.count), Double(counted.count) / Double(all.count))
        let local = Self.densities(counted.map { $0.point[place] }, dimension)
        let top = Self.densities(good.map { $0.point[place] }, dimension)
        let divergence = zip(top, local).reduce(0) { $0 + $1.1 * ($1.0 / $1.1 - 1) * ($1.0 / $1.1 - 1) }
        let share = Double(best.count) / Double(all.count)
        return alpha * alpha / beta * divergence * share * share
    }

    /// How probable each number, or each of some steps of a range, is.
    private static func densities(_ numbers: [Double], _ dimension: Dimension) -> [Double] {
        let counts = histogram(numbers, dimension)
        let kernels = counts.indices.filter { counts[$0] > 0 }
        let sum = Double(numbers.count)
        let weights = kernels.map { Double(counts[$0]) }
        func mixture(_ density: (_ kernel: Int, _ number: Int) -> Double, _ prior: (Int) -> Double) -> [Double] {
            counts.indices.map { number in
                let all = kernels.indices.reduce(prior(number)) { $0 + weights[$1] * density(kernels[$1], number) }
                return all / (sum + 1) + 1e-12
            }
        }
        if case .categorical = dimension {
            let share = 1 / Double(kernels.count + 1)
            let all = 1 + Double(counts.count) * share
            return mixture({ ($0 == $1 ? 1 + share : share) / all }, { _ in 1 / Double(counts.count) })
        }
        let steps = NumberScale(.integer(low: 0, high: counts.count - 1, isLogarithmic: false))!
        let deviation = scott(kernels, weights, sum)
        func density(_ mean: Double, _ deviation: Double, _ number: Int) -> Double {
            let (left, right) = steps.bounds(Double(number))
            return exp(
                logNormalMass((left - mean) / deviation, (right - mean) / deviation)
                    - logNormalMass((steps.low - mean) / deviation, (steps.high - mean) / deviation))
        }
        return mixture(
            { density(Double($0), deviation, $1) }, { density(Double(counts.count - 1) / 2, Double(counts.count), $0) })
    }

    /// The width of kernels by Scott's rule (1992).
    private static func scott(_ kernels: [Int], _ weights: [Double], _ sum: Double) -> Double {
        let mean = zip(kernels, weights).reduce(0) { $0 + Double($1.0) * $1.1 } / sum
        let squares = zip(kernels, weights).reduce(0) { $0 + (Double($1.0) - mean) * (Double($1.0) - mean) * $1.1 }
        let deviation = (squares / max(1, sum - 1)).squareRoot()
        var running = 0.0
        let sums = weights.map { weight in
            running += weight
            return running
        }
        let first = sums.firstIndex { $0 >= (sum / 4).rounded(.down) } ?? 0
        let third = sums.firstIndex { $0 > (sum * 3 / 4).rounded(.down) } ?? kernels.count - 1
        let range = Double(kernels[third] - kernels[first])
        // At least so wide that nine tenths of a kernel are within its step.
        return max(1.059 * min(range / 1.34, deviation) * pow(sum, -0.2), 0.5 / 1.64)
    }

    /// How often each number, or each step of a range of up to 50, was observed.
    private static func histogram(_ numbers: [Double], _ dimension: Dimension) -> [Int] {
        let steps: Int
        switch dimension {
        case .categorical(let count): steps = count
        case .real: steps = 50
        case .integer(let low, let high, true):
            steps = min(Int((log(Double(high - low + 1)) / log(2)).rounded(.up)) + 1, 50)
        case .integer(let low, let high, false): steps = min(high - low + 1, 50)
        }
        var counts = [Int](repeating: 0, count: steps)
        for number in numbers { counts[step(number, dimension, steps)] += 1 }
        return counts
    }

    private static func step(_ number: Double, _ dimension: Dimension, _ steps: Int) -> Int {
        let (from, to): (Double, Double)
        switch dimension {
        case .categorical: return Int(number)
        case .real(let low, let high, _): (from, to) = (low, high)
        case .integer(let low, let high, _): (from, to) = (Double(low), Double(high))
        }
        let position = NumberScale(dimension)?.position ?? { $0 }
        let width = (position(to) - position(from)) / Double(steps - 1)
        // What is in the middle of two belongs to the lower one.
        return min(max(Int(((position(number) - position(from)) / width - 0.5).rounded(.up)), 0), steps - 1)
    }
}
