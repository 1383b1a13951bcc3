package import CMartletKernels
package import MartletNumerics

/// Mean over axes.
package struct Mean: ReductionOperation {
    package var axes: [Int]
    package var keeping: Bool
    package var kind: mk_reduction { MK_REDUCE_MEAN }

    package init(axes: [Int], keeping: Bool) {
        self.axes = axes
        self.keeping = keeping
    }

    package func resultType(_ input: DType) -> DType? { input.isFloating ? input : nil }
    package func value(_ values: [Double]) -> Double {
        values.reduce(0, +) / Double(values.count)
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        let share = restored(at.cotangent, at.inputs[0]) / Double(count(of: at.inputs[0]))
        return [.flows(share.expanded(like: at.inputs[0]))]
    }

    package static var samples: [Sample] { sampled { Mean(axes: $0, keeping: $1) } }
}

extension Symbol {
    /// Mean over `axes`; over all if none are given. NaN over nothing.
    public func mean(axes: [Int]? = nil, keepingDimensions: Bool = false) -> Symbol {
        reduced(axes) { Mean(axes: $0, keeping: keepingDimensions) }
    }
    /// Mean along one axis.
    public func mean(axis: Int, keepingDimensions: Bool = false) -> Symbol {
        mean(axes: [axis], keepingDimensions: keepingDimensions)
    }
}
