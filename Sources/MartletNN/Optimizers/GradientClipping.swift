import CMartletKernels
import Glibc
import MartletGraph

/// How gradients are limited before a step. Keras takes at most one of its arguments `clipnorm`, `global_clipnorm` and
/// `clipvalue`; here there is one by construction.
public enum GradientClipping: Sendable, Hashable, Codable {
    /// Each parameter's gradient is scaled down to this Euclidean norm if it is longer.
    case norm(Double)
    /// All gradients together are scaled down to this Euclidean norm if they are longer. A gradient that isn't finite
    /// makes all NaN, so that it doesn't go unseen.
    case globalNorm(Double)
    /// Each element is limited to `[-value, value]`.
    case value(Double)

    private var limit: Double {
        switch self {
        case .norm(let limit), .globalNorm(let limit), .value(let limit): limit
        }
    }

    func validate(_ owner: String) throws {
        guard limit > 0 else { throw ArgumentError(owner, "gradients are clipped to a positive limit, not \(limit)") }
    }

    func apply(_ step: OptimizerStep) {
        let threads = Int32(step.threads)
        switch self {
        case .norm(let limit):
            for entry in step.layout.trainable {
                Self.limit(step.gradients + entry.start, entry.parameter.count, to: limit, threads)
            }
        case .globalNorm(let limit):
            let norm = sqrt(mk_sum_squares(Int64(step.count), step.gradients, threads))
            if norm > limit || norm.isNaN {
                mk_scale(Int64(step.count), step.gradients, norm.isFinite ? Float(limit / norm) : .nan, threads)
            }
        case .value(let limit):
            mk_clip(Int64(step.count), step.gradients, Float(limit), threads)
        }
    }

    private static func limit(_ gradient: UnsafeMutablePointer<Float>, _ count: Int, to limit: Double, _ threads: Int32)
    {
        let norm = sqrt(mk_sum_squares(Int64(count), gradient, threads))
        if norm > limit { mk_scale(Int64(count), gradient, Float(limit / norm), threads) }
    }
}
