package import CMartletKernels
import Glibc
package import MartletNumerics

/// `log Σ exp(x)` over axes, without overflow.
package struct LogSumExp: ReductionOperation {
    package var axes: [Int]
    package var keeping: Bool
    package var kind: mk_reduction { MK_REDUCE_LOGSUMEXP }

    package init(axes: [Int], keeping: Bool) {
        self.axes = axes
        self.keeping = keeping
    }

    package func resultType(_ input: DType) -> DType? { input.isFloating ? input : nil }
    package func value(_ values: [Double]) -> Double {
        guard let highest = values.max(), highest.isFinite else { return values.max() ?? -.infinity }
        return log(values.reduce(0) { $0 + exp($1 - highest) }) + highest
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        let x = at.inputs[0]
        return [.flows((x - restored(at.output, x)).exp() * restored(at.cotangent, x))]
    }

    package static var samples: [Sample] { sampled { LogSumExp(axes: $0, keeping: $1) } }
}

extension Symbol {
    /// `log Σ exp(x)` over `axes`, without overflow; over all if none are given.
    public func logSumExp(axes: [Int]? = nil, keepingDimensions: Bool = false) -> Symbol {
        reduced(axes) { LogSumExp(axes: $0, keeping: keepingDimensions) }
    }
    /// `log Σ exp(x)` along one axis, without overflow.
    public func logSumExp(axis: Int, keepingDimensions: Bool = false) -> Symbol {
        logSumExp(axes: [axis], keepingDimensions: keepingDimensions)
    }
}
