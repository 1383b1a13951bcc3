/// The same elements in other shapes.
extension Tensor {
    /// The elements in row-major order under another shape, in which one length may be -1 to be worked out.
    ///
    /// - Throws: `TensorError.shapeMismatch` when the number of elements would differ, `invalidShape`.
    public func reshaped(_ shape: Shape) throws(TensorError) -> Tensor {
        var target = shape
        if let unknown = shape.firstIndex(of: -1) {
            target[unknown] = 1
            let known = try target.checkedElementCount
            guard known > 0, count % known == 0 else {
                throw .shapeMismatch(
                    operation: "reshape", self.shape, shape, reason: "\(count) elements do not divide into it")
            }
            target[unknown] = count / known
        }
        guard try target.checkedElementCount == count else {
            throw .shapeMismatch(
                operation: "reshape", self.shape, shape, reason: "\(count) elements do not fill it exactly")
        }
        return withShape(target)
    }

    /// The elements in row-major order as a vector.
    public func flattened() -> Tensor { withShape([count]) }

    /// The tensor whose axis i is this one's `axes[i]`; without `axes` in reverse order.
    ///
    /// - Throws: `TensorError.axisOutOfRange`; `invalidArgument` unless each axis is named once.
    public func transposed(_ axes: [Int]? = nil) throws(TensorError) -> Tensor {
        var order: [Int] = []
        for axis in axes ?? (0..<rank).reversed() {
            order.append(try shape.resolve(axis: axis, operation: "transpose"))
        }
        guard order.sorted() == Array(0..<rank) else {
            throw .invalidArgument(
                operation: "transpose", reason: "axes \(order) do not name each axis of shape \(shape) once")
        }
        let strides = shape.strides
        return gathered(shape: Shape(order.map { shape[$0] }), strides: Shape(order.map { strides[$0] }))
    }

    /// This tensor with `source` moved to `destination` and the order of the others kept.
    ///
    /// - Throws: `TensorError.axisOutOfRange`.
    public func movingAxis(_ source: Int, to destination: Int) throws(TensorError) -> Tensor {
        let source = try shape.resolve(axis: source, operation: "movingAxis")
        let destination = try shape.resolve(axis: destination, operation: "movingAxis")
        if source == destination { return self }
        var order = Array(0..<rank)
        order.remove(at: source)
        order.insert(source, at: destination)
        return try transposed(order)
    }

    /// This tensor with a new axis of length 1 at `axis`, which counts from the end of the result when negative.
    ///
    /// - Throws: `TensorError.axisOutOfRange`, `tooManyAxes`.
    public func expandingDimensions(at axis: Int) throws(TensorError) -> Tensor {
        guard rank < Shape.maximumRank else { throw .tooManyAxes(operation: "expandingDimensions", rank: rank + 1) }
        let position = axis < 0 ? axis + rank + 1 : axis
        guard position >= 0 && position <= rank else {
            throw .axisOutOfRange(operation: "expandingDimensions", axis: axis, shape: shape)
        }
        var target = shape
        target.insert(1, at: position)
        return withShape(target)
    }

    /// This tensor without the axes of length 1, or without `axis`.
    ///
    /// - Throws: `TensorError.axisOutOfRange`; `invalidShape` when `axis` isn't of length 1.
    public func squeezed(axis: Int? = nil) throws(TensorError) -> Tensor {
        guard let axis else { return withShape(Shape(shape.filter { $0 != 1 })) }
        let resolved = try shape.resolve(axis: axis, operation: "squeeze")
        guard shape[resolved] == 1 else {
            throw .invalidShape(shape, reason: "axis \(axis) cannot be squeezed: its length isn't 1")
        }
        var target = shape
        target.remove(at: resolved)
        return withShape(target)
    }

    /// This tensor repeated along axes of length 1, and along new ones in front, to have `shape`.
    ///
    /// - Throws: `TensorError.shapeMismatch`, `invalidShape`.
    public func broadcast(to shape: Shape) throws(TensorError) -> Tensor { try broadcast(to: shape, for: "broadcast") }

    /// The same for an operation that errors name.
    func broadcast(to shape: Shape, for operation: String) throws(TensorError) -> Tensor {
        guard Shape.broadcast(self.shape, shape) == shape else {
            throw .shapeMismatch(
                operation: operation, self.shape, shape,
                reason: "aligned at the last axis, lengths must be equal or 1 in the first shape")
        }
        _ = try shape.checkedByteCount(of: dtype)
        return self.shape == shape ? self : gathered(shape: shape, strides: self.shape.broadcastStrides(to: shape))
    }

    /// The elements along `axis` in reverse order.
    ///
    /// - Throws: `TensorError.axisOutOfRange`.
    public func reversed(axis: Int) throws(TensorError) -> Tensor {
        let axis = try shape.resolve(axis: axis, operation: "reversed")
        if count == 0 { return self }
        var strides = shape.strides
        let offset = (shape[axis] - 1) * strides[axis]
        strides[axis] = -strides[axis]
        return gathered(shape: shape, strides: strides, offset: offset)
    }
}
