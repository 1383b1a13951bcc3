extension LinearAlgebra {
    /// The Euclidean length of a vector or of all elements (Frobenius's norm), or of the vectors along `axis`; of integers
    /// in float64.
    ///
    /// - Throws: `TensorError.axisOutOfRange`.
    public static func norm(
        _ a: Tensor, axis: Int? = nil, keepingDimensions: Bool = false
    ) throws(TensorError) -> Tensor {
        let numbers = a.dtype.isFloating ? a : a.cast(to: .float64)
        return try numbers.square().sum(axes: axis.map { [$0] }, keepingDimensions: keepingDimensions).squareRoot()
    }

    /// The pseudo-inverse of Moore and Penrose (by `svd`). Singular values up to `rcond` times the largest count as 0.
    ///
    /// - Shape: `[m, n] → [n, m]`
    /// - Throws: `TensorError.notConverged`.
    public static func pinv(_ a: Tensor, rcond: Double = 1e-15) throws(TensorError) -> Tensor {
        let (u, s, vt) = try svd(a)
        let values = s.array(of: Double.self)
        let least = rcond * values[0]
        let inverses = Tensor(values.map { $0 > least ? 1 / $0 : 0 }).cast(to: s.dtype)
        return try (vt.transposed() * inverses).matmul(u.transposed())
    }
}

extension Tensor {
    /// Of a vector the matrix with it on the diagonal, of a matrix the vector of its diagonal.
    ///
    /// - Throws: `TensorError.invalidShape` for other tensors, and for a matrix beyond memory.
    public static func diag(_ a: Tensor) throws(TensorError) -> Tensor {
        switch a.rank {
        case 1:
            let n = a.count
            _ = try Shape([n, n]).checkedByteCount(of: a.dtype)
            return try Tensor.where(eye(n, dtype: .bool), a, zeros([1, 1], dtype: a.dtype))
        case 2:
            let (rows, columns) = (a.shape[0], a.shape[1])
            return try a.flattened().take((0..<Swift.min(rows, columns)).map { $0 * (columns + 1) })
        default: throw .invalidShape(a.shape, reason: "diag takes a vector or a matrix")
        }
    }

    /// NumPy's `dot` of vectors and matrices: `matmul`, also of integers where both are vectors; a scalar multiplies.
    ///
    /// - Throws: `TensorError.invalidShape` for more than two axes; what `matmul` throws.
    public func dot(_ other: Tensor) throws(TensorError) -> Tensor {
        if let large = [self, other].first(where: { $0.rank > 2 }) {
            throw .invalidShape(large.shape, reason: "dot takes vectors and matrices; matmul takes stacks of them")
        }
        if rank == 0 || other.rank == 0 { return try self * other }
        if rank == 1, other.rank == 1, count == other.count, !DType.promoted(dtype, other.dtype).isFloating {
            return try (cast(to: .int64) * other.cast(to: .int64)).sum()
        }
        return try matmul(other)
    }
}
