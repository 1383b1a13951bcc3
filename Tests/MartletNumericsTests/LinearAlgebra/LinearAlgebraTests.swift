import MartletNumerics
import Testing

@Suite(.serialized) struct LinearAlgebraTests {
    static let precisions: [DType] = [.float32, .float64]

    /// Well conditioned matrices of size about 10 allow a few hundred roundings.
    private func near(_ a: Tensor, _ b: Tensor) throws -> Bool {
        let tolerance = a.dtype == .float32 ? 500 * 0x1p-23 : 500 * 0x1p-52
        return try a.isClose(to: b, relative: tolerance, absolute: tolerance)
    }

    private func matrix(_ rows: Int, _ columns: Int, _ dtype: DType, seed: UInt64 = 1) throws -> Tensor {
        var random = RandomGenerator(seed: seed)
        return try random.normal([rows, columns], dtype: dtype)
    }

    private func symmetric(_ n: Int, _ dtype: DType) throws -> Tensor {
        let a = try matrix(n, n, dtype)
        return try a.matmul(a.transposed()) + Tensor.eye(n, dtype: dtype)
    }

    @Test(arguments: precisions) func solve(dtype: DType) throws {
        let a = try matrix(8, 8, dtype) + Tensor.eye(8, dtype: dtype) * 5
        let b = try matrix(8, 3, dtype, seed: 2)
        let x = try LinearAlgebra.solve(a, b)
        #expect(x.dtype == dtype)
        #expect(try near(a.matmul(x), b))
        let column = try b[.all, 0]
        #expect(try near(a.matmul(LinearAlgebra.solve(a, column)), column))
        #expect(try near(a.matmul(LinearAlgebra.inverse(a)), .eye(8, dtype: dtype)))
        #expect(try near(LinearAlgebra.solve(Tensor([[2, 0], [0, 4]]), Tensor([2, 2])), Tensor([1, 0.5])))
    }

    @Test(arguments: precisions) func determinant(dtype: DType) throws {
        let a = try Tensor([[0, 2, 1], [1, 1, 0], [3, 0, 2]]).cast(to: dtype)
        #expect(try near(LinearAlgebra.determinant(a), Tensor(-7).cast(to: dtype)))
        #expect(try LinearAlgebra.determinant(Tensor([[1, 2], [2, 4]])).scalar(as: Double.self) == 0)
    }

    @Test(arguments: precisions) func cholesky(dtype: DType) throws {
        let a = try symmetric(6, dtype)
        let l = try LinearAlgebra.cholesky(a)
        #expect(try near(l.matmul(l.transposed()), a))
        for i in 0..<6 {
            for j in (i + 1)..<6 where i < 5 { #expect(try l[i, j].scalar(as: Double.self) == 0) }
        }
    }

    @Test(arguments: precisions) func qr(dtype: DType) throws {
        for (m, n) in [(9, 4), (4, 9), (5, 5)] {
            let a = try matrix(m, n, dtype)
            let (q, r) = try LinearAlgebra.qr(a)
            #expect(q.shape == [m, min(m, n)])
            #expect(r.shape == [min(m, n), n])
            #expect(try near(q.matmul(r), a))
            #expect(try near(q.transposed().matmul(q), .eye(min(m, n), dtype: dtype)))
            for i in 1..<min(m, n) { #expect(try r[i, i - 1].scalar(as: Double.self) == 0) }
        }
    }

    @Test(arguments: precisions) func svd(dtype: DType) throws {
        for (m, n) in [(7, 3), (3, 7)] {
            let a = try matrix(m, n, dtype)
            let (u, s, vt) = try LinearAlgebra.svd(a)
            #expect(try near((u * s).matmul(vt), a))
            let values = s.array(of: Double.self)
            #expect(values == values.sorted(by: >))
            let full = try LinearAlgebra.svd(a, full: true)
            #expect(full.u.shape == [m, m])
            #expect(full.vt.shape == [n, n])
            #expect(try near(full.u.transposed().matmul(full.u), .eye(m, dtype: dtype)))
            #expect(try near(full.vt.matmul(full.vt.transposed()), .eye(n, dtype: dtype)))
            #expect(try near((full.u[.all, 0..<3] * full.s).matmul(full.vt[0..<3]), a))
        }
    }

    @Test(arguments: precisions) func eigh(dtype: DType) throws {
        let a = try symmetric(6, dtype)
        let (values, vectors) = try LinearAlgebra.eigh(a)
        #expect(try near((vectors * values).matmul(vectors.transposed()), a))
        #expect(values.array(of: Double.self) == values.array(of: Double.self).sorted())
        #expect(try near(LinearAlgebra.eigh(Tensor([[2, 1], [1, 2]])).values, Tensor([1.0, 3.0])))
    }

    @Test func badMatricesThrow() throws {
        let wide = Tensor.zeros([2, 3])
        let singular = try Tensor([[1.0, 2.0], [2.0, 4.0]])
        let notFinite = try Tensor([[1.0, 0.0], [.nan, 1.0]])
        let b = Tensor([1.0, 2.0])
        #expect(throws: TensorError.notSquare(operation: "solve", shape: [2, 3])) { try LinearAlgebra.solve(wide, b) }
        #expect(throws: TensorError.notSquare(operation: "inverse", shape: [2])) { try LinearAlgebra.inverse(b) }
        #expect(throws: TensorError.notSquare(operation: "cholesky", shape: [2, 3])) {
            try LinearAlgebra.cholesky(wide)
        }
        #expect(throws: TensorError.notSquare(operation: "eigh", shape: [2, 3])) { try LinearAlgebra.eigh(wide) }
        #expect(throws: TensorError.notSquare(operation: "determinant", shape: [2, 3])) {
            try LinearAlgebra.determinant(wide)
        }
        #expect(throws: TensorError.singular(operation: "solve", pivot: 1)) { try LinearAlgebra.solve(singular, b) }
        #expect(throws: TensorError.singular(operation: "inverse", pivot: 1)) { try LinearAlgebra.inverse(singular) }
        #expect(throws: TensorError.notPositiveDefinite(operation: "cholesky", order: 2)) {
            try LinearAlgebra.cholesky(Tensor([[1.0, 2.0], [2.0, 1.0]]))
        }
        #expect(throws: TensorError.nonFinite(operation: "svd", index: 2)) { try LinearAlgebra.svd(notFinite) }
        #expect(throws: TensorError.nonFinite(operation: "solve", index: 2)) { try LinearAlgebra.solve(notFinite, b) }
        #expect(throws: TensorError.nonFinite(operation: "solve", index: 1)) {
            try LinearAlgebra.solve(singular, Tensor([1, .infinity]))
        }
        #expect(throws: TensorError.self) { try LinearAlgebra.solve(singular, Tensor([1.0, 2.0, 3.0])) }
        #expect(throws: TensorError.self) { try LinearAlgebra.qr(b) }
        #expect(throws: TensorError.empty(operation: "qr", shape: [0, 3])) { try LinearAlgebra.qr(.zeros([0, 3])) }
    }
}
