package import CMartletKernels

/// The call that makes the product that `parameters` describe, in float32 or float64; operands are to be filled in as
/// martlet_gemm.h says. The result's bytes don't depend on the number of threads.
///
/// This is the one place where BLAS and our own kernel are chosen between, as `make compare CASES=gemm` measures it against
/// OpenBLAS 0.3.21: with AVX-512, on Zen 5, our kernel is ahead at every size except vector times turned matrix; with AVX2,
/// on Zen 3, while B stays in the second-level cache, for few rows in the last, but not for one row times a large matrix;
/// without either only where calling BLAS costs more than the product. An OpenBLAS that computes wrongly isn't chosen; for float64
/// there is no other, so ask `OpenBLAS.fault` first.
package func gemmCall(_ parameters: mk_gemm_parameters, dtype: DType = .float32) -> mk_call {
    usesBLAS(parameters, dtype) ? blasGemmCall(parameters, dtype: dtype) : mk_gemm(parameters)
}

/// The call that has BLAS make the product, whatever its size. Only float32 has epilogues.
package func blasGemmCall(_ parameters: mk_gemm_parameters, dtype: DType = .float32) -> mk_call {
    var (call, end) = (mk_call(), mk_epilogue_parameters())
    (end.epilogue, end.epilogue.accumulates) = (parameters.epilogue, false)
    let ends = mk_epilogue_does(&end.epilogue)
    precondition(dtype == .float32 || !ends, "products in \(dtype) have no epilogue")
    if dtype == .float64 {
        call.run = { BLASProduct<Double>($0!.pointee).run() }
    } else {
        call.run = { BLASProduct<Float>($0!.pointee).run() }
    }
    let stored = BLASParameters(product: parameters, end: ends ? mk_epilogue_end(end).run : nil)
    withUnsafeMutableBytes(of: &call.parameters) { $0.storeBytes(of: stored, as: BLASParameters.self) }
    return call
}

/// What a call holds: the product, and the kernel of its epilogue.
private struct BLASParameters {
    var product: mk_gemm_parameters
    var end: mk_function?
}

/// The bytes of scratch that `gemmCall(parameters)` needs as operand 4, aligned to 64.
package func gemmScratch(_ parameters: mk_gemm_parameters, dtype: DType = .float32) -> Int {
    usesBLAS(parameters, dtype) ? 0 : Int(mk_gemm_scratch(parameters))
}

/// Whether BLAS makes a product.
package func usesBLAS(_ p: mk_gemm_parameters, _ dtype: DType) -> Bool {
    if dtype == .float64 { return true }
    return !p.in_order && isBLASFaster(p) && OpenBLAS.fault == nil
}

private func isBLASFaster(_ p: mk_gemm_parameters) -> Bool {
    if p.m == 1 && p.transpose_b { return true }
    let features = mk_features_in_use()
    if features.contains(.avx512) { return false }
    if features.contains(.avx2) {
        // One row is a product with a vector; few rows aren't worth the copy of B that BLAS makes while the last cache
        // holds B itself; else it is until our tiles' panels leave the second-level cache.
        return p.n * p.k > (p.m == 1 ? 128 * 128 : p.m <= 8 ? 2048 * 2048 : 256 * 256)
    }
    return p.m * p.n * p.k > 8 * 8 * 8
}

/// One call of a BLAS product, cut into pieces along the longer side of the result.
///
/// The cut depends on the shape alone, and so do the result's bytes.
private struct BLASProduct<T: BLASElement> {
    private let p: mk_gemm_parameters
    private let end: mk_function?
    private let a, b: UnsafePointer<T>
    private let c: UnsafeMutablePointer<T>
    private let bias, other: UnsafeMutablePointer<T>?
    private let m, n, k: Int

    init(_ call: mk_call) {
        let stored = withUnsafeBytes(of: call.parameters) { $0.load(as: BLASParameters.self) }
        (p, end) = (stored.product, stored.end)
        a = UnsafePointer(call.operand.0!.assumingMemoryBound(to: T.self))
        b = UnsafePointer(call.operand.1!.assumingMemoryBound(to: T.self))
        c = call.operand.2!.assumingMemoryBound(to: T.self)
        bias = call.operand.3.map { $0.assumingMemoryBound(to: T.self) }
        other = call.operand.5.map { $0.assumingMemoryBound(to: T.self) }
        (m, n, k) = (Int(p.m), Int(p.n), Int(p.k))
    }

    func run() {
        BLAS.isReady
        let batch = Swift.max(Int(p.batch), 1)
        if p.in_order {
            parallel(threads: Int(p.threads), count: batch * m) { rows in
                for row in rows { run(matrix: row / m, rows: row % m..<row % m + 1, columns: 0..<n) }
            }
            return
        }
        let longer = Swift.max(m, n)
        // Pieces of at least 128 rows or columns keep what is packed once for each of them cheap.
        let cuts = m * n * k < 96 * 96 * 96 ? 1 : Swift.max(1, Swift.min(longer / 128, 8))
        parallel(threads: Int(p.threads), count: batch * cuts) { pieces in
            for piece in pieces { run(matrix: piece / cuts, cut: piece % cuts, of: cuts) }
        }
    }

    private func run(matrix: Int, cut: Int, of cuts: Int) {
        let begin = Swift.max(m, n) * cut / cuts
        let end = Swift.max(m, n) * (cut + 1) / cuts
        run(matrix: matrix, rows: m >= n ? begin..<end : 0..<m, columns: m >= n ? 0..<n : begin..<end)
    }

    private func run(matrix: Int, rows: Range<Int>, columns: Range<Int>) {
        if rows.isEmpty || columns.isEmpty { return }
        let (lda, ldb, ldc) = (Int(p.lda), Int(p.ldb), Int(p.ldc))
        let a = a + matrix * Int(p.stride_a) + rows.lowerBound * (p.transpose_a ? 1 : lda)
        let b = b + matrix * Int(p.stride_b) + columns.lowerBound * (p.transpose_b ? ldb : 1)
        let c = c + matrix * Int(p.stride_c) + rows.lowerBound * ldc + columns.lowerBound
        let beta: T = p.epilogue.accumulates ? 1 : 0
        if k == 0 {
            if beta == 0 { for i in 0..<rows.count { (c + i * ldc).update(repeating: 0, count: columns.count) } }
        } else if rows.count == 1 {
            // The row times B: B's own rows are added up, or with B turned each gives one result.
            T.gemv(
                transpose: !p.transpose_b, rows: p.transpose_b ? columns.count : k,
                columns: p.transpose_b ? k : columns.count, a: b, lda: ldb, x: a, xStride: p.transpose_a ? lda : 1,
                beta: beta, y: c, yStride: 1)
        } else if columns.count == 1 {
            T.gemv(
                transpose: p.transpose_a, rows: p.transpose_a ? k : rows.count,
                columns: p.transpose_a ? rows.count : k, a: a, lda: lda, x: b, xStride: p.transpose_b ? 1 : ldb,
                beta: beta, y: c, yStride: ldc)
        } else {
            T.gemm(
                transposeA: p.transpose_a, transposeB: p.transpose_b, m: rows.count, n: columns.count, k: k,
                a: a, lda: lda, b: b, ldb: ldb, beta: beta, c: c, ldc: ldc)
        }
        if let end { finish(c, matrix, rows, columns, end) }
    }

    /// Ends a piece while it is in the cache.
    private func finish(
        _ c: UnsafeMutablePointer<T>, _ matrix: Int, _ rows: Range<Int>, _ columns: Range<Int>, _ end: mk_function
    ) {
        var (call, parameters) = (mk_call(), mk_epilogue_parameters())
        (parameters.rows, parameters.columns) = (Int64(rows.count), Int64(columns.count))
        (parameters.ldc, parameters.ldother, parameters.epilogue) = (p.ldc, p.ldother, p.epilogue)
        withUnsafeMutableBytes(of: &call.parameters) {
            $0.storeBytes(of: parameters, as: mk_epilogue_parameters.self)
        }
        let offset = matrix * Int(p.stride_c) + rows.lowerBound * Int(p.ldother) + columns.lowerBound
        call.operand.2 = UnsafeMutableRawPointer(c)
        call.operand.3 = bias.map { UnsafeMutableRawPointer($0 + columns.lowerBound) }
        call.operand.5 = other.map { UnsafeMutableRawPointer($0 + offset) }
        end(&call)
    }
}
