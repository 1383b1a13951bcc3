import CMartletKernels
package import MartletNumerics

/// Bytes as numbers: `(x − zero) · scale`.
///
/// - Shape: `[…]` of the range's type `→ […]` float32
package struct Dequantize: Operation {
    package var scale: Float
    package var range: IntegerRange

    package init(scale: Float, range: IntegerRange) { (self.scale, self.range) = (scale, range) }

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(1, inputs)
        try check(range, scale: scale)
        guard inputs[0].dtype == range.dtype else { throw refuse("takes \(range.dtype.rawValue), not \(inputs[0])") }
        return [TensorType(inputs[0].shape)]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let numbers = inputs[0].array(of: Int.self).map { Float($0 - range.zero) * scale }
        return [try Tensor(numbers, shape: inputs[0].shape)]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.blocked("integers have none")] }

    package func lower(_ at: Lowering) -> Lowered {
        let count = at.output.shape.elementCount
        let call = mk_int8_dequantize(
            .init(count: Int64(count), scale: scale, range: range.kernel, threads: Int32(at.threads)))
        return .kernels(count == 0 ? [] : [Kernel("dequantize", call, [.input(0), .output(0)])])
    }

    package static var samples: [Sample] {
        [
            .init(
                Dequantize(scale: 0.02, range: .init(zero: -3)), [5, 7], in: -128...127, dtypes: [0: .int8]),
            .init(Dequantize(scale: 0.3, range: .init(.uint8, zero: 77)), [9], in: 0...255, dtypes: [0: .uint8]),
        ]
    }
}
