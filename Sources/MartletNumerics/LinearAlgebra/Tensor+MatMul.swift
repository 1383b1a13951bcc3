internal import CMartletKernels

extension Tensor {
    /// The matrix product, as NumPy's `matmul`: of the last two axes, the axes before them broadcast; a vector counts as
    /// one row on the left and as one column on the right, and its axis disappears.
    ///
    /// - Shape: `[…, m, k] · […, k, n] → […, m, n]`
    /// - Throws: `TensorError.shapeMismatch`; `unsupportedDType` unless the product is floating-point;
    ///   `invalidArgument` for lengths beyond 32 bits; `unusableBLAS` in float64 where the system's OpenBLAS computes
    ///   wrongly on this processor.
    public func matmul(_ other: Tensor) throws(TensorError) -> Tensor {
        let dtype = DType.promoted(self.dtype, other.dtype)
        guard dtype.isFloating else {
            throw .unsupportedDType(operation: "matmul", dtype: dtype, expected: [.float32, .float64])
        }
        let unfit = TensorError.shapeMismatch(
            operation: "matmul", shape, other.shape,
            reason: "the first's last length must equal the second's last but one; the axes before must broadcast")
        guard rank > 0, other.rank > 0 else { throw unfit }
        var a = cast(to: dtype)
        var b = other.cast(to: dtype)
        if rank == 1 { a = a.withShape([1, count]) }
        if other.rank == 1 { b = b.withShape([other.count, 1]) }
        let (m, k, n) = (a.shape[a.rank - 2], a.shape[a.rank - 1], b.shape[b.rank - 1])
        let (aBatch, bBatch) = (Shape(a.shape.dropLast(2)), Shape(b.shape.dropLast(2)))
        guard b.shape[b.rank - 2] == k, let batch = Shape.broadcast(aBatch, bBatch) else { throw unfit }
        var shape = batch
        if rank > 1 { shape.append(m) }
        if other.rank > 1 { shape.append(n) }
        _ = try shape.checkedByteCount(of: dtype)
        if aBatch.elementCount > 1 { a = try a.broadcast(to: Shape(Array(batch) + [m, k])) }
        if bBatch.elementCount > 1 { b = try b.broadcast(to: Shape(Array(batch) + [k, n])) }
        var p = mk_gemm_parameters()
        (p.m, p.n, p.k) = (Int64(m), Int64(n), Int64(k))
        (p.batch, p.stride_c) = (Int64(batch.elementCount), Int64(m * n))
        p.stride_a = aBatch.elementCount > 1 ? Int64(m * k) : 0
        p.stride_b = bBatch.elementCount > 1 ? Int64(k * n) : 0
        if p.stride_b == 0, p.stride_a != 0 {
            // Matrices times one matrix are one matrix times it.
            (p.m, p.batch) = (p.m * p.batch, 1)
        }
        try BLAS.checkLengths([Int(p.m), n, k], operation: "matmul")
        if dtype == .float64 { try OpenBLAS.require(for: "matmul") }
        let result = Tensor(uninitialized: shape, dtype: dtype)
        if result.count > 0 { Self.multiply(a, b, into: result, p) }
        return result
    }

    private static func multiply(_ a: Tensor, _ b: Tensor, into result: Tensor, _ parameters: mk_gemm_parameters) {
        var p = parameters
        (p.lda, p.ldb, p.ldc) = (p.k, p.n, p.n)
        // Two threads pay from about 64 × 64 × 64 on.
        p.threads = p.m * p.n * p.k * Swift.max(p.batch, 1) < 64 * 64 * 64 ? 1 : mk_thread_budget()
        var call = gemmCall(p, dtype: a.dtype)
        let scratchSize = gemmScratch(p, dtype: a.dtype)
        let scratch = scratchSize > 0 ? Storage.allocate(byteCount: scratchSize) : nil
        call.operand.0 = a.storage.baseAddress
        call.operand.1 = b.storage.baseAddress
        call.operand.2 = result.storage.baseAddress
        call.operand.4 = scratch?.baseAddress
        call.run(&call)
        withExtendedLifetime((a, b, scratch)) {}
    }
}
