import MartletNumerics
import Testing

@Suite(.serialized) struct LeastSquaresTests {
    private func near(_ a: Tensor, _ b: Tensor) throws -> Bool {
        try a.isClose(to: b, relative: 1e-12, absolute: 1e-12)
    }

    /// A line through (0, -1), (1, 0.2), (2, 0.9), (3, 2.1): slope 1, intercept -0.95, residual 0.05 (by hand).
    @Test func fitsALine() throws {
        let a = try Tensor([[0.0, 1.0], [1.0, 1.0], [2.0, 1.0], [3.0, 1.0]])
        let fit = try LinearAlgebra.leastSquares(a, Tensor([-1, 0.2, 0.9, 2.1]))
        #expect(try near(fit.solution, Tensor([1, -0.95])))
        #expect(try near(fit.residuals, Tensor(0.05)))
        #expect(fit.residuals.shape == [])
        #expect(fit.rank == 2)
        #expect(try near(fit.singularValues, LinearAlgebra.svd(a).s))
    }

    /// Weights 1, 2, … count a row as often; weight 0 leaves it out.
    @Test func weightsRepeatRows() throws {
        var random = RandomGenerator(seed: 5)
        let a = try random.normal([6, 2], dtype: .float64)
        let b = try random.normal([6, 2], dtype: .float64)
        let rows = [0, 1, 1, 3, 4, 4, 4, 5]
        let weighted = try LinearAlgebra.leastSquares(a, b, weights: Tensor([1, 2, 0, 1, 3, 1]))
        let repeated = try LinearAlgebra.leastSquares(a.take(rows), b.take(rows))
        #expect(try near(weighted.solution, repeated.solution))
        #expect(try near(weighted.residuals, repeated.residuals))
        #expect(weighted.residuals.shape == [2])
    }

    /// Of the many solutions of an underdetermined system the shortest: Aᵀ (A Aᵀ)⁻¹ b.
    @Test func shortestSolution() throws {
        var random = RandomGenerator(seed: 6)
        let a = try random.normal([3, 7], dtype: .float64)
        let b = try random.normal([3], dtype: .float64)
        let fit = try LinearAlgebra.leastSquares(a, b)
        let expected = try a.transposed().matmul(LinearAlgebra.solve(a.matmul(a.transposed()), b))
        #expect(fit.rank == 3)
        #expect(try near(fit.solution, expected))
    }

    @Test func rankDeficiency() throws {
        let a = try Tensor([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]])
        let fit = try LinearAlgebra.leastSquares(a, Tensor([2.0, 4.0, 6.0]))
        #expect(fit.rank == 1)
        #expect(try near(fit.solution, Tensor([1.0, 1.0])))
        let single = try LinearAlgebra.leastSquares(a.cast(to: .float32), Tensor([2, 4, 6] as [Float]))
        #expect(single.rank == 1)
        #expect(single.solution.dtype == .float32)
    }

    @Test func errors() throws {
        let a = try Tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
        let b = Tensor([1.0, 2.0, 3.0])
        #expect(throws: TensorError.self) { try LinearAlgebra.leastSquares(a, Tensor([1.0])) }
        #expect(throws: TensorError.self) { try LinearAlgebra.leastSquares(b, b) }
        #expect(throws: TensorError.self) { try LinearAlgebra.leastSquares(a, b, weights: Tensor([1.0])) }
        #expect(throws: TensorError.invalidArgument(operation: "leastSquares", reason: "weights must not be negative"))
        {
            try LinearAlgebra.leastSquares(a, b, weights: Tensor([1, -1, 1]))
        }
        #expect(throws: TensorError.nonFinite(operation: "leastSquares", index: 2)) {
            try LinearAlgebra.leastSquares(a, Tensor([1.0, 2.0, .nan]))
        }
    }
}
