import Glibc

/// The size of an optimiser's steps: a constant, or a function of the number of steps taken before. Schedules, their
/// arguments and formulas are those of `keras.optimizers.schedules`.
public enum LearningRate: Sendable, Codable {
    /// The same rate in each step.
    case constant(Double)
    /// `initial · decayRate^(step / decaySteps)`
    case exponentialDecay(_ initial: Double, decaySteps: Int, decayRate: Double, staircase: Bool = false)
    /// Half a cosine from `initial` down to `alpha · initial`. With a warmup, first a line from `initial` to
    /// `warmupTarget`, then the cosine from there.
    case cosineDecay(
        _ initial: Double, decaySteps: Int, alpha: Double = 0, warmupTarget: Double? = nil, warmupSteps: Int = 0)
    /// `values[i]` up to and including step `boundaries[i]`, then the next; one value more than boundaries.
    case piecewiseConstantDecay(boundaries: [Int], values: [Double])
    /// `(initial − end) · (1 − step / decaySteps)^power + end`; with `cycle`, `decaySteps` is stretched to its next
    /// multiple whenever it is passed.
    case polynomialDecay(
        _ initial: Double, decaySteps: Int, endLearningRate: Double = 1e-4, power: Double = 1, cycle: Bool = false)
    /// `initial / (1 + decayRate · step / decaySteps)`
    case inverseTimeDecay(_ initial: Double, decaySteps: Int, decayRate: Double, staircase: Bool = false)
    /// See `custom`.
    case function(Closure<@Sendable (Int) -> Double>)

    /// A function of the number of steps taken before. Such an optimiser cannot be saved.
    public static func custom(_ schedule: @escaping @Sendable (_ step: Int) -> Double) -> LearningRate {
        .function(Closure(schedule))
    }

    /// The rate after `step` steps.
    public func callAsFunction(_ step: Int) -> Double {
        switch self {
        case .constant(let rate): rate
        case .exponentialDecay(let initial, let steps, let rate, let staircase):
            initial * pow(rate, progress(step, steps, staircase))
        case .inverseTimeDecay(let initial, let steps, let rate, let staircase):
            initial / (1 + rate * progress(step, steps, staircase))
        case .cosineDecay(let initial, let steps, let alpha, let target?, let warmup):
            step < warmup
                ? initial + (target - initial) * progress(step, warmup)
                : target * Self.cosine(min(Double(step) - Double(warmup), Double(steps)) / Double(steps), alpha)
        case .cosineDecay(let initial, let steps, let alpha, nil, _):
            initial * Self.cosine(progress(min(step, steps), steps), alpha)
        case .piecewiseConstantDecay(let boundaries, let values):
            Self.value(values, at: boundaries.firstIndex { step <= $0 } ?? boundaries.count)
        case .polynomialDecay(let initial, let steps, let end, let power, let cycle):
            (initial - end) * pow(1 - Self.polynomialProgress(step, steps, cycle), power) + end
        case .function(let schedule): schedule.call(step)
        }
    }

    private func progress(_ step: Int, _ steps: Int, _ staircase: Bool = false) -> Double {
        let progress = Double(step) / Double(steps)
        return staircase ? progress.rounded(.down) : progress
    }

    private static func cosine(_ progress: Double, _ alpha: Double) -> Double {
        (1 - alpha) * 0.5 * (1 + cos(.pi * progress)) + alpha
    }

    private static func polynomialProgress(_ step: Int, _ steps: Int, _ cycle: Bool) -> Double {
        guard cycle else { return Double(min(step, steps)) / Double(steps) }
        guard step > 0, steps > 0 else { return Double(step) / Double(steps) }
        return Double(step) / (Double(steps) * Double((step - 1) / steps + 1))
    }

    private static func value(_ values: [Double], at place: Int) -> Double {
        values.indices.contains(place) ? values[place] : .nan
    }

    /// - Throws: `ArgumentError` for a value outside its range.
    public func validate() throws {
        switch self {
        case .constant(let rate):
            guard rate.isFinite, rate >= 0 else { throw error("must be finite and not negative, and is \(rate)") }
        case .exponentialDecay(_, let steps, _, _), .inverseTimeDecay(_, let steps, _, _),
            .polynomialDecay(_, let steps, _, _, _):
            guard Self.range.contains(steps) else {
                throw error("decaySteps must be in \(Self.range), and is \(steps)")
            }
        case .cosineDecay(_, let steps, _, _, let warmup):
            guard Self.range.contains(steps), warmup >= 0 else {
                throw error(
                    "decaySteps must be in \(Self.range) and warmupSteps not negative, and are \(steps) and \(warmup)")
            }
        case .piecewiseConstantDecay(let boundaries, let values):
            guard values.count == boundaries.count + 1, zip(boundaries, boundaries.dropFirst()).allSatisfy({ $0 < $1 })
            else {
                throw error(
                    "needs ascending boundaries and one value more than boundaries, "
                        + "not \(boundaries) and \(values)")
            }
        case .function: break
        }
    }

    /// Beyond this, counting steps would lose precision.
    private static let range = 1...1 << 53

    private func error(_ message: String) -> ArgumentError { ArgumentError("learning rate", message) }
}

extension LearningRate: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    /// A constant rate: `0.01`.
    public init(floatLiteral rate: Double) { self = .constant(rate) }
    /// A constant rate: `0.01`.
    public init(integerLiteral rate: Int) { self = .constant(Double(rate)) }
}
