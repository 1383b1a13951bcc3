import CMartletKernels
package import MartletNumerics

/// Tensors one after another along an axis; their other dimensions are equal.
package struct Concatenate: Operation {
    package var axis: Int

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        guard let first = inputs.first else { throw refuse("takes at least one tensor") }
        try expect(inputs.count, inputs)
        var shape = first.shape
        guard shape.indices.contains(axis) else { throw refuse("axis \(axis) is not an axis of \(shape)") }
        for other in inputs.dropFirst() {
            guard other.dtype == first.dtype, other.shape.count == shape.count else {
                throw refuse("takes tensors of one type and rank, not \(first) and \(other)")
            }
            for (i, length) in other.shape.enumerated() {
                if i == axis {
                    shape[i] = shape[i] < 0 || length < 0 ? -1 : shape[i] + length
                    guard shape.isAddressable else { throw refuse("\(shape) is no possible result") }
                } else if shape[i] < 0 {
                    shape[i] = length
                } else if length >= 0, length != shape[i] {
                    throw refuse(
                        "\(first.shape) and \(other.shape) differ in axis \(i); "
                            + "only axis \(axis), along which they are joined, may differ")
                }
            }
        }
        return [TensorType(shape, first.dtype)]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let type = try infer(inputs.map { TensorType($0.shape, $0.dtype) })[0]
        // In bytes: each tensor gives one run for every index of the axes before `axis`.
        let outer = type.shape.prefix(axis).reduce(1, *)
        return [
            Tensor(shape: type.shape, dtype: type.dtype) { target in
                var position = 0
                for block in 0..<outer {
                    for input in inputs {
                        let run = input.byteCount / outer
                        input.withUnsafeBytes { bytes in
                            for i in 0..<run { target[position + i] = bytes[block * run + i] }
                        }
                        position += run
                    }
                }
            }
        ]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        var start = 0
        return at.inputs.map { input in
            defer { start += input.shape[axis] }
            return .flows(at.cotangent.sliced(axis: axis, from: start, count: input.shape[axis]))
        }
    }

    package func lower(_ at: Lowering) -> Lowered {
        if at.inputs.count == 1 { return .alias(input: 0) }
        // Each tensor gives one run of bytes for every index of the axes before `axis`.
        let rows = at.output.shape.prefix(axis).reduce(1, *)
        func run(_ type: TensorType) -> Int { type.shape.dropFirst(axis).reduce(type.dtype.byteCount, *) }
        let threads = at.output.byteCount >= 1 << 16 ? Int32(at.threads) : 1
        let inputs = at.inputs.indices.filter { at.inputs[$0].byteCount > 0 }
        var (kernels, start): ([Kernel], Int) = ([], 0)
        for first in stride(from: 0, to: inputs.count, by: Int(MK_CONCATENATED)) {
            let part = inputs[first..<min(first + Int(MK_CONCATENATED), inputs.count)]
            let runs = part.map { Int64(run(at.inputs[$0])) }
            let call = mk_concatenate(Int64(rows), Int32(part.count), runs, Int64(run(at.output)), threads)
            kernels.append(Kernel("concatenate", call, part.map { .input($0) } + [.output(0, byteOffset: start)]))
            start += Int(runs.reduce(0, +))
        }
        return .kernels(kernels)
    }

    package static var samples: [Sample] {
        [
            .init(Concatenate(axis: 1), [3, 4], [3, 2], [3, 1]), .init(Concatenate(axis: 0), [3, 4], [2, 4]),
            .init(Concatenate(axis: 1), [2, 3, 4], [2, 1, 4]), .init(Concatenate(axis: 0), [3]),
            .init(Concatenate(axis: 1), [3, 4], [3, 2], in: 0...9, dtypes: [0: .int64, 1: .int64]),
            // Of more tensors than one kernel takes, one of them empty.
            .init(
                Concatenate(axis: 1), [3, 1], [3, 2], [3, 0], [3, 1], [3, 1], [3, 3], [3, 1], [3, 2], [3, 1], [3, 1]),
        ]
    }
}

extension [Symbol] {
    /// The tensors one after another along `axis`; their other dimensions must be equal, and there is at least one.
    public func concatenated(axis: Int = -1) -> Symbol {
        guard let first else {
            return Builder().fail(GraphError(operation: "Concatenate", message: "takes at least one tensor"))
        }
        return first.builder.apply(Concatenate(axis: axis < 0 ? axis + first.rank : axis), self)[0]
    }

    /// The tensors, of one shape, along a new axis; there is at least one.
    public func stacked(axis: Int = 0) -> Symbol {
        map { $0.expandedDimensions(axis: axis) }.concatenated(axis: axis)
    }
}
