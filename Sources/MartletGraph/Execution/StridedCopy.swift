import CMartletKernels
package import MartletNumerics

/// A copy between two layouts, decided: what transposing, expanding, slicing, joining and padding lower to.
package struct StridedCopy {
    private let call: mk_call

    /// Copies a block of `extents` between strides in elements; nil where no kernel exists.
    package init?(_ extents: [Int], from source: [Int], to destination: [Int], _ dtype: DType, threads: Int) {
        let count = extents.reduce(1, *)
        call = mk_copy(
            Int32(extents.count), extents.map(Int64.init), source.map(Int64.init), destination.map(Int64.init),
            Int32(dtype.byteCount), count >= 1 << 16 ? Int32(threads) : 1)
        if call.run == nil { return nil }
    }

    /// Copies a whole tensor with its axes in another order.
    package init?(transposing type: TensorType, _ order: [Int], _ threads: Int) {
        let strides = type.shape.strides
        let extents = order.map { type.shape[$0] }
        self.init(extents, from: order.map { strides[$0] }, to: Shape(extents).strides, type.dtype, threads: threads)
    }

    package func kernel(_ name: String, from source: Operand, to destination: Operand) -> Kernel {
        Kernel(name, call, [source, destination])
    }
}
