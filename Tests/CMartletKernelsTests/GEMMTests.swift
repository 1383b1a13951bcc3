import CMartletKernels
import Glibc
import Testing

extension KernelTests {
    @Suite struct GEMMTests {}
}

/// The instruction sets this CPU can run kernels of.
private let levels: [mk_isa_level] = [MK_ISA_SCALAR, MK_ISA_AVX2, MK_ISA_AVX512].filter {
    $0.rawValue <= mk_detected_isa().rawValue
}

private let epilogues = [
    MK_EPILOGUE_NONE, MK_EPILOGUE_BIAS, MK_EPILOGUE_BIAS_RELU, MK_EPILOGUE_RELU_MASK, MK_EPILOGUE_ACCUMULATE,
]

/// Numbers between guards, none of which may change; what lies outside the rows is NaN, so that reading it shows.
private final class Matrix {
    static let guardCount = 64
    let rows: Int, columns: Int, leading: Int, batch: Int, stride: Int
    let storage: UnsafeMutablePointer<Float>
    let count: Int
    private let before: [UInt32]

    init(_ rows: Int, _ columns: Int, extra: Int, batch: Int = 1, seed: UInt64) {
        (self.rows, self.columns, self.batch) = (rows, columns, batch)
        leading = columns + extra
        stride = rows * leading + extra
        count = stride * batch + 2 * Self.guardCount
        storage = .allocate(capacity: count)
        storage.initialize(repeating: .nan, count: count)
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        for b in 0..<batch {
            for r in 0..<rows {
                for c in 0..<columns {
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    let fraction = Float(Int(state >> 40) - (1 << 23)) / Float(1 << 23)
                    storage[Self.guardCount + b * stride + r * leading + c] = fraction
                }
            }
        }
        before = (0..<count).map { [storage] in storage[$0].bitPattern }
    }

    deinit { storage.deallocate() }

    var base: UnsafeMutablePointer<Float> { storage + Self.guardCount }
    subscript(b: Int, r: Int, c: Int) -> Double { Double(base[b * stride + r * leading + c]) }
    func initial(_ b: Int, _ r: Int, _ c: Int) -> Double {
        Double(Float(bitPattern: before[Self.guardCount + b * stride + r * leading + c]))
    }

    /// Whether everything outside the rows holds what it held.
    var guardsHold: Bool {
        (0..<count).allSatisfy { index in
            let inside = index - Self.guardCount
            let isElement =
                inside >= 0 && inside < batch * stride && inside % stride < rows * leading
                && inside % stride % leading < columns
            return isElement || storage[index].bitPattern == before[index]
        }
    }
    var isUnchanged: Bool { (0..<count).allSatisfy { storage[$0].bitPattern == before[$0] } }
    var bits: [UInt32] { (0..<count).map { storage[$0].bitPattern } }
}

/// One product, its operands, and what it should be.
private struct Product {
    var m: Int, n: Int, k: Int
    var transposeA = false, transposeB = false
    var epilogue = MK_EPILOGUE_NONE
    var batch = 1, extra = 0
    var threads: Int32 = 1

    /// Runs the product and returns C's bytes, having compared them with sums in double precision.
    @discardableResult func check(sourceLocation: SourceLocation = #_sourceLocation) -> [UInt32] {
        let a = Matrix(transposeA ? k : m, transposeA ? m : k, extra: extra, batch: batch, seed: 1)
        let b = Matrix(transposeB ? n : k, transposeB ? k : n, extra: extra, batch: batch, seed: 2)
        let c = Matrix(m, n, extra: extra, batch: batch, seed: 3)
        let masks = epilogue == MK_EPILOGUE_RELU_MASK
        let aux = Matrix(masks ? m : 1, n, extra: extra, seed: 4)
        var parameters = mk_gemm_parameters()
        (parameters.m, parameters.n, parameters.k) = (Int64(m), Int64(n), Int64(k))
        (parameters.lda, parameters.ldb, parameters.ldc) = (Int64(a.leading), Int64(b.leading), Int64(c.leading))
        parameters.ldaux = Int64(aux.leading)
        parameters.batch = Int64(batch)
        (parameters.stride_a, parameters.stride_b) = (Int64(a.stride), Int64(b.stride))
        parameters.stride_c = Int64(c.stride)
        (parameters.transpose_a, parameters.transpose_b) = (transposeA, transposeB)
        parameters.epilogue = UInt8(epilogue.rawValue)
        parameters.threads = threads

        let scratchBytes = Int(mk_gemm_scratch(parameters))
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: scratchBytes + 64, alignment: 64)
        defer { scratch.deallocate() }
        for index in scratch.indices { scratch[index] = 0xFF }
        var call = mk_gemm(parameters)
        let usesAux = epilogue != MK_EPILOGUE_NONE && epilogue != MK_EPILOGUE_ACCUMULATE
        call.operand.0 = UnsafeMutableRawPointer(a.base)
        call.operand.1 = UnsafeMutableRawPointer(b.base)
        call.operand.2 = UnsafeMutableRawPointer(c.base)
        call.operand.3 = usesAux ? UnsafeMutableRawPointer(aux.base) : nil
        call.operand.4 = scratchBytes > 0 ? scratch.baseAddress : nil
        mk_run(&call, 1)

        #expect(a.isUnchanged && b.isUnchanged && aux.isUnchanged, "\(self)", sourceLocation: sourceLocation)
        #expect(c.guardsHold, "wrote outside C: \(self)", sourceLocation: sourceLocation)
        #expect(
            scratch[scratchBytes...].allSatisfy { $0 == 0xFF }, "wrote past the scratch: \(self)",
            sourceLocation: sourceLocation)
        if let wrong = firstWrong(a, b, c, aux) {
            Issue.record("\(self) \(mk_isa()): \(wrong)", sourceLocation: sourceLocation)
        }
        return c.bits
    }

    private func firstWrong(_ a: Matrix, _ b: Matrix, _ c: Matrix, _ aux: Matrix) -> String? {
        for i in 0..<batch {
            for r in 0..<m {
                for q in 0..<n {
                    var sum = 0.0, magnitude = 0.0
                    for p in 0..<k {
                        let term = (transposeA ? a[i, p, r] : a[i, r, p]) * (transposeB ? b[i, q, p] : b[i, p, q])
                        sum += term
                        magnitude += abs(term)
                    }
                    switch epilogue {
                    case MK_EPILOGUE_BIAS: sum += aux[0, 0, q]
                    case MK_EPILOGUE_BIAS_RELU: sum = max(sum + aux[0, 0, q], 0)
                    case MK_EPILOGUE_RELU_MASK: sum = aux[0, r, q] > 0 ? sum : 0
                    case MK_EPILOGUE_ACCUMULATE: sum += c.initial(i, r, q)
                    default: break
                    }
                    // k + 1 roundings of a sum of such terms, each of at most half an ulp of the partial sum.
                    let bound = Double(k + 1) * (magnitude + 1) * Double(Float.ulpOfOne) / 2
                    if !(abs(c[i, r, q] - sum) <= bound) { return "[\(i), \(r), \(q)] is \(c[i, r, q]), not \(sum)" }
                }
            }
        }
        return nil
    }
}

/// Numbers that end at a page which may not be touched.
private final class Fenced {
    let base: UnsafeMutablePointer<Float>
    private let region: UnsafeMutableRawPointer
    private let byteCount: Int

    init(_ count: Int) {
        let page = sysconf(Int32(_SC_PAGESIZE))
        let needed = (count * MemoryLayout<Float>.stride + page - 1) / page * page
        byteCount = needed + page
        region = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | Int32(MAP_ANONYMOUS), -1, 0)!
        mprotect(region + needed, page, PROT_NONE)
        base = (region + needed).assumingMemoryBound(to: Float.self) - count
    }

    deinit { munmap(region, byteCount) }
}

/// Runs `body` under every cap.
private func underEveryCap(_ body: () -> Void) {
    defer { mk_cap_isa(MK_ISA_AVX512VNNI) }
    for level in levels {
        mk_cap_isa(level)
        body()
    }
}

extension KernelTests.GEMMTests {
    /// Widths and heights around the tiles' and vectors', one axis at a time and together.
    @Test(arguments: [false, true], [false, true])
    func allFormsAtAwkwardShapes(transposeA: Bool, transposeB: Bool) {
        let sizes = [1, 2, 3, 5, 10, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100]
        underEveryCap {
            for (index, size) in sizes.enumerated() {
                for (m, n, k) in [(size, 33, 7), (7, size, 20), (6, 18, size), (size, size, size)] {
                    for (turn, epilogue) in epilogues.enumerated() {
                        Product(
                            m: m, n: n, k: k, transposeA: transposeA, transposeB: transposeB, epilogue: epilogue,
                            extra: (index + turn) % 3 * 5
                        ).check()
                    }
                }
            }
        }
    }

    @Test func everyTile() {
        underEveryCap {
            for n in 1...70 {
                for m in 1...9 {
                    Product(m: m, n: n, k: 9, transposeA: n % 2 == 0, epilogue: MK_EPILOGUE_BIAS).check()
                }
            }
        }
    }

    /// Few columns, whose products are made turned.
    @Test(arguments: epilogues.indices)
    func skinny(index: Int) {
        underEveryCap {
            for n in [1, 2, 3, 4, 5, 9, 10, 12, 16, 17, 20, 32] {
                for m in [16, 31, 64, 65, 100] {
                    for (transposeA, transposeB) in [(false, false), (true, false), (false, true), (true, true)] {
                        Product(
                            m: m, n: n, k: m * 3 + n, transposeA: transposeA, transposeB: transposeB,
                            epilogue: epilogues[index], extra: n % 3
                        ).check()
                    }
                }
            }
        }
    }

    @Test func emptyAxes() {
        underEveryCap {
            for epilogue in epilogues {
                for (m, n, k) in [(0, 5, 5), (5, 0, 5), (5, 19, 0), (0, 0, 0)] {
                    Product(m: m, n: n, k: k, transposeB: true, epilogue: epilogue).check()
                    Product(m: m, n: n, k: k, transposeA: true, epilogue: epilogue, extra: 2).check()
                }
            }
        }
    }

    @Test func deepSumsPackedPanelsAndBands() {
        underEveryCap {
            for epilogue in epilogues {
                Product(m: 66, n: 35, k: 600, epilogue: epilogue).check()
                Product(m: 451, n: 80, k: 3, epilogue: epilogue).check()
                Product(m: 265, n: 71, k: 390, transposeB: true, epilogue: epilogue).check()
                Product(m: 70, n: 149, k: 130, transposeA: true, epilogue: epilogue, extra: 3).check()
                Product(m: 5, n: 35, k: 513, transposeB: true, epilogue: epilogue).check()
            }
        }
    }

    @Test func batches() {
        underEveryCap {
            for epilogue in [MK_EPILOGUE_BIAS_RELU, MK_EPILOGUE_ACCUMULATE] {
                for transposeB in [false, true] {
                    for threads in [Int32(1), 3] {
                        Product(
                            m: 11, n: 21, k: 13, transposeB: transposeB, epilogue: epilogue, batch: 5, extra: 3,
                            threads: threads
                        ).check()
                    }
                }
            }
        }
    }

    /// The same bytes from one thread and several.
    @Test func threadsDoNotMatter() {
        let budget = mk_thread_budget()
        mk_set_thread_budget(4)
        defer { mk_set_thread_budget(budget) }
        underEveryCap {
            for (m, n, k) in [(1, 64, 64), (1, 300, 40), (33, 10, 64), (100, 100, 300), (300, 70, 30), (129, 150, 140)]
            {
                for (transposeA, transposeB) in [(false, false), (true, false), (false, true), (true, true)] {
                    var product = Product(m: m, n: n, k: k, transposeA: transposeA, transposeB: transposeB)
                    product.epilogue = MK_EPILOGUE_BIAS_RELU
                    let expected = product.check()
                    for threads in [Int32(2), 3, 4] {
                        product.threads = threads
                        #expect(product.check() == expected, "\(product)")
                    }
                }
            }
        }
    }

    /// Operands that end where memory ends: a read or write past them is a segmentation fault.
    @Test func touchesNothingPastTheEnd() {
        underEveryCap {
            for (m, n, k) in [(1, 1, 1), (3, 10, 5), (32, 10, 64), (64, 2, 24), (7, 33, 10), (66, 131, 127)] {
                for (transposeA, transposeB) in [(false, false), (true, false), (false, true), (true, true)] {
                    let (a, b, c, aux) = (Fenced(m * k), Fenced(k * n), Fenced(m * n), Fenced(m * n))
                    var parameters = mk_gemm_parameters()
                    (parameters.m, parameters.n, parameters.k) = (Int64(m), Int64(n), Int64(k))
                    parameters.lda = Int64(transposeA ? m : k)
                    parameters.ldb = Int64(transposeB ? k : n)
                    (parameters.ldc, parameters.ldaux) = (Int64(n), Int64(n))
                    (parameters.transpose_a, parameters.transpose_b) = (transposeA, transposeB)
                    parameters.epilogue = UInt8(MK_EPILOGUE_RELU_MASK.rawValue)
                    let scratch = Fenced((Int(mk_gemm_scratch(parameters)) + 63) / 64 * 16)
                    for index in 0..<(m * n) { aux.base[index] = 1 }
                    for index in 0..<(m * k) { a.base[index] = 1 }
                    for index in 0..<(k * n) { b.base[index] = 1 }
                    var call = mk_gemm(parameters)
                    call.operand.0 = UnsafeMutableRawPointer(a.base)
                    call.operand.1 = UnsafeMutableRawPointer(b.base)
                    call.operand.2 = UnsafeMutableRawPointer(c.base)
                    call.operand.3 = UnsafeMutableRawPointer(aux.base)
                    call.operand.4 = UnsafeMutableRawPointer(scratch.base)
                    mk_run(&call, 1)
                    #expect((0..<(m * n)).allSatisfy { c.base[$0] == Float(k) })
                }
            }
        }
    }

    @Test func notANumberPassesThroughReLU() {
        underEveryCap {
            let numbers = UnsafeMutablePointer<Float>.allocate(capacity: 4)
            defer { numbers.deallocate() }
            for (index, number) in [Float.nan, 1, 0, 0].enumerated() { numbers[index] = number }
            var parameters = mk_gemm_parameters()
            (parameters.m, parameters.n, parameters.k) = (1, 1, 1)
            (parameters.lda, parameters.ldb, parameters.ldc) = (1, 1, 1)
            parameters.epilogue = UInt8(MK_EPILOGUE_BIAS_RELU.rawValue)
            var call = mk_gemm(parameters)
            call.operand.0 = UnsafeMutableRawPointer(numbers)
            call.operand.1 = UnsafeMutableRawPointer(numbers + 1)
            call.operand.2 = UnsafeMutableRawPointer(numbers + 3)
            call.operand.3 = UnsafeMutableRawPointer(numbers + 2)
            mk_run(&call, 1)
            #expect(numbers[3].isNaN)
        }
    }

    @Test func everyVariantIsInTheTable() {
        var count: Int64 = 0
        let kernels = UnsafeBufferPointer(start: mk_kernels(&count), count: Int(count))
        let found = kernels.filter { String(cString: $0.family) == "gemm" }.map(\.isa.rawValue)
        #expect(Set(found).isSuperset(of: levels.map(\.rawValue)))
    }
}
