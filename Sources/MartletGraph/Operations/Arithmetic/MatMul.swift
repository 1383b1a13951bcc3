import CMartletKernels
package import MartletNumerics

/// Matrix product over the last two axes: `[…, m, k] × [k, n]` or batched `[b…, m, k] × [b…, k, n]`, where all of the
/// second's b may be 1.
///
/// What may follow, such as a bias and an activation, is done while the product is still in registers; passes put it
/// there.
package struct MatMul: EpilogueOperation {
    package var transposeA = false
    package var transposeB = false
    package var epilogue = Epilogue.none

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(2 + epilogue.inputCount, inputs)
        let (a, b) = (inputs[0].shape, inputs[1].shape)
        guard inputs[0].dtype == inputs[1].dtype, inputs[0].dtype.isFloating else {
            throw refuse("takes two tensors of one floating type, not \(inputs[0]) and \(inputs[1])")
        }
        guard a.count >= 2, b.count == 2 || b.count == a.count, !(transposeA && b.count == 2 && a.count > 2) else {
            throw refuse("takes […, m, k] × [k, n] or batches of equal rank, not \(a) × \(b)")
        }
        let (m, k) = transposeA ? (a[a.count - 1], a[a.count - 2]) : (a[a.count - 2], a[a.count - 1])
        let (inner, n) = transposeB ? (b[b.count - 1], b[b.count - 2]) : (b[b.count - 2], b[b.count - 1])
        guard k == inner || k < 0 || inner < 0 else {
            throw refuse("\(a) × \(b)\(transposeB ? "ᵀ" : "") don't fit: the inner dimensions are \(k) and \(inner)")
        }
        guard sharesSecond(b) || zip(a, b).dropLast(2).allSatisfy({ $0 == $1 || $0 < 0 || $1 < 0 }) else {
            throw refuse("the batches of \(a) × \(b) differ")
        }
        let result = TensorType(Shape(a.dropLast(2) + [m, n]), inputs[0].dtype)
        if let objection = epilogue.objection(inputs.dropFirst(2), result) { throw refuse(objection) }
        return [result]
    }

    /// Whether all batches multiply one and the same second matrix.
    private func sharesSecond(_ b: Shape) -> Bool { b.dropLast(2).allSatisfy { $0 == 1 } }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let type = try infer(inputs.map { TensorType($0.shape, $0.dtype) })[0]
        let shape = inputs[0].shape
        let (m, n) = (type.shape[type.shape.count - 2], type.shape[type.shape.count - 1])
        let k = transposeA ? shape[shape.count - 2] : shape[shape.count - 1]
        let (a, b) = (inputs[0].array(of: Double.self), inputs[1].array(of: Double.self))
        let batches = type.shape.dropLast(2).reduce(1, *)
        let batchStrideB = sharesSecond(inputs[1].shape) ? 0 : k * n
        var result = [Double](repeating: 0, count: batches * m * n)
        for batch in 0..<batches {
            for i in 0..<m {
                for j in 0..<n {
                    var sum = 0.0
                    for p in 0..<k {
                        sum +=
                            a[batch * m * k + (transposeA ? p * m + i : i * k + p)]
                            * b[batch * batchStrideB + (transposeB ? j * k + p : p * n + j)]
                    }
                    result[(batch * m + i) * n + j] = sum
                }
            }
        }
        result = epilogue.ended(result, columns: n, inputs.dropFirst(2))
        return [try Tensor(result, shape: type.shape).cast(to: type.dtype)]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        guard epilogue == .none else { return at.inputs.map { _ in .blocked("fused after gradients were taken") } }
        let (a, own, d) = (at.inputs[0], at.inputs[1], at.cotangent)
        let b =
            own.rank == 2
            ? own : own.apply(Expand(shape: Shape(Array(a.shape.dropLast(2)) + Array(own.shape.suffix(2)))))
        // A = op(a), B = op(b): dA = d·Bᵀ, dB = Aᵀ·d; a transposed operand gets the transposed derivative.
        let da =
            transposeA
            ? b.matmul(d, transposeSelf: transposeB, transposeOther: true)
            : d.matmul(b, transposeOther: !transposeB)
        if b.rank == 2, a.rank > 2 {  // the rows of all batches share b
            let (rows, flat) = (a.reshaped([-1, a.shape.last!]), d.reshaped([-1, d.shape.last!]))
            let db = transposeB ? flat.matmul(rows, transposeSelf: true) : rows.matmul(flat, transposeSelf: true)
            return [.flows(da), .flows(db)]
        }
        let db =
            transposeB
            ? d.matmul(a, transposeSelf: true, transposeOther: transposeA)
            : a.matmul(d, transposeSelf: !transposeA)
        return [.flows(da), .flows(db.summed(like: own))]
    }

    package func lower(_ at: Lowering) -> Lowered {
        let (a, b, c) = (at.inputs[0].shape, at.inputs[1].shape, at.output.shape)
        let dtype = at.output.dtype
        if c.elementCount == 0 { return .kernels([]) }
        guard epilogue == .none || (dtype == .float32 && hasPlainOther(at, at.output)) else { return .reference }
        var p = mk_gemm_parameters()
        (p.m, p.n) = (Int64(c[c.count - 2]), Int64(c[c.count - 1]))
        p.k = Int64(transposeA ? a[a.count - 2] : a[a.count - 1])
        p.batch = 1
        if b.count == 2 {
            p.m *= Int64(c.dropLast(2).reduce(1, *))  // rows of all batches at once
        } else {
            p.batch = Int64(c.dropLast(2).reduce(1, *))
            (p.stride_a, p.stride_b, p.stride_c) = (p.m * p.k, sharesSecond(b) ? 0 : p.k * p.n, p.m * p.n)
        }
        (p.lda, p.ldb, p.ldc, p.ldother) = (transposeA ? p.m : p.k, transposeB ? p.k : p.n, p.n, p.n)
        (p.transpose_a, p.transpose_b, p.in_order) = (transposeA, transposeB, at.options.isBatchInvariant)
        let (code, retained) = epilogue.lowered()
        p.epilogue = code
        let flops = 2 * Double(p.m) * Double(p.n) * Double(p.k) * Double(p.batch)
        p.threads = flops > 1e6 ? Int32(at.threads) : 1
        let form = "\(transposeA ? "t" : "n")\(transposeB ? "t" : "n")"
        if dtype == .float64, OpenBLAS.fault != nil { return .reference }
        if let kernels = skippingZeros(p, at, flops, retained) { return .kernels(kernels) }
        let (bias, other) = epilogueOperands
        let scratch = Operand.scratch(byteCount: gemmScratch(p, dtype: dtype))
        return .kernels([
            Kernel(
                "gemm \(form) \(p.m)×\(p.n)×\(p.k)\(epilogue.label)", gemmCall(p, dtype: dtype),
                [.input(0), .input(1), .output(0), bias, scratch, other], flops: flops, retaining: retained)
        ])
    }

    /// The kernels that skip the zeros of weights, which are the second; nil where that isn't possible or doesn't pay.
    private func skippingZeros(
        _ p: mk_gemm_parameters, _ at: Lowering, _ flops: Double, _ retained: (any AnyObject & Sendable)?
    ) -> [Kernel]? {
        guard !transposeA, !transposeB, p.batch == 1, let rows = Int32(exactly: p.m), let columns = Int32(exactly: p.n),
            let depth = Int32(exactly: p.k)
        else { return nil }
        var shape = mk_convolution_of_product(rows, columns, depth, p.threads)
        shape.epilogue = p.epilogue
        let some: Int32 = 64  // for which a choice is right for more rows too
        let typical = mk_convolution_of_product(some, columns, depth, p.threads)
        guard let sparse = at.sparse(shape, typical: typical) else { return nil }
        return at.kernels(sparse, "gemm \(rows)×\(columns)×\(depth)", epilogue, self, flops: flops, retaining: retained)
    }

    package static var samples: [Sample] {
        let forms = [(false, false), (true, false), (false, true), (true, true)]
        return forms.map {
            .init(MatMul(transposeA: $0, transposeB: $1), $0 ? [7, 5] : [5, 7], $1 ? [3, 7] : [7, 3])
        }
            + forms.map {
                .init(
                    MatMul(transposeA: $0, transposeB: $1), $0 ? [2, 7, 5] : [2, 5, 7], $1 ? [2, 3, 7] : [2, 7, 3])
            }
            + [
                .init(MatMul(), [2, 3, 4], [4, 5]), .init(MatMul(), [3, 2, 4], [1, 4, 5]),
                .init(MatMul(transposeA: true), [3, 4, 2], [1, 4, 5]),
                .init(MatMul(epilogue: .biasRelu), [5, 7], [7, 3], [3]),
                .init(MatMul(epilogue: .reluMask), [5, 7], [7, 3], [5, 3]),
                .init(MatMul(epilogue: .reluMask), [2, 5, 7], [2, 7, 3], [2, 5, 3]),
                .init(
                    MatMul(epilogue: .init(hasBias: true, other: .added, activation: Epilogue.relu6)), [5, 7], [7, 3],
                    [3],
                    [5, 3]),
            ]
    }
}

extension Symbol {
    /// Matrix product over the last two axes; either side may be taken transposed.
    ///
    /// - Shape: `[…, m, k] × [k, n] → […, m, n]`, or batched with equal leading axes.
    public func matmul(_ other: Symbol, transposeSelf: Bool = false, transposeOther: Bool = false) -> Symbol {
        apply(MatMul(transposeA: transposeSelf, transposeB: transposeOther), other)
    }
}
