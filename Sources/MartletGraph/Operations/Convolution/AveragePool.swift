import CMartletKernels
package import MartletNumerics

/// The mean of what lies under each window, channel by channel; padding isn't counted.
///
/// - Shape: `[batch, height, width, channels] → [batch, height, width, channels]`
package struct AveragePool: PoolingOperation {
    package var window: Size2D
    package var sliding: Sliding

    package init(_ window: Size2D, _ sliding: Sliding) {
        self.window = window
        self.sliding = sliding
    }

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(1, inputs)
        return [try results(inputs[0])]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let type = TensorType(inputs[0].shape, inputs[0].dtype)
        let (plane, values, channels) = (try plane(type), inputs[0].array(of: Double.self), type.shape[3])
        let shape = try results(type).shape
        var means = [Double](repeating: 0, count: shape.elementCount)
        plane.forEachTap { result, image, _ in
            for c in 0..<channels {
                means[result * channels + c] += values[image * channels + c] / plane.reach(result)
            }
        }
        return [try Tensor(means, shape: shape).cast(to: type.dtype)]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        guard let plane = try? plane(at.inputs[0].type) else {
            preconditionFailure("only what was inferred is differentiated")
        }
        let remainder = Size2D(sliding.remainder(0, plane.rows), sliding.remainder(1, plane.columns))
        return [.flows(at.cotangent.apply(AveragePoolGradient(window, sliding, remainder: remainder)))]
    }

    package func lower(_ at: Lowering) -> Lowered {
        guard let call = call(MK_POOL_AVERAGE, images: at.inputs[0], threads: at.threads) else { return .reference }
        return .kernels([Kernel("average pool \(window)", call, [.input(0), .output(0)])])
    }

    package static var samples: [Sample] { sampled(AveragePool.init) { images, _ in [images] } }
}

/// The derivative of average-pooling by its images: what arrives at each window is shared out among its pixels.
///
/// - Shape: derivatives of the results `[batch, height, width, channels]` → `[batch, height, width, channels]`
package struct AveragePoolGradient: PoolingOperation {
    package var window: Size2D
    package var sliding: Sliding
    /// Rows and columns of the images that the strides leave open, 0 ..< stride.
    package var remainder: Size2D

    package init(_ window: Size2D, _ sliding: Sliding, remainder: Size2D) {
        self.window = window
        self.sliding = sliding
        self.remainder = remainder
    }

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(1, inputs)
        guard inputs[0].shape.count == 4 else {
            throw refuse("takes derivatives [batch, height, width, channels], not \(inputs[0])")
        }
        var images = inputs[0]
        for axis in 0..<2 {
            images.shape[axis + 1] = try sliding.inputLength(
                axis, output: inputs[0].shape[axis + 1], kernel: window[axis], remainder: remainder[axis], self)
        }
        let back = try results(images)
        guard back.shape == inputs[0].shape else {
            throw refuse("\(inputs[0]) cannot have come from windows of \(window)")
        }
        return [images]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let type = try infer([TensorType(inputs[0].shape, inputs[0].dtype)])[0]
        let (plane, derivatives, channels) = (try plane(type), inputs[0].array(of: Double.self), type.shape[3])
        var images = [Double](repeating: 0, count: type.shape.elementCount)
        plane.forEachTap { result, image, _ in
            for c in 0..<channels {
                images[image * channels + c] += derivatives[result * channels + c] / plane.reach(result)
            }
        }
        return [try Tensor(images, shape: type.shape).cast(to: type.dtype)]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.flows(at.cotangent.apply(AveragePool(window, sliding)))] }

    package func lower(_ at: Lowering) -> Lowered {
        guard let call = call(MK_POOL_AVERAGE_GRADIENT, images: at.output, threads: at.threads) else {
            return .reference
        }
        return .kernels([Kernel("average pool gradient \(window)", call, [.input(0), .output(0)])])
    }

    package static var samples: [Sample] {
        [
            .init(Self(2, .init(strides: 2), remainder: [0, 1]), [3, 2, 3, 5]),
            .init(Self(3, .init(strides: 2, padding: .same), remainder: [1, 0]), [2, 3, 4, 3]),
            .init(Self([2, 3], .init(padding: .same), remainder: 0), [4, 5, 4, 17]),
            .init(Self(2, .init(strides: 3), remainder: [2, 0]), [3, 2, 2, 2]),
            .init(Self([1, 3], .init(strides: [1, 2], dilation: [1, 2]), remainder: 0), [2, 1, 3, 2]),
        ]
    }
}

extension WindowPlane {
    /// How many taps of the window of a result lie on pixels; `result` is the flat index of its pixel.
    fileprivate func reach(_ result: Int) -> Double {
        Double(rows.reach(result / columns.output % rows.output) * columns.reach(result % columns.output))
    }
}

extension Symbol {
    /// The mean of each window of these images, padding not counted; the windows stand side by side unless `strides`
    /// says otherwise.
    ///
    /// - Shape: `[batch, height, width, channels] → [batch, height, width, channels]`
    public func averagePooled(_ window: Size2D, strides: Size2D? = nil, padding: Padding = .valid) -> Symbol {
        apply(AveragePool(window, Sliding(strides: strides ?? window, padding: padding)))
    }
}
