/// Dense linear algebra on LAPACK, in float32 and float64; integers and booleans count as float64.
///
/// Functions take single matrices and throw `TensorError`: `invalidShape` or `shapeMismatch` for shapes that make no
/// sense, `empty` for no elements, `nonFinite` for NaN or infinity among the elements, `unusableBLAS` where the system's
/// OpenBLAS computes wrongly on this processor, and what each adds.
public enum LinearAlgebra {
    /// The matrix as LAPACK may overwrite it: floating-point, finite, not empty.
    static func matrix(_ a: Tensor, operation: String) throws(TensorError) -> Tensor {
        guard a.rank == 2 else {
            throw .invalidShape(a.shape, reason: "\(operation) takes a matrix, which has two axes")
        }
        return try finite(a, operation: operation)
    }

    /// The square matrix as LAPACK may overwrite it.
    static func squareMatrix(_ a: Tensor, operation: String) throws(TensorError) -> Tensor {
        guard a.rank == 2, a.shape[0] == a.shape[1] else { throw .notSquare(operation: operation, shape: a.shape) }
        return try finite(a, operation: operation)
    }

    private static func finite(_ a: Tensor, operation: String) throws(TensorError) -> Tensor {
        try OpenBLAS.require(for: operation)
        guard a.count > 0 else { throw .empty(operation: operation, shape: a.shape) }
        try BLAS.checkLengths(a.shape, operation: operation)
        var a = a.dtype.isFloating ? a : a.cast(to: .float64)
        if let index = a.isFinite.array(of: Bool.self).firstIndex(of: false) {
            throw .nonFinite(operation: operation, index: index)
        }
        a.makeUnique()
        return a
    }

    /// Both in the dtype in which they meet.
    static func promoted(_ a: Tensor, _ b: Tensor) -> (Tensor, Tensor) {
        let dtype = DType.promoted(a.dtype, b.dtype)
        let common = dtype.isFloating ? dtype : .float64
        return (a.cast(to: common), b.cast(to: common))
    }
}

extension DType {
    /// The type in which LAPACK computes for this floating-point dtype.
    var lapackElement: any LAPACKElement.Type { self == .float32 ? Float.self : Double.self }
}

extension Tensor {
    /// The elements as LAPACK takes them, of a tensor that nobody else refers to.
    func elements<T: LAPACKElement>(_ type: T.Type) -> UnsafeMutablePointer<T> {
        storage.baseAddress.assumingMemoryBound(to: T.self)
    }
}
