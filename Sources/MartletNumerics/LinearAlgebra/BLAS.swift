internal import COpenBLAS

/// OpenBLAS, told once not to bring threads of its own: our pool splits the work.
enum BLAS {
    static let isReady: Void = { _ = OpenBLAS.installed }()

    /// Arguments for a C function that counts in 32 bits.
    ///
    /// - Throws: `TensorError.invalidArgument` when `shape` is too large for it.
    static func checkLengths(_ shape: Shape, operation: String) throws(TensorError) {
        guard shape.allSatisfy({ $0 <= Int(Int32.max) }) else {
            throw .invalidArgument(operation: operation, reason: "shape \(shape) has a length beyond \(Int32.max)")
        }
    }
}

/// A type of which BLAS has products: `Float` or `Double`.
protocol BLASElement: RealElement {
    /// C = A·B + beta·C.
    static func gemm(
        transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, a: UnsafePointer<Self>, lda: Int,
        b: UnsafePointer<Self>, ldb: Int, beta: Self, c: UnsafeMutablePointer<Self>, ldc: Int)

    /// y = A·x + beta·y, where A is stored as `rows` × `columns`.
    static func gemv(
        transpose: Bool, rows: Int, columns: Int, a: UnsafePointer<Self>, lda: Int, x: UnsafePointer<Self>,
        xStride: Int,
        beta: Self, y: UnsafeMutablePointer<Self>, yStride: Int)
}

extension Float: BLASElement {
    static func gemm(
        transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, a: UnsafePointer<Float>, lda: Int,
        b: UnsafePointer<Float>, ldb: Int, beta: Float, c: UnsafeMutablePointer<Float>, ldc: Int
    ) {
        cblas_sgemm(
            CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
            Int32(m), Int32(n), Int32(k), 1, a, Int32(lda), b, Int32(ldb), beta, c, Int32(ldc))
    }

    static func gemv(
        transpose: Bool, rows: Int, columns: Int, a: UnsafePointer<Float>, lda: Int, x: UnsafePointer<Float>,
        xStride: Int, beta: Float, y: UnsafeMutablePointer<Float>, yStride: Int
    ) {
        cblas_sgemv(
            CblasRowMajor, transpose ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns), 1, a, Int32(lda),
            x, Int32(xStride), beta, y, Int32(yStride))
    }
}

extension Double: BLASElement {
    static func gemm(
        transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, a: UnsafePointer<Double>, lda: Int,
        b: UnsafePointer<Double>, ldb: Int, beta: Double, c: UnsafeMutablePointer<Double>, ldc: Int
    ) {
        cblas_dgemm(
            CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
            Int32(m), Int32(n), Int32(k), 1, a, Int32(lda), b, Int32(ldb), beta, c, Int32(ldc))
    }

    static func gemv(
        transpose: Bool, rows: Int, columns: Int, a: UnsafePointer<Double>, lda: Int, x: UnsafePointer<Double>,
        xStride: Int, beta: Double, y: UnsafeMutablePointer<Double>, yStride: Int
    ) {
        cblas_dgemv(
            CblasRowMajor, transpose ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns), 1, a, Int32(lda),
            x, Int32(xStride), beta, y, Int32(yStride))
    }
}
