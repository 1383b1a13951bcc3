package import MartletNumerics

/// A block: along each axis `sizes` elements from `starts` on. A size of −1 is all to the end, which leaves the
/// batch open.
package struct Slice: Operation {
    package var starts: [Int]
    package var sizes: [Int]

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(1, inputs)
        let shape = inputs[0].shape
        guard starts.count == shape.count, sizes.count == shape.count else {
            throw refuse("\(starts.count) starts and \(sizes.count) sizes for the \(shape.count) axes of \(shape)")
        }
        var result = shape
        for (axis, length) in shape.enumerated() {
            let (start, size) = (starts[axis], sizes[axis])
            guard start >= 0, size >= -1, length < 0 || (start <= length && size <= length - start) else {
                let range = size < 0 ? "\(start)..." : "\(size) elements from \(start) on"
                throw refuse("\(range) are not within axis \(axis) of \(shape)")
            }
            result[axis] = size >= 0 ? size : length < 0 ? -1 : length - start
        }
        return [TensorType(result, inputs[0].dtype)]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let type = try infer([TensorType(inputs[0].shape, inputs[0].dtype)])[0]
        let strides = inputs[0].shape.strides as [Int]
        return [inputs[0].moved(to: type.shape, from: offset(strides), strides)]
    }

    private func offset(_ strides: [Int]) -> Int { zip(starts, strides).reduce(0) { $0 + $1.0 * $1.1 } }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        let (input, output) = (at.inputs[0].shape, at.output.shape)
        let after = input.indices.map { input[$0] - starts[$0] - output[$0] }
        return [.flows(at.cotangent.apply(Pad(before: starts, after: after, value: 0)))]
    }

    package func lower(_ at: Lowering) -> Lowered {
        if at.inputs[0] == at.output { return .alias(input: 0) }
        let strides = at.inputs[0].shape.strides as [Int]
        guard
            let copy = StridedCopy(
                Array(at.output.shape), from: strides, to: at.output.shape.strides, at.output.dtype, threads: at.threads
            )
        else { return .reference }
        let source = Operand.input(0, byteOffset: offset(strides) * at.output.dtype.byteCount)
        return .kernels([copy.kernel("slice", from: source, to: .output(0))])
    }

    package static var samples: [Sample] {
        [
            .init(Slice(starts: [0, 1], sizes: [-1, 2]), [3, 4]),
            .init(Slice(starts: [0, 2], sizes: [-1, -1]), [3, 4]),
            .init(Slice(starts: [0, 1, 0], sizes: [-1, 1, -1]), [2, 3, 4]), .init(Slice(starts: [0], sizes: [-1]), [3]),
            .init(Slice(starts: [0, 1], sizes: [-1, 3]), [3, 5], in: 0...9, dtypes: [0: .int8]),
        ]
    }
}

extension Symbol {
    /// A block: along each axis `sizes` elements from `starts` on; a size of −1 is all to the end.
    public func sliced(starts: [Int], sizes: [Int]) -> Symbol { apply(Slice(starts: starts, sizes: sizes)) }

    /// Along one axis `count` elements from `start` on, which counts from the end if negative; all to the end
    /// without `count`.
    public func sliced(axis: Int, from start: Int, count: Int? = nil) -> Symbol {
        let axis = axis < 0 ? axis + rank : axis
        guard shape.indices.contains(axis) else {
            return builder.fail(GraphError(operation: "Slice", message: "axis \(axis) is not an axis of \(shape)"))
        }
        var (starts, sizes) = ([Int](repeating: 0, count: rank), [Int](repeating: -1, count: rank))
        (starts[axis], sizes[axis]) = (start < 0 && shape[axis] >= 0 ? start + shape[axis] : start, count ?? -1)
        return sliced(starts: starts, sizes: sizes)
    }
}
