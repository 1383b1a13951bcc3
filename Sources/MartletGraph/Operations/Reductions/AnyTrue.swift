package import CMartletKernels
package import MartletNumerics

/// Whether any element over axes is true.
package struct AnyTrue: ReductionOperation {
    package var axes: [Int]
    package var keeping: Bool
    package var kind: mk_reduction { MK_REDUCE_ANY }

    package init(axes: [Int], keeping: Bool) {
        self.axes = axes
        self.keeping = keeping
    }

    package func resultType(_ input: DType) -> DType? { input == .bool ? .bool : nil }
    package func value(_ values: [Double]) -> Double {
        values.contains { $0 != 0 } ? 1 : 0
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        [.zero]
    }

    package static var samples: [Sample] {
        [
            .init(Self(axes: [1], keeping: false), [4, 3], in: 0...1, dtypes: [0: .bool]),
            .init(Self(axes: [0, 2], keeping: true), [2, 2, 3], in: 0...1, dtypes: [0: .bool]),
        ]
    }
}

extension Symbol {
    /// Whether any element of a bool tensor over `axes` is true; over all if none are given.
    public func any(axes: [Int]? = nil, keepingDimensions: Bool = false) -> Symbol {
        reduced(axes) { AnyTrue(axes: $0, keeping: keepingDimensions) }
    }
    /// Whether any element of a bool tensor along one axis is true.
    public func any(axis: Int, keepingDimensions: Bool = false) -> Symbol {
        any(axes: [axis], keepingDimensions: keepingDimensions)
    }
}
