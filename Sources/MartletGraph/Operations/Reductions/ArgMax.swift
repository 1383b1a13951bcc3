package import CMartletKernels
package import MartletNumerics

/// The index of the largest element along an axis: the first of equal ones, or of the first NaN.
package struct ArgMax: ReductionOperation {
    package var axis: Int
    package var axes: [Int] { [axis] }
    package var keeping: Bool { false }
    package var kind: mk_reduction { MK_REDUCE_ARGMAX }

    package init(axis: Int) { self.axis = axis }

    package func resultType(_ input: DType) -> DType? { input == .bool ? nil : .int64 }

    package func value(_ values: [Double]) -> Double {
        if let first = values.firstIndex(where: \.isNaN) { return Double(first) }
        return Double(values.indices.dropFirst().reduce(0) { values[$1] > values[$0] ? $1 : $0 })
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.zero] }

    package static var samples: [Sample] {
        [
            .init(ArgMax(axis: 1), [3, 17]), .init(ArgMax(axis: 0), [4, 5]), .init(ArgMax(axis: 1), [2, 3, 4]),
            .init(ArgMax(axis: 1), [4, 9], in: -9...9, dtypes: [0: .int32]),
        ]
    }
}

extension Symbol {
    /// The index (int64) of the largest element along `axis`, the first of equal ones.
    public func argMax(axis: Int = -1) -> Symbol { apply(ArgMax(axis: axis < 0 ? axis + rank : axis)) }
}
