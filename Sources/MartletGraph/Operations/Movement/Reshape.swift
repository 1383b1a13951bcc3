package import MartletNumerics

/// The same elements in another shape: the first `keeping` axes stay, the rest becomes `target`,
/// in which one dimension may be `-1`.
package struct Reshape: Operation {
    package var target: [Int]
    package var keeping = 0

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(1, inputs)
        let shape = inputs[0].shape
        guard (0...shape.count).contains(keeping), target.allSatisfy({ (-1...1 << 40).contains($0) }),
            target.count(where: { $0 == -1 }) <= 1, keeping + target.count <= Shape.maximumRank
        else {
            throw refuse(
                "cannot make \(target) of \(shape): at most one dimension may be -1, "
                    + "and there may be \(Shape.maximumRank) at most")
        }
        let rest = shape.dropFirst(keeping)
        guard Shape(target).isAddressable else { throw refuse("\(target) is no possible shape") }
        let fixed = target.reduce(1) { $1 == -1 ? $0 : $0 * $1 }
        var result = Array(shape.prefix(keeping)) + target
        if rest.contains(-1) { return [TensorType(Shape(result), inputs[0].dtype)] }
        let total = rest.reduce(1, *)
        if let free = target.firstIndex(of: -1) {
            guard fixed > 0, total % fixed == 0 else {
                throw refuse("cannot make \(target) of \(shape): \(total) elements don't divide by \(fixed)")
            }
            result[keeping + free] = total / fixed
        } else if fixed != total {
            throw refuse("cannot make \(target) (\(fixed) elements) of \(shape) (\(total) elements)")
        }
        return [TensorType(Shape(result), inputs[0].dtype)]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let type = try infer([TensorType(inputs[0].shape, inputs[0].dtype)])[0]
        return [inputs[0].withShape(type.shape)]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        [.flows(at.cotangent.reshaped(Array(at.inputs[0].shape)))]
    }

    package func lower(_ at: Lowering) -> Lowered { .alias(input: 0) }

    package static var samples: [Sample] {
        [.init(Reshape(target: [6, -1]), [3, 4]), .init(Reshape(target: [-1], keeping: 1), [2, 3, 4])]
    }
}

extension Symbol {
    /// The same elements in another shape; one dimension may be `-1`.
    public func reshaped(_ shape: [Int]) -> Symbol { apply(Reshape(target: shape)) }

    /// The same elements, the first `keeping` axes as they are and the rest reshaped.
    public func reshaped(_ shape: [Int], keeping: Int) -> Symbol { apply(Reshape(target: shape, keeping: keeping)) }

    /// Puts an axis of length 1 before `axis`.
    public func expandedDimensions(axis: Int) -> Symbol {
        let axis = axis < 0 ? axis + rank + 1 : axis
        return apply(Reshape(target: [1] + shape.dropFirst(Swift.max(axis, 0)).map { $0 }, keeping: axis))
    }

    /// Drops an axis of length 1.
    public func squeezed(axis: Int) -> Symbol {
        let axis = axis < 0 ? axis + rank : axis
        guard shape.indices.contains(axis), shape[axis] == 1 else {
            return builder.fail(
                GraphError(operation: "squeezed", message: "axis \(axis) of \(shape) is not an axis of length 1"))
        }
        return apply(Reshape(target: shape.dropFirst(axis + 1).map { $0 }, keeping: axis))
    }
}
