import CMartletKernels
package import MartletNumerics

/// The tensor with a border of one value: `before` and `after` elements along each axis.
package struct Pad: Operation {
    package var before: [Int]
    package var after: [Int]
    package var value: Double

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(1, inputs)
        var shape = inputs[0].shape
        guard before.count == shape.count, after.count == shape.count,
            (before + after).allSatisfy({ (0...1 << 31).contains($0) })
        else { throw refuse("borders \(before) and \(after) don't fit the \(shape.count) axes of \(shape)") }
        for axis in shape.indices where shape[axis] >= 0 { shape[axis] += before[axis] + after[axis] }
        return [TensorType(shape, inputs[0].dtype)]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let (x, shape) = (inputs[0], inputs[0].shape)
        let type = try infer([TensorType(shape, x.dtype)])[0]
        let (from, to) = (shape.strides as [Int], type.shape.strides as [Int])
        let places = (0..<type.shape.elementCount).map { index -> Int? in
            var place = 0
            for axis in shape.indices {
                let i = index / to[axis] % type.shape[axis] - before[axis]
                guard (0..<shape[axis]).contains(i) else { return nil }
                place += i * from[axis]
            }
            return place
        }
        let values = x.array(of: Double.self)
        return [try Tensor(places.map { $0.map { values[$0] } ?? value }, shape: type.shape).cast(to: x.dtype)]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        [.flows(at.cotangent.sliced(starts: before, sizes: Array(at.inputs[0].shape)))]
    }

    package func lower(_ at: Lowering) -> Lowered {
        if at.inputs[0] == at.output { return .alias(input: 0) }
        let (input, output) = (at.inputs[0], at.output)
        let strides = output.shape.strides as [Int]
        guard
            let copy = StridedCopy(
                Array(input.shape), from: input.shape.strides, to: strides, input.dtype, threads: at.threads)
        else { return .reference }
        let offset = zip(before, strides).reduce(0) { $0 + $1.0 * $1.1 } * input.dtype.byteCount
        let fill = Kernel.fill(value, output, threads: at.threads)
        if input.byteCount == 0 { return .kernels([fill]) }
        return .kernels([fill, copy.kernel("pad", from: .input(0), to: .output(0, byteOffset: offset))])
    }

    package static var samples: [Sample] {
        [
            .init(Pad(before: [0, 1], after: [0, 2], value: 0), [3, 4]),
            .init(Pad(before: [1, 0, 2], after: [0, 1, 0], value: -1.5), [2, 3, 4]),
            .init(Pad(before: [0], after: [0], value: 0), [3]),
            .init(Pad(before: [1, 1], after: [1, 1], value: 3), [2, 3], in: 0...9, dtypes: [0: .int32]),
        ]
    }
}

extension Kernel {
    /// Sets the first output to one value.
    static func fill(_ value: Double, _ type: TensorType, threads: Int) -> Kernel {
        var p = mk_fill_parameters()
        (p.count, p.element_size) = (Int64(type.shape.elementCount), Int32(type.dtype.byteCount))
        p.threads = type.shape.elementCount >= 1 << 16 ? Int32(threads) : 1
        let element = Tensor.full(value, shape: [], dtype: type.dtype)
        element.withUnsafeBytes { for (i, byte) in $0.enumerated() { p.bits |= UInt64(byte) << (8 * UInt64(i)) } }
        return Kernel("fill", mk_fill(p), [.output(0)])
    }
}

extension Symbol {
    /// The tensor with a border of `value`: a pair of lengths (before, after) for each axis, as NumPy's `pad`.
    public func padded(_ widths: [(before: Int, after: Int)], value: Double = 0) -> Symbol {
        apply(Pad(before: widths.map(\.before), after: widths.map(\.after), value: value))
    }
}
