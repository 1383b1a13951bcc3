import CMartletKernels
import MartletNumerics
import Testing

/// The product in double precision, by the definition.
private func reference(_ a: Tensor, _ b: Tensor) throws -> Tensor {
    let (m, k, n) = (a.shape[0], a.shape[1], b.shape[1])
    let (x, y) = (a.array(of: Double.self), b.array(of: Double.self))
    var z = [Double](repeating: 0, count: m * n)
    for i in 0..<m {
        for j in 0..<n {
            for l in 0..<k { z[i * n + j] += x[i * k + l] * y[l * n + j] }
        }
    }
    return try Tensor(z, shape: [m, n])
}

/// The error that summing `k` products of numbers near 1 may have.
private func tolerance(_ dtype: DType, _ k: Int) -> Double {
    (dtype == .float32 ? 0x1p-22 : 0x1p-51) * Double(k + 1) * 16
}

@Suite(.serialized) struct MatMulTests {
    @Test(arguments: [DType.float32, .float64])
    func matricesOfManySizes(dtype: DType) throws {
        var random = RandomGenerator(seed: 1)
        for (m, n, k) in [(1, 1, 1), (3, 4, 5), (1, 7, 9), (7, 1, 9), (32, 64, 10), (130, 140, 150), (5, 3, 0)] {
            let a = try random.normal([m, k], dtype: dtype)
            let b = try random.normal([k, n], dtype: dtype)
            let product = try a.matmul(b)
            #expect(product.dtype == dtype)
            #expect(try product.isClose(to: try reference(a, b), relative: 0, absolute: tolerance(dtype, k)))
        }
    }

    @Test func vectorsAndBatches() throws {
        let a = try Tensor.arange(24, dtype: .float32).reshaped([2, 3, 4])
        let v = Tensor([1, 0, 0, 2] as [Float])
        #expect(try v.matmul(v).scalar(as: Float.self) == 5)
        #expect(try a.matmul(v).array(of: Float.self) == [6, 18, 30, 42, 54, 66])
        #expect(try a.matmul(v).shape == [2, 3])
        #expect(try Tensor([1, 1, 1] as [Float]).matmul(a).array(of: Float.self) == [12, 15, 18, 21, 48, 51, 54, 57])
        let b = try Tensor.arange(16, dtype: .float32).reshaped([2, 4, 2])
        for i in 0..<2 {
            #expect(try a.matmul(b)[i] == a[i].matmul(b[i]))
            #expect(try a[0].matmul(b)[i] == a[0].matmul(b[i]))
            #expect(try a.matmul(b[0])[i] == a[i].matmul(b[0]))
        }
        #expect(try a.expandingDimensions(at: 1).matmul(b).shape == [2, 2, 3, 2])
        #expect(try Tensor([1, 2]).matmul(Tensor([0.5, 0.25])).scalar(as: Double.self) == 1)
    }

    @Test func errors() {
        let a = Tensor.zeros([2, 3])
        #expect(throws: TensorError.self) { try a.matmul(a) }
        #expect(throws: TensorError.self) { try a.matmul(Tensor(1.0)) }
        #expect(throws: TensorError.self) { try Tensor.zeros([2, 3, 4]).matmul(.zeros([3, 4, 5])) }
        #expect(
            throws: TensorError.unsupportedDType(operation: "matmul", dtype: .int64, expected: [.float32, .float64])
        ) {
            try Tensor([1, 2]).matmul(Tensor([3, 4]))
        }
    }

    /// Runs `call` on copies of the operands and returns what it wrote to C.
    private func run(
        _ call: mk_call, _ a: Tensor, _ b: Tensor, _ c: Tensor, bias: Tensor = .zeros([]), other: Tensor = .zeros([])
    ) -> Tensor {
        var (call, operands) = (call, [a, b, c, bias, other])
        let addresses = operands.indices.map { index in
            operands[index].withUnsafeMutableBytes { $0.baseAddress }  // each owns its memory from here on
        }
        (call.operand.0, call.operand.1, call.operand.2) = (addresses[0], addresses[1], addresses[2])
        (call.operand.3, call.operand.5) = (addresses[3], addresses[4])
        call.run(&call)
        return operands[2]
    }

    private func ending(_ make: (inout mk_epilogue) -> Void) -> mk_epilogue {
        var epilogue = mk_epilogue()
        make(&epilogue)
        return epilogue
    }

    @Test(arguments: [DType.float32, .float64])
    func blasKernelTurnsAndFinishes(dtype: DType) throws {
        var random = RandomGenerator(seed: 2)
        for (m, n, k) in [(1, 6, 5), (6, 1, 5), (4, 6, 5), (200, 150, 160), (3, 4, 0)] {
            for (turnA, turnB) in [(false, false), (false, true), (true, false), (true, true)] {
                let a = try random.normal(turnA ? [k, m] : [m, k], dtype: dtype)
                let b = try random.normal(turnB ? [n, k] : [k, n], dtype: dtype)
                let c = try random.normal([m, n], dtype: dtype)
                let bias = try random.normal([n], dtype: dtype)
                let other = try random.normal([m, n], dtype: dtype)
                var p = mk_gemm_parameters()
                (p.m, p.n, p.k, p.batch, p.threads) = (Int64(m), Int64(n), Int64(k), 1, 2)
                (p.lda, p.ldb) = (Int64(turnA ? m : k), Int64(turnB ? k : n))
                (p.ldc, p.ldother, p.transpose_a, p.transpose_b) = (Int64(n), Int64(n), turnA, turnB)
                let product = try reference(turnA ? a.transposed() : a, turnB ? b.transposed() : b)
                var expected: [(mk_epilogue, Tensor)] = [
                    (mk_epilogue(), product), (ending { $0.accumulates = true }, try product + c),
                ]
                if dtype == .float32 {
                    expected += [
                        (ending { $0.bias = true }, try product + bias),
                        (
                            ending {
                                ($0.bias, $0.other) = (true, UInt8(MK_OTHER_ADDED.rawValue))
                                ($0.activation, $0.high) = (UInt8(MK_ACTIVATION_CLIP.rawValue), 6)
                            }, try (product + bias + other).maximum(0).minimum(6)
                        ),
                        (
                            ending { $0.other = UInt8(MK_OTHER_MASK.rawValue) },
                            try Tensor.where(other .> 0, product, .zeros([]))
                        ),
                    ]
                }
                for (epilogue, expected) in expected {
                    p.epilogue = epilogue
                    let result = run(blasGemmCall(p, dtype: dtype), a, b, c, bias: bias, other: other)
                    #expect(try result.isClose(to: expected, relative: 0, absolute: tolerance(dtype, k)))
                }
            }
        }
    }

    @Test func bytesDoNotDependOnThreads() throws {
        var random = RandomGenerator(seed: 3)
        for (m, n, k) in [(300, 200, 170), (130, 700, 64)] {
            let (a, b) = (try random.normal([m, k]), try random.normal([k, n]))
            var p = mk_gemm_parameters()
            (p.m, p.n, p.k, p.batch, p.lda, p.ldb, p.ldc) = (
                Int64(m), Int64(n), Int64(k), 1, Int64(k), Int64(n), Int64(n)
            )
            let results = [Int32(1), 2].map { threads in
                p.threads = threads
                return run(blasGemmCall(p), a, b, .zeros([m, n]))
            }
            #expect(results[0] == results[1])
        }
    }

    @Test func everyInstructionSetAgrees() throws {
        var random = RandomGenerator(seed: 4)
        let (a, b) = (try random.normal([70, 80]), try random.normal([80, 90]))
        let expected = try reference(a, b)
        for set in instructionSets {
            let product = try withInstructionSet(set) { try a.matmul(b) }
            #expect(try product.isClose(to: expected, relative: 0, absolute: tolerance(.float32, 80)), "\(set.names)")
        }
    }
}
