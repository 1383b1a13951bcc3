import CMartletKernels
public import MartletNumerics

/// A vector for each index: 1 at the index and 0 elsewhere, or zeros if the index is outside.
///
/// - Shape: `[n…] → [n…, depth]`, float32 or as `dtype` says
package struct OneHot: Operation {
    package var depth: Int
    package var dtype: DType = .float32

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(1, inputs)
        guard inputs[0].dtype == .int32 || inputs[0].dtype == .int64, inputs[0].shape.count < Shape.maximumRank else {
            throw refuse("takes int32 or int64 indices, not \(inputs[0]); cast first")
        }
        guard (1...1 << 40).contains(depth) else { throw refuse("the depth must be positive and is \(depth)") }
        return [TensorType(Shape(inputs[0].shape + [depth]), dtype)]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let type = try infer([TensorType(inputs[0].shape, inputs[0].dtype)])[0]
        let values = inputs[0].array(of: Int.self).flatMap { index in (0..<depth).map { $0 == index ? 1.0 : 0 } }
        return [try Tensor(values, shape: type.shape).cast(to: dtype)]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.zero] }

    package func lower(_ at: Lowering) -> Lowered {
        guard dtype == .float32 else { return .reference }
        let row = TensorType([1, depth])
        let call = Gather.rows(MK_ROWS_ONE_HOT, table: row, indices: at.inputs[0], at.threads)
        return .kernels([Kernel("one hot", call, [.none, .input(0), .output(0)])])
    }

    package static var samples: [Sample] {
        [
            .init(OneHot(depth: 4), [7], dtypes: [0: .int32], ranges: [0: -1...4]),
            .init(OneHot(depth: 3), [2, 5], dtypes: [0: .int64], ranges: [0: 0...2]),
        ]
    }
}

extension Symbol {
    /// A vector for each index (int32 or int64): 1 at the index and 0 elsewhere, or zeros if the index is outside.
    ///
    /// - Shape: `[n…] → [n…, depth]`
    public func oneHot(depth: Int, dtype: DType = .float32) -> Symbol { apply(OneHot(depth: depth, dtype: dtype)) }
}
