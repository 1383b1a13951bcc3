package import MartletNumerics

/// Repeats elements along axes of length 1 until the shape is `shape`, as broadcasting does.
package struct Expand: Operation {
    package var shape: Shape

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(1, inputs)
        guard !shape.contains(where: { $0 < 0 }) else { throw refuse("every dimension of \(shape) must be known") }
        guard inputs[0].shape.broadcast(with: shape) == shape else {
            throw refuse("\(inputs[0].shape) does not broadcast to \(shape)")
        }
        return [TensorType(shape, inputs[0].dtype)]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let (values, place) = (inputs[0].array(of: Double.self), inputs[0].shape.broadcastIndex(to: shape))
        return [try Tensor((0..<shape.elementCount).map { values[place($0)] }, shape: shape).cast(to: inputs[0].dtype)]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.flows(at.cotangent.summed(like: at.inputs[0]))] }

    package func lower(_ at: Lowering) -> Lowered {
        if at.inputs[0].shape.elementCount == shape.elementCount { return .alias(input: 0) }
        let strides = at.inputs[0].shape.broadcastStrides(to: shape)
        guard
            let copy = StridedCopy(
                Array(shape), from: strides, to: shape.strides, at.output.dtype, threads: at.threads)
        else { return .reference }
        return .kernels([copy.kernel("expand", from: .input(0), to: .output(0))])
    }

    package static var samples: [Sample] {
        [
            .init(Expand(shape: [3, 4]), [1, 4]), .init(Expand(shape: [2, 3, 4]), [3, 1]),
            .init(Expand(shape: [5]), []),
        ]
    }
}

extension Symbol {
    /// Repeats elements until the shape is that of `other`, as broadcasting does.
    public func expanded(like other: Symbol) -> Symbol {
        if shape == other.shape { return self }
        if !other.type.isConcrete, shape.broadcast(with: other.shape) == other.shape {
            // The batch isn't known: it is taken from `other` whenever it is.
            return select(builder.constant(Tensor(true)), self, other.stopGradient().cast(to: dtype))
        }
        return apply(Expand(shape: other.shape))
    }
}
