package import CMartletKernels
package import MartletNumerics

/// Whether all elements over axes are true.
package struct AllTrue: ReductionOperation {
    package var axes: [Int]
    package var keeping: Bool
    package var kind: mk_reduction { MK_REDUCE_ALL }

    package init(axes: [Int], keeping: Bool) {
        self.axes = axes
        self.keeping = keeping
    }

    package func resultType(_ input: DType) -> DType? { input == .bool ? .bool : nil }
    package func value(_ values: [Double]) -> Double {
        values.allSatisfy { $0 != 0 } ? 1 : 0
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
    /// Whether all elements of a bool tensor over `axes` are true; over all if none are given.
    public func all(axes: [Int]? = nil, keepingDimensions: Bool = false) -> Symbol {
        reduced(axes) { AllTrue(axes: $0, keeping: keepingDimensions) }
    }
    /// Whether all elements of a bool tensor along one axis are true.
    public func all(axis: Int, keepingDimensions: Bool = false) -> Symbol {
        all(axes: [axis], keepingDimensions: keepingDimensions)
    }
}
