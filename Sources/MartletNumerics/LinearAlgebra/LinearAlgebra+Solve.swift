extension LinearAlgebra {
    /// The x for which `a · x = b`, by LU factors with partial pivoting (gesv).
    ///
    /// - Shape: `[n, n], [n]` or `[n, k]` → as `b`
    /// - Throws: `TensorError.notSquare`, `singular`.
    public static func solve(_ a: Tensor, _ b: Tensor) throws(TensorError) -> Tensor {
        let (a, b) = promoted(a, b)
        let factors = try squareMatrix(a, operation: "solve")
        let n = a.shape[0]
        guard (1...2).contains(b.rank), b.shape[0] == n else {
            throw .shapeMismatch(operation: "solve", a.shape, b.shape, reason: "needs as many right-hand rows as rows")
        }
        let solution = try matrix(b.withShape([n, b.count / n]), operation: "solve")
        let info = a.dtype.lapackElement.solve(factors, solution)
        guard info == 0 else { throw .singular(operation: "solve", pivot: info - 1) }
        return solution.withShape(b.shape)
    }

    /// The matrix whose product with `a` is the identity (getrf, getri).
    ///
    /// - Throws: `TensorError.notSquare`, `singular`.
    public static func inverse(_ a: Tensor) throws(TensorError) -> Tensor {
        let result = try squareMatrix(a, operation: "inverse")
        let info = result.dtype.lapackElement.invert(result)
        guard info == 0 else { throw .singular(operation: "inverse", pivot: info - 1) }
        return result
    }

    /// The determinant: the product of the LU factors' pivots, 0 for a singular matrix.
    ///
    /// - Shape: `[n, n] → []`
    /// - Throws: `TensorError.notSquare`.
    public static func determinant(_ a: Tensor) throws(TensorError) -> Tensor {
        let factors = try squareMatrix(a, operation: "determinant")
        return factors.dtype.lapackElement.determinant(factors)
    }
}

extension LAPACKElement {
    /// Overwrites `b` with the solution and `a` with its factors; returns LAPACK's info.
    fileprivate static func solve(_ a: Tensor, _ b: Tensor) -> Int {
        let n = a.shape[0]
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: n) { pivots in
            Int(gesv(Int32(n), Int32(b.shape[1]), a.elements(Self.self), pivots.baseAddress!, b.elements(Self.self)))
        }
    }

    fileprivate static func invert(_ a: Tensor) -> Int {
        let n = Int32(a.shape[0])
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: Int(n)) { pivots in
            let info = getrf(n, n, a.elements(Self.self), pivots.baseAddress!)
            return Int(info == 0 ? getri(n, a.elements(Self.self), pivots.baseAddress!) : info)
        }
    }

    fileprivate static func determinant(_ a: Tensor) -> Tensor {
        let n = a.shape[0]
        let elements = a.elements(Self.self)
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: n) { pivots in
            _ = getrf(Int32(n), Int32(n), elements, pivots.baseAddress!)
            // Each row exchange turns the sign; pivots count from 1.
            var product: Self = 1
            for i in 0..<n {
                product *= pivots[i] == i + 1 ? elements[i * n + i] : -elements[i * n + i]
            }
            return Tensor(product)
        }
    }
}
