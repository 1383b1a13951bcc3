import CMartletKernels
package import MartletNumerics

/// The mean of what lies under each window of bytes, channel by channel, as bytes of another range; padding isn't counted.
///
/// `scale` is the images' scale divided by the results'. The result is
/// `clamp(nearest(Σ (image − zero) · (scale / pixels)) + the range's zero)`, of two integers equally near the even one, as
/// TensorFlow Lite's MEAN has it; where the scale is 1 and the zeros are equal, of two the one farther from 0, as its
/// AVERAGE_POOL_2D.
///
/// - Shape: `[batch, height, width, channels] → [batch, height, width, channels]`, of the range's type
package struct QuantizedAveragePool: PoolingOperation {
    package var window: Size2D
    package var sliding: Sliding
    package var scale: Float
    /// Of the images.
    package var zero: Int
    package var output: IntegerRange
    package var takesBytes: Bool { true }

    package init(_ window: Size2D, _ sliding: Sliding, scale: Float, zero: Int, output: IntegerRange) {
        (self.window, self.sliding, self.scale, self.zero, self.output) = (window, sliding, scale, zero, output)
    }

    private var keepsRange: Bool { scale == 1 && zero == output.zero }

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(1, inputs)
        try check(output, scale: scale)
        try check(IntegerRange(output.dtype, zero: zero))
        guard inputs[0].dtype == output.dtype else {
            throw refuse("takes images of \(output.dtype.rawValue), not \(inputs[0])")
        }
        return [try results(inputs[0])]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let type = TensorType(inputs[0].shape, inputs[0].dtype)
        let (plane, values, channels) = (try plane(type), inputs[0].array(of: Int.self), type.shape[3])
        let shape = try results(type).shape
        var sums = [Int](repeating: 0, count: shape.elementCount)
        var pixels = [Int](repeating: 0, count: shape.elementCount)
        plane.forEachTap { result, image, _ in
            for c in 0..<channels {
                sums[result * channels + c] += values[image * channels + c]
                pixels[result * channels + c] += 1
            }
        }
        let bytes = zip(sums, pixels).map { sum, count in
            if keepsRange {
                let mean = (sum > 0 ? sum + count / 2 : sum - count / 2) / count
                return min(max(mean, output.low), output.high)
            }
            return output.byte(nearest: Float(sum - count * zero) * (scale / Float(count)))
        }
        return [try Tensor(bytes, shape: shape).cast(to: type.dtype)]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.blocked("integers have none")] }

    package func lower(_ at: Lowering) -> Lowered {
        guard let p = parameters(MK_POOL_AVERAGE, images: at.inputs[0], threads: at.threads) else { return .reference }
        let call = mk_int8_pooling(
            .init(pooling: p, scale: keepsRange ? 0 : scale, zero: Int16(zero), range: output.kernel))
        return .kernels([Kernel("average pool int8 \(window)", call, [.input(0), .output(0)])])
    }

    package static var samples: [Sample] {
        func sample(_ window: Size2D, _ sliding: Sliding, _ scale: Float, _ zero: Int, _ type: DType) -> Sample {
            let range = IntegerRange(type, zero: type == .int8 ? -5 : 120)
            return .init(
                QuantizedAveragePool(window, sliding, scale: scale, zero: zero, output: range), [2, 6, 7, 3],
                in: type == .int8 ? -128...127 : 0...255, dtypes: [0: type])
        }
        return [
            sample(2, .init(strides: 2), 1, -5, .int8), sample(3, .init(strides: 2, padding: .same), 1.3, 9, .int8),
            sample([6, 7], .init(), 0.7, 100, .uint8),
        ]
    }
}
