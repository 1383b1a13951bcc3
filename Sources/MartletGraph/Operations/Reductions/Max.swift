package import CMartletKernels
import MartletNumerics

/// The largest over axes; NaN wins. Equal ones share the derivative.
package struct Max: ReductionOperation {
    package var axes: [Int]
    package var keeping: Bool
    package var kind: mk_reduction { MK_REDUCE_MAX }

    package init(axes: [Int], keeping: Bool) {
        self.axes = axes
        self.keeping = keeping
    }

    package func value(_ values: [Double]) -> Double {
        values.reduce(-.infinity) { $0.isNaN || $1.isNaN ? .nan : Swift.max($0, $1) }
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        let x = at.inputs[0]
        let winners = x.isEqual(to: restored(at.output, x)).cast(to: x.dtype)
        let share = restored(at.cotangent, x) / winners.sum(axes: axes, keepingDimensions: true)
        return [.flows(winners * share)]
    }

    package static var samples: [Sample] {
        sampled { Max(axes: $0, keeping: $1) } + [
            .init(Max(axes: [1], keeping: false), [4, 9], in: -9...9, dtypes: [0: .int32])
        ]
    }
}

extension Symbol {
    /// The largest over `axes`; over all if none are given. NaN wins; equal ones share the derivative.
    public func max(axes: [Int]? = nil, keepingDimensions: Bool = false) -> Symbol {
        reduced(axes) { Max(axes: $0, keeping: keepingDimensions) }
    }
    /// The largest along one axis.
    public func max(axis: Int, keepingDimensions: Bool = false) -> Symbol {
        max(axes: [axis], keepingDimensions: keepingDimensions)
    }
}
