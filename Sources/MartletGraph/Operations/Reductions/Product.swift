package import CMartletKernels
import MartletNumerics

/// Product over axes.
package struct Product: ReductionOperation {
    package var axes: [Int]
    package var keeping: Bool
    package var kind: mk_reduction { MK_REDUCE_PRODUCT }

    package init(axes: [Int], keeping: Bool) {
        self.axes = axes
        self.keeping = keeping
    }

    package func value(_ values: [Double]) -> Double {
        values.reduce(1, *)
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        // The product of the others, also where one element is 0; with two zeros nothing flows.
        let x = at.inputs[0]
        let isZero = x.isEqual(to: 0)
        let others = select(isZero, 1, x)
        let product = others.product(axes: axes, keepingDimensions: true)
        let zeros = isZero.cast(to: x.dtype).sum(axes: axes, keepingDimensions: true)
        let withoutZero = select(zeros.isEqual(to: 0), product, 0) / others
        let derivative = select(isZero, select(zeros.isEqual(to: 1), product, 0), withoutZero)
        return [.flows(derivative * restored(at.cotangent, x))]
    }

    package static var samples: [Sample] { sampled { Product(axes: $0, keeping: $1) } }
}

extension Symbol {
    /// Product over `axes`; over all if none are given.
    public func product(axes: [Int]? = nil, keepingDimensions: Bool = false) -> Symbol {
        reduced(axes) { Product(axes: $0, keeping: keepingDimensions) }
    }
    /// Product along one axis.
    public func product(axis: Int, keepingDimensions: Bool = false) -> Symbol {
        product(axes: [axis], keepingDimensions: keepingDimensions)
    }
}
