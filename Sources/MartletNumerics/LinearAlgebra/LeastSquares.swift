/// The solution of a least-squares problem.
public struct LeastSquares: Sendable, Equatable {
    /// The x that makes `|a · x - b|` smallest, and of several such the shortest: `[n]` or `[n, k]` as `b`.
    public let solution: Tensor
    /// The (weighted) sums of squared residuals for each column of `b`, `[]` for a vector.
    public let residuals: Tensor
    /// The number of singular values of `a` above the cutoff.
    public let rank: Int
    /// The singular values of `a` (its rows scaled by the weights' roots), descending.
    public let singularValues: Tensor
}

extension LinearAlgebra {
    /// The least-squares solution of `a · x = b` by singular values (gelsd), as NumPy's `lstsq`.
    ///
    /// - Parameters:
    ///   - a: `[m, n]`
    ///   - b: `[m]` or `[m, k]`
    ///   - weights: `[m]`, what each row's squared residual counts; all 1 unless given.
    ///   - cutoff: Singular values below this part of the largest count as zero; machine precision × max(m, n) unless given.
    /// - Throws: `TensorError.shapeMismatch`, `notConverged`; `invalidArgument` for a negative weight.
    public static func leastSquares(
        _ a: Tensor, _ b: Tensor, weights: Tensor? = nil, cutoff: Double? = nil
    ) throws(TensorError) -> LeastSquares {
        var (a, b) = promoted(a, b)
        a = try matrix(a, operation: "leastSquares")
        let (m, n) = (a.shape[0], a.shape[1])
        guard (1...2).contains(b.rank), b.shape[0] == m else {
            throw .shapeMismatch(
                operation: "leastSquares", a.shape, b.shape, reason: "needs as many right-hand rows as rows")
        }
        let columns = b.count / m
        var right = try matrix(b.withShape([m, columns]), operation: "leastSquares")
        if let weights {
            let roots = try self.roots(of: weights, count: m, dtype: a.dtype)
            a = try a * roots
            right = try right * roots
        }
        // LAPACK puts the solution over the right-hand side, which needs room for the longer of both.
        let room = try Tensor.concatenate([right, .zeros([Swift.max(n - m, 0), columns], dtype: a.dtype)])
        var factors = a
        factors.makeUnique()
        let singularValues = Tensor(uninitialized: [Swift.min(m, n)], dtype: a.dtype)
        let epsilon = a.dtype == .float32 ? Double(Float.ulpOfOne) : Double.ulpOfOne
        let result = a.dtype.lapackElement.leastSquares(
            factors, room, singularValues, cutoff: cutoff ?? epsilon * Double(Swift.max(m, n)))
        guard result.info == 0 else { throw .notConverged(operation: "leastSquares") }
        let solution = try room[0..<n]
        let misses = try a.matmul(solution) - right
        let residuals = try (misses * misses).sum(axis: 0)
        return LeastSquares(
            solution: solution.withShape(b.rank == 1 ? [n] : [n, columns]),
            residuals: b.rank == 1 ? residuals.withShape([]) : residuals, rank: result.rank,
            singularValues: singularValues)
    }

    /// The square roots of `weights` as a column.
    private static func roots(of weights: Tensor, count: Int, dtype: DType) throws(TensorError) -> Tensor {
        guard weights.shape == [count] else {
            throw .shapeMismatch(
                operation: "leastSquares", weights.shape, [count], reason: "weights need one entry for each row")
        }
        let column = try matrix(weights.cast(to: dtype).withShape([count, 1]), operation: "leastSquares")
        guard try column.min().scalar(as: Double.self) >= 0 else {
            throw .invalidArgument(operation: "leastSquares", reason: "weights must not be negative")
        }
        return column.squareRoot()
    }
}

extension LAPACKElement {
    fileprivate static func leastSquares(
        _ a: Tensor, _ b: Tensor, _ singularValues: Tensor, cutoff: Double
    ) -> (info: Int, rank: Int) {
        var rank: Int32 = 0
        let info = gelsd(
            Int32(a.shape[0]), Int32(a.shape[1]), Int32(b.shape[1]), a.elements(Self.self), b.elements(Self.self),
            singularValues.elements(Self.self), Self(cutoff), &rank)
        return (Int(info), Int(rank))
    }
}
