package import CMartletKernels
package import MartletNumerics

/// The index of the smallest element along an axis: the first of equal ones, or of the first NaN.
package struct ArgMin: ReductionOperation {
    package var axis: Int
    package var axes: [Int] { [axis] }
    package var keeping: Bool { false }
    package var kind: mk_reduction { MK_REDUCE_ARGMIN }

    package init(axis: Int) { self.axis = axis }

    package func resultType(_ input: DType) -> DType? { input == .bool ? nil : .int64 }

    package func value(_ values: [Double]) -> Double {
        if let first = values.firstIndex(where: \.isNaN) { return Double(first) }
        return Double(values.indices.dropFirst().reduce(0) { values[$1] < values[$0] ? $1 : $0 })
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.zero] }

    package static var samples: [Sample] {
        [
            .init(ArgMin(axis: 1), [3, 17]), .init(ArgMin(axis: 0), [4, 5]), .init(ArgMin(axis: 1), [2, 3, 4]),
            .init(ArgMin(axis: 1), [4, 9], in: -9...9, dtypes: [0: .int32]),
        ]
    }
}

extension Symbol {
    /// The index (int64) of the smallest element along `axis`, the first of equal ones.
    public func argMin(axis: Int = -1) -> Symbol { apply(ArgMin(axis: axis < 0 ? axis + rank : axis)) }
}
