internal import COpenBLAS

/// The routines of BLAS and LAPACK in which all that Martlet calls comes together, in one precision; matrices are
/// row-major.
package struct BLASRoutines<T: BinaryFloatingPoint & Sendable>: Sendable {
    /// C = A·B + beta·C.
    package struct Product {
        package var transposeA, transposeB: Bool
        package var m, n, k: Int
        package var a: UnsafePointer<T>
        package var lda: Int
        package var b: UnsafePointer<T>
        package var ldb: Int
        package var beta: T
        package var c: UnsafeMutablePointer<T>
        package var ldc: Int
    }

    /// y = A·x + beta·y, where A is stored as `rows` × `columns`.
    package struct MatrixVector {
        package var transpose: Bool
        package var rows, columns: Int
        package var a: UnsafePointer<T>
        package var lda: Int
        package var x: UnsafePointer<T>
        package var xStride: Int
        package var beta: T
        package var y: UnsafeMutablePointer<T>
        package var yStride: Int
    }

    package typealias Elements = UnsafeMutablePointer<T>

    package var gemm: @Sendable (Product) -> Void
    package var gemv: @Sendable (MatrixVector) -> Void
    /// y = A·x, of A's lower triangle.
    package var symv: @Sendable (_ n: Int, _ a: UnsafePointer<T>, _ x: UnsafePointer<T>, _ y: Elements) -> Void
    package var potrf: @Sendable (_ n: Int, _ a: Elements) -> Int
    package var gesv: @Sendable (_ n: Int, _ columns: Int, _ a: Elements, _ b: Elements) -> Int
}

extension BLASRoutines where T: LAPACKElement {
    fileprivate init(symv: @escaping @Sendable (Int, UnsafePointer<T>, UnsafePointer<T>, Elements) -> Void) {
        gemm = {
            T.gemm(
                transposeA: $0.transposeA, transposeB: $0.transposeB, m: $0.m, n: $0.n, k: $0.k, a: $0.a, lda: $0.lda,
                b: $0.b, ldb: $0.ldb, beta: $0.beta, c: $0.c, ldc: $0.ldc)
        }
        gemv = {
            T.gemv(
                transpose: $0.transpose, rows: $0.rows, columns: $0.columns, a: $0.a, lda: $0.lda, x: $0.x,
                xStride: $0.xStride, beta: $0.beta, y: $0.y, yStride: $0.yStride)
        }
        self.symv = symv
        potrf = { n, a in Int(T.potrf(Int32(n), a)) }
        gesv = { n, columns, a, b in
            withUnsafeTemporaryAllocation(of: Int32.self, capacity: n) {
                Int(T.gesv(Int32(n), Int32(columns), a, $0.baseAddress!, b))
            }
        }
    }
}

extension BLASRoutines<Float> {
    package static var system: Self {
        Self { n, a, x, y in
            cblas_ssymv(CblasRowMajor, CblasLower, Int32(n), 1, a, Int32(n), x, 1, 0, y, 1)
        }
    }
}

extension BLASRoutines<Double> {
    package static var system: Self {
        Self { n, a, x, y in
            cblas_dsymv(CblasRowMajor, CblasLower, Int32(n), 1, a, Int32(n), x, 1, 0, y, 1)
        }
    }
}
