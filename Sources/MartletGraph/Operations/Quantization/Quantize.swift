import CMartletKernels
package import MartletNumerics

/// Numbers as bytes: `clamp(nearest(x / scale) + zero)`, of two integers equally near the even one; the least for NaN.
///
/// - Shape: `[…]` float32 `→ […]` of the range's type
package struct Quantize: Operation {
    package var scale: Float
    package var range: IntegerRange

    package init(scale: Float, range: IntegerRange) { (self.scale, self.range) = (scale, range) }

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(1, inputs)
        try check(range, scale: scale)
        guard inputs[0].dtype == .float32 else { throw refuse("takes float32, not \(inputs[0])") }
        return [TensorType(inputs[0].shape, range.dtype)]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let bytes = inputs[0].array(of: Float.self).map { range.byte(nearest: $0 * (1 / scale)) }
        return [try Tensor(bytes, shape: inputs[0].shape).cast(to: range.dtype)]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.blocked("integers have none")] }

    package func lower(_ at: Lowering) -> Lowered {
        let count = at.output.shape.elementCount
        let call = mk_int8_quantize(
            .init(count: Int64(count), inverse: 1 / scale, range: range.kernel, threads: Int32(at.threads)))
        return .kernels(count == 0 ? [] : [Kernel("quantize", call, [.input(0), .output(0)])])
    }

    package static var samples: [Sample] {
        [
            .init(Quantize(scale: 0.02, range: .init(zero: -3)), [5, 7], in: -4...4),
            .init(Quantize(scale: 0.1, range: .init(.uint8, zero: 128)), [9], in: -9...9),
            .init(Quantize(scale: 0.05, range: .init(zero: -128, low: -128, high: -8)), [2, 3, 3], in: -4...4),
        ]
    }
}
