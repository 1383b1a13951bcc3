import CMartletKernels
package import MartletNumerics

/// The largest of each window, channel by channel; NaN wins. The derivative goes to the first of equal ones.
///
/// - Shape: `[batch, height, width, channels] → [batch, height, width, channels]`, floating, int8 or uint8
package struct MaxPool: PoolingOperation {
    package var window: Size2D
    package var sliding: Sliding
    package var takesBytes: Bool { true }

    package init(_ window: Size2D, _ sliding: Sliding) {
        self.window = window
        self.sliding = sliding
    }

    /// Of each 2 × 2 pixels.
    package static var halving: MaxPool { MaxPool(2, Sliding(strides: 2)) }

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(1, inputs)
        return [try results(inputs[0])]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let values = inputs[0].array(of: Double.self)
        let type = try results(TensorType(inputs[0].shape, inputs[0].dtype))
        return [try Tensor(winners(inputs[0]).map { values[$0] }, shape: type.shape).cast(to: type.dtype)]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        [.flows(at.inputs[0].apply(MaxPoolGradient(window, sliding), at.cotangent))]
    }

    package func lower(_ at: Lowering) -> Lowered {
        if let kernel = kernel(of: at.inputs[0], at.threads, from: .input(0)) { return .kernels([kernel]) }
        guard !at.output.dtype.isFloating, let p = parameters(MK_POOL_MAX, images: at.inputs[0], threads: at.threads)
        else { return .reference }
        let call = mk_int8_pooling(
            .init(pooling: p, scale: 0, zero: 0, range: IntegerRange(at.output.dtype, zero: 0).kernel))
        return .kernels([Kernel("max pool int8 \(window)", call, [.input(0), .output(0)])])
    }

    /// The kernel for images of a type; nil if there is none.
    func kernel(of images: TensorType, _ threads: Int, from operand: Operand) -> Kernel? {
        call(MK_POOL_MAX, images: images, threads: threads).map {
            Kernel("max pool \(window)", $0, [operand, .output(0)])
        }
    }

    package static var samples: [Sample] {
        let bytes = [DType.int8, .uint8].map { dtype in
            Sample(
                MaxPool(3, .init(strides: 2, padding: .same)), [2, 6, 7, 3],
                in: dtype == .int8 ? -128...127 : 0...255, dtypes: [0: dtype])
        }
        return sampled(MaxPool.init) { images, _ in [images] } + bytes
    }
}

/// The derivative of max-pooling by its images: what arrives at each window goes to its largest pixel. Where it `rectifies`
/// only to those that are positive, as through a rectifier that made the images.
///
/// - Shape: images `[batch, height, width, channels]`, derivatives of the results → as the images
package struct MaxPoolGradient: PoolingOperation {
    package var window: Size2D
    package var sliding: Sliding
    package var rectifies = false

    package init(_ window: Size2D, _ sliding: Sliding) {
        self.window = window
        self.sliding = sliding
    }

    package init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: CodingKeys.self)
        window = try box.decode(Size2D.self, forKey: .window)
        sliding = try box.decode(Sliding.self, forKey: .sliding)
        rectifies = try box.decodeIfPresent(Bool.self, forKey: .rectifies) ?? false
    }

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(2, inputs)
        try expect(inputs[1], results(inputs[0]))
        return [inputs[0]]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let (pixels, derivatives) = (inputs[0].array(of: Double.self), inputs[1].array(of: Double.self))
        var images = [Double](repeating: 0, count: inputs[0].count)
        for (index, winner) in try winners(inputs[0]).enumerated() where !rectifies || pixels[winner] > 0 {
            images[winner] += derivatives[index]
        }
        return [try Tensor(images, shape: inputs[0].shape).cast(to: inputs[0].dtype)]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        let picked = at.inputs[0].apply(MaxPoolPick(window, sliding), at.cotangent)
        guard rectifies else { return [.zero, .flows(picked)] }
        return [.zero, .flows(picked.apply(ReluGradient(), at.inputs[0].apply(MaxPool(window, sliding))))]
    }

    package func lower(_ at: Lowering) -> Lowered {
        guard
            let call = call(MK_POOL_MAX_GRADIENT, images: at.inputs[0], threads: at.threads, rectifies: rectifies)
        else { return .reference }
        let name = "max pool gradient \(window)\(rectifies ? " relu" : "")"
        return .kernels([Kernel(name, call, [.input(0), .input(1), .output(0)])])
    }

    package static var samples: [Sample] {
        let plain = sampled(MaxPoolGradient.init) { [$0, $1] }
        let rectifying = sampled({ window, sliding in
            var operation = MaxPoolGradient(window, sliding)
            operation.rectifies = true
            return operation
        }) { [$0, $1] }
        return plain + rectifying
    }
}

/// From each window of the second images, the pixel that is the largest in the first: the second derivative of
/// max-pooling.
///
/// - Shape: images `[batch, height, width, channels]`, twice → `[batch, height, width, channels]`
package struct MaxPoolPick: PoolingOperation {
    package var window: Size2D
    package var sliding: Sliding

    package init(_ window: Size2D, _ sliding: Sliding) {
        self.window = window
        self.sliding = sliding
    }

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(2, inputs)
        try expect(inputs[1], inputs[0])
        return [try results(inputs[0])]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let (values, dtype) = (inputs[1].array(of: Double.self), inputs[0].dtype)
        let shape = try results(TensorType(inputs[0].shape, dtype)).shape
        return [try Tensor(winners(inputs[0]).map { values[$0] }, shape: shape).cast(to: dtype)]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        [.zero, .flows(at.inputs[0].apply(MaxPoolGradient(window, sliding), at.cotangent))]
    }

    package func lower(_ at: Lowering) -> Lowered {
        guard let call = call(MK_POOL_PICK, images: at.inputs[0], threads: at.threads) else { return .reference }
        return .kernels([Kernel("max pool pick \(window)", call, [.input(0), .input(1), .output(0)])])
    }

    package static var samples: [Sample] { sampled(MaxPoolPick.init) { images, _ in [images, images] } }
}

extension Symbol {
    /// The largest of each window of these images; the windows stand side by side unless `strides` says otherwise.
    ///
    /// - Shape: `[batch, height, width, channels] → [batch, height, width, channels]`
    public func maxPooled(_ window: Size2D, strides: Size2D? = nil, padding: Padding = .valid) -> Symbol {
        apply(MaxPool(window, Sliding(strides: strides ?? window, padding: padding)))
    }
}
