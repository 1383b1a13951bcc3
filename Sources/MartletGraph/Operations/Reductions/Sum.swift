package import CMartletKernels
import MartletNumerics

/// Sum over axes.
package struct Sum: ReductionOperation {
    package var axes: [Int]
    package var keeping: Bool
    package var kind: mk_reduction { MK_REDUCE_SUM }

    package init(axes: [Int], keeping: Bool) {
        self.axes = axes
        self.keeping = keeping
    }

    package func value(_ values: [Double]) -> Double { values.reduce(0, +) }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        [.flows(restored(at.cotangent, at.inputs[0]).expanded(like: at.inputs[0]))]
    }

    package static var samples: [Sample] { sampled { Sum(axes: $0, keeping: $1) } }
}

extension Symbol {
    /// Sum over `axes`; over all if none are given.
    public func sum(axes: [Int]? = nil, keepingDimensions: Bool = false) -> Symbol {
        reduced(axes) { Sum(axes: $0, keeping: keepingDimensions) }
    }
    /// Sum along one axis.
    public func sum(axis: Int, keepingDimensions: Bool = false) -> Symbol {
        sum(axes: [axis], keepingDimensions: keepingDimensions)
    }

    /// Sums what broadcasting repeated, so that the result has the shape of `other`.
    package func summed(like other: Symbol) -> Symbol {
        if shape == other.shape { return self }
        let missing = rank - other.rank
        let axes = (0..<rank).filter { $0 < missing || (other.shape[$0 - missing] == 1 && shape[$0] != 1) }
        return sum(axes: axes, keepingDimensions: true).reshaped(Array(other.shape))
    }
}
