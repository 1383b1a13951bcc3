/// Several tensors as one, and back.
extension Tensor {
    /// The tensors one after another along `axis`, in the dtype in which all meet.
    ///
    /// - Throws: `TensorError.invalidArgument` for no tensors, `axisOutOfRange`, `shapeMismatch` when they differ in another axis.
    public static func concatenate(_ tensors: [Tensor], axis: Int = 0) throws(TensorError) -> Tensor {
        guard let first = tensors.first else {
            throw .invalidArgument(operation: "concatenate", reason: "needs at least one tensor")
        }
        let axis = try first.shape.resolve(axis: axis, operation: "concatenate")
        var shape = first.shape
        shape[axis] = 0
        for tensor in tensors {
            var expected = tensor.shape
            if expected.count == first.rank { expected[axis] = first.shape[axis] }
            guard expected == first.shape else {
                throw .shapeMismatch(
                    operation: "concatenate", first.shape, tensor.shape,
                    reason: "lengths must be equal except along axis \(axis)")
            }
            shape[axis] += tensor.shape[axis]
        }
        let dtype = tensors.reduce(first.dtype) { .promoted($0, $1.dtype) }
        _ = try shape.checkedByteCount(of: dtype)
        let result = Tensor(uninitialized: shape, dtype: dtype)
        if result.count == 0 { return result }
        let entry = shape.dropFirst(axis + 1).reduce(dtype.byteCount, *)
        let outer = shape.prefix(axis).reduce(1, *)
        var target = result.storage.baseAddress
        for tensor in tensors {
            let source = tensor.cast(to: dtype)
            let size = tensor.shape[axis] * entry
            for o in 0..<outer {
                (target + o * shape[axis] * entry).copyMemory(from: source.baseAddress + o * size, byteCount: size)
            }
            target += size
            withExtendedLifetime(source) {}
        }
        return result
    }

    /// The tensors, all of one shape, side by side along a new axis.
    ///
    /// - Throws: `TensorError.invalidArgument` for no tensors, `axisOutOfRange`, `shapeMismatch`, `tooManyAxes`.
    public static func stack(_ tensors: [Tensor], axis: Int = 0) throws(TensorError) -> Tensor {
        guard let first = tensors.first else {
            throw .invalidArgument(operation: "stack", reason: "needs at least one tensor")
        }
        var expanded: [Tensor] = []
        for tensor in tensors {
            guard tensor.shape == first.shape else {
                throw .shapeMismatch(operation: "stack", first.shape, tensor.shape, reason: "shapes must be equal")
            }
            expanded.append(try tensor.expandingDimensions(at: axis))
        }
        return try concatenate(expanded, axis: axis)
    }

    /// The parts of this tensor that have `counts` entries along `axis`.
    ///
    /// - Throws: `TensorError.axisOutOfRange`; `invalidArgument` unless the counts add up to the axis's length.
    public func split(_ counts: [Int], axis: Int = 0) throws(TensorError) -> [Tensor] {
        let axis = try shape.resolve(axis: axis, operation: "split")
        var rest = shape[axis]
        for count in counts {
            guard count >= 0 && count <= rest else {
                throw .invalidArgument(
                    operation: "split", reason: "parts of \(counts) do not divide axis \(axis) of length \(shape[axis])"
                )
            }
            rest -= count
        }
        guard rest == 0 else {
            throw .invalidArgument(
                operation: "split", reason: "parts of \(counts) leave \(rest) of axis \(axis)'s \(shape[axis]) entries")
        }
        let strides = shape.strides
        var start = 0
        return counts.map { count in
            var part = shape
            part[axis] = count
            defer { start += count }
            return gathered(shape: part, strides: strides, offset: start * strides[axis])
        }
    }

    /// This tensor in `parts` equal parts along `axis`.
    ///
    /// - Throws: `TensorError.axisOutOfRange`; `invalidArgument` when the axis isn't divisible.
    public func split(into parts: Int, axis: Int = 0) throws(TensorError) -> [Tensor] {
        let length = shape[try shape.resolve(axis: axis, operation: "split")]
        guard parts > 0, length % parts == 0 else {
            throw .invalidArgument(
                operation: "split", reason: "an axis of length \(length) isn't divisible into \(parts) parts")
        }
        return try split([Int](repeating: length / parts, count: parts), axis: axis)
    }
}
