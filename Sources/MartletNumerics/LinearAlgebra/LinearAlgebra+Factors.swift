extension LinearAlgebra {
    /// The lower triangular L with `L · Lᵀ = a` (potrf). Only the lower triangle of `a` is read.
    ///
    /// - Throws: `TensorError.notSquare`, `notPositiveDefinite`.
    public static func cholesky(_ a: Tensor) throws(TensorError) -> Tensor {
        let factor = try squareMatrix(a, operation: "cholesky")
        let info = factor.dtype.lapackElement.cholesky(factor)
        guard info == 0 else { throw .notPositiveDefinite(operation: "cholesky", order: info) }
        return factor
    }

    /// Q with orthonormal columns and R upper triangular such that `q · r = a` (geqrf, orgqr), reduced.
    ///
    /// - Shape: `[m, n] → [m, k], [k, n]` with k = min(m, n)
    public static func qr(_ a: Tensor) throws(TensorError) -> (q: Tensor, r: Tensor) {
        let factors = try matrix(a, operation: "qr")
        return factors.dtype.lapackElement.qr(factors)
    }

    /// U, the singular values descending, and Vᵀ such that `u · diag(s) · vt = a` (gesdd).
    ///
    /// - Shape: `[m, n] → [m, k], [k], [k, n]` with k = min(m, n); with `full` `[m, m], [k], [n, n]`
    /// - Throws: `TensorError.notConverged`.
    public static func svd(
        _ a: Tensor, full: Bool = false
    ) throws(TensorError) -> (u: Tensor, s: Tensor, vt: Tensor) {
        let copy = try matrix(a, operation: "svd")
        let (m, n) = (copy.shape[0], copy.shape[1])
        let k = Swift.min(m, n)
        let shapes: (u: Shape, vt: Shape) = ([m, full ? m : k], [full ? n : k, n])
        _ = try (shapes.u.checkedByteCount(of: copy.dtype), shapes.vt.checkedByteCount(of: copy.dtype))
        let s = Tensor(uninitialized: [k], dtype: copy.dtype)
        let u = Tensor(uninitialized: shapes.u, dtype: copy.dtype)
        let vt = Tensor(uninitialized: shapes.vt, dtype: copy.dtype)
        guard copy.dtype.lapackElement.svd(copy, full, u, s, vt) == 0 else { throw .notConverged(operation: "svd") }
        return (u, s, vt)
    }

    /// The eigenvalues ascending, and the eigenvectors as columns, of a symmetric matrix (syevd). Only the lower triangle
    /// of `a` is read.
    ///
    /// - Shape: `[n, n] → [n], [n, n]`
    /// - Throws: `TensorError.notSquare`, `notConverged`.
    public static func eigh(_ a: Tensor) throws(TensorError) -> (values: Tensor, vectors: Tensor) {
        let vectors = try squareMatrix(a, operation: "eigh")
        let values = Tensor(uninitialized: [a.shape[0]], dtype: vectors.dtype)
        guard vectors.dtype.lapackElement.eigh(vectors, values) == 0 else { throw .notConverged(operation: "eigh") }
        return (values, vectors)
    }
}

extension LAPACKElement {
    fileprivate static func cholesky(_ a: Tensor) -> Int {
        let n = a.shape[0]
        let elements = a.elements(Self.self)
        let info = potrf(Int32(n), elements)
        for i in 0..<n {
            (elements + i * n + i + 1).update(repeating: 0, count: n - i - 1)
        }
        return Int(info)
    }

    fileprivate static func qr(_ a: Tensor) -> (q: Tensor, r: Tensor) {
        let (m, n) = (a.shape[0], a.shape[1])
        let k = Swift.min(m, n)
        let q = Tensor(uninitialized: [m, k], dtype: dtype)
        let r = Tensor.zeros([k, n], dtype: dtype)
        let (factors, qElements, rElements) = (a.elements(Self.self), q.elements(Self.self), r.elements(Self.self))
        withUnsafeTemporaryAllocation(of: Self.self, capacity: k) { tau in
            _ = geqrf(Int32(m), Int32(n), factors, tau.baseAddress!)
            for i in 0..<k {
                (rElements + i * n + i).update(from: factors + i * n + i, count: n - i)
            }
            for i in 0..<m {
                (qElements + i * k).update(from: factors + i * n, count: k)
            }
            _ = orgqr(Int32(m), Int32(k), Int32(k), qElements, tau.baseAddress!)
        }
        return (q, r)
    }

    fileprivate static func svd(_ a: Tensor, _ full: Bool, _ u: Tensor, _ s: Tensor, _ vt: Tensor) -> Int {
        Int(
            gesdd(
                CChar(UInt8(ascii: full ? "A" : "S")), Int32(a.shape[0]), Int32(a.shape[1]), a.elements(Self.self),
                s.elements(Self.self), u.elements(Self.self), Int32(u.shape[1]), vt.elements(Self.self)))
    }

    fileprivate static func eigh(_ a: Tensor, _ values: Tensor) -> Int {
        Int(syevd(Int32(a.shape[0]), a.elements(Self.self), values.elements(Self.self)))
    }
}
