package import CMartletKernels

/// How much of the weights is zero as training goes on, by tfmot's schedules.
///
/// Steps are counted from 1. A mask is made anew at `beginStep`, and every `frequency` steps from there up to `endStep`.
public enum PruningSchedule: Sendable, Hashable, Codable {
    /// The same sparsity from `beginStep` on; without an `endStep` for ever.
    case constantSparsity(_ targetSparsity: Double, beginStep: Int = 0, endStep: Int? = nil, frequency: Int = 100)
    /// `final + (initial − final) · (1 − p)^power`, with `p` the part of the steps from `beginStep` to `endStep` that is
    /// over (Zhu and Gupta 2017).
    case polynomialDecay(
        initialSparsity: Double = 0.5, finalSparsity: Double, beginStep: Int = 0, endStep: Int, power: Double = 3,
        frequency: Int = 100)

    /// The part of the weights that is zero after `step`, if the mask is made anew then.
    public func sparsity(at step: Int) -> Double {
        var schedule = kernel
        return Double(mk_prune_sparsity(&schedule, Int64(step)))
    }

    /// Whether the mask is made anew in `step`; never by a schedule that isn't possible.
    public func isDue(at step: Int) -> Bool {
        if objection != nil { return false }
        var schedule = kernel
        return mk_prune_is_due(&schedule, Int64(step))
    }

    /// The last step up to a given one, counted from 1, in which the mask is made anew; nil if there is none.
    public func lastUpdate(through step: Int) -> Int? {
        if objection != nil { return nil }
        let (begin, frequency) = (Int(kernel.begin), Int(kernel.frequency))
        let last = min(step, endStep ?? step)
        guard last >= max(begin, 1) else { return nil }
        let update = last - (last - begin) % frequency
        return update > 0 ? update : nil
    }

    /// The first step, counted from 1, in which the mask is made anew; nil if there is none.
    package var firstUpdate: Int? {
        let first = kernel.begin == 0 ? Int(kernel.frequency) : Int(kernel.begin)
        return lastUpdate(through: first)
    }

    /// The last step in which the mask may be made anew; nil if that goes on for ever.
    public var endStep: Int? {
        switch self {
        case .constantSparsity(_, _, let end, _): end
        case .polynomialDecay(_, _, _, let end, _, _): end
        }
    }

    /// How many of so many weights stay when the mask is made anew in `step`.
    func kept(of count: Int, at step: Int) -> Int {
        max(Int((Float(count) * (1 - Float(sparsity(at: step)))).rounded(.toNearestOrEven)), 1)
    }

    /// The sparsity in the end.
    public var finalSparsity: Double {
        switch self {
        case .constantSparsity(let target, _, _, _): target
        case .polynomialDecay(_, let final, _, _, _, _): final
        }
    }

    /// What can't be; nil if all can.
    package var objection: String? {
        func outside(_ sparsity: Double) -> String? {
            (0..<1).contains(sparsity) ? nil : "a sparsity is from 0 up to less than 1, not \(sparsity)"
        }
        let parts: (begin: Int, end: Int?, frequency: Int)
        switch self {
        case .constantSparsity(let target, let begin, let end, let frequency):
            if let reason = outside(target) { return reason }
            parts = (begin, end, frequency)
        case .polynomialDecay(let initial, let final, let begin, let end, let power, let frequency):
            if let reason = outside(initial) ?? outside(final) { return reason }
            if !(power.isFinite && power > 0) { return "the power is more than 0, not \(power)" }
            parts = (begin, end, frequency)
        }
        if parts.begin < 0 { return "beginStep is 0 or more, not \(parts.begin)" }
        if let end = parts.end, end < parts.begin { return "endStep, \(end), is before beginStep, \(parts.begin)" }
        return parts.frequency > 0 ? nil : "the frequency is 1 step or more, not \(parts.frequency)"
    }

    package var kernel: mk_prune_schedule {
        switch self {
        case .constantSparsity(let target, let begin, let end, let frequency):
            .init(
                begin: Int64(begin), end: Int64(end ?? -1), frequency: Int64(frequency), initial: Float(target),
                final: Float(target), power: 1)
        case .polynomialDecay(let initial, let final, let begin, let end, let power, let frequency):
            .init(
                begin: Int64(begin), end: Int64(end), frequency: Int64(frequency), initial: Float(initial),
                final: Float(final), power: Float(power))
        }
    }
}
