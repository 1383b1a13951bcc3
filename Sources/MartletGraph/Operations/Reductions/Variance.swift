package import CMartletKernels
package import MartletNumerics

/// Population variance over axes: the mean squared distance from the mean.
package struct Variance: ReductionOperation {
    package var axes: [Int]
    package var keeping: Bool
    package var kind: mk_reduction { MK_REDUCE_VARIANCE }

    package init(axes: [Int], keeping: Bool) {
        self.axes = axes
        self.keeping = keeping
    }

    package func resultType(_ input: DType) -> DType? { input.isFloating ? input : nil }
    package func value(_ values: [Double]) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        let x = at.inputs[0]
        let centred = x - x.mean(axes: axes, keepingDimensions: true)
        return [.flows(centred * (restored(at.cotangent, x) * (2 / Double(count(of: x)))))]
    }

    package static var samples: [Sample] { sampled { Variance(axes: $0, keeping: $1) } }
}

extension Symbol {
    /// Population variance over `axes`; over all if none are given.
    public func variance(axes: [Int]? = nil, keepingDimensions: Bool = false) -> Symbol {
        reduced(axes) { Variance(axes: $0, keeping: keepingDimensions) }
    }
    /// Population variance along one axis.
    public func variance(axis: Int, keepingDimensions: Bool = false) -> Symbol {
        variance(axes: [axis], keepingDimensions: keepingDimensions)
    }

    /// Root of the population variance over `axes`; over all if none are given.
    public func standardDeviation(axes: [Int]? = nil, keepingDimensions: Bool = false) -> Symbol {
        variance(axes: axes, keepingDimensions: keepingDimensions).sqrt()
    }
    /// Root of the population variance along one axis.
    public func standardDeviation(axis: Int, keepingDimensions: Bool = false) -> Symbol {
        standardDeviation(axes: [axis], keepingDimensions: keepingDimensions)
    }
}
