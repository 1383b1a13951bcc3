import CMartletKernels
import Glibc
import Testing

/// Numbers between guards, none of which may change; what lies outside the rows is NaN, so that reading it shows.
final class Matrix {
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
struct Product {
    var m: Int, n: Int, k: Int
    var transposeA = false, transposeB = false
    var ending = Ending.none
    var batch = 1, extra = 0
    var threads: Int32 = 1
    var inOrder = false

    /// Runs the product and returns C's bytes, having compared them with sums in double precision.
    @discardableResult func check(sourceLocation: SourceLocation = #_sourceLocation) -> [UInt32] {
        let a = Matrix(transposeA ? k : m, transposeA ? m : k, extra: extra, batch: batch, seed: 1)
        let b = Matrix(transposeB ? n : k, transposeB ? k : n, extra: extra, batch: batch, seed: 2)
        let c = Matrix(m, n, extra: extra, batch: batch, seed: 3)
        let bias = Matrix(1, n, extra: 0, seed: 4)
        let other = Matrix(m, n, extra: extra, batch: batch, seed: 5)
        var parameters = mk_gemm_parameters()
        (parameters.m, parameters.n, parameters.k) = (Int64(m), Int64(n), Int64(k))
        (parameters.lda, parameters.ldb, parameters.ldc) = (Int64(a.leading), Int64(b.leading), Int64(c.leading))
        parameters.ldother = Int64(other.leading)
        parameters.batch = Int64(batch)
        (parameters.stride_a, parameters.stride_b) = (Int64(a.stride), Int64(b.stride))
        parameters.stride_c = Int64(c.stride)
        (parameters.transpose_a, parameters.transpose_b) = (transposeA, transposeB)
        parameters.epilogue = ending.code
        parameters.threads = threads
        parameters.in_order = inOrder

        let scratchBytes = Int(mk_gemm_scratch(parameters))
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: scratchBytes + 64, alignment: 64)
        defer { scratch.deallocate() }
        for index in scratch.indices { scratch[index] = 0xFF }
        var call = mk_gemm(parameters)
        call.operand.0 = UnsafeMutableRawPointer(a.base)
        call.operand.1 = UnsafeMutableRawPointer(b.base)
        call.operand.2 = UnsafeMutableRawPointer(c.base)
        call.operand.3 = parameters.epilogue.bias ? UnsafeMutableRawPointer(bias.base) : nil
        call.operand.4 = scratchBytes > 0 ? scratch.baseAddress : nil
        call.operand.5 = parameters.epilogue.other > 0 ? UnsafeMutableRawPointer(other.base) : nil
        mk_run(&call, 1)

        #expect(
            [a, b, bias, other].allSatisfy { $0.isUnchanged }, "\(self)", sourceLocation: sourceLocation)
        #expect(c.guardsHold, "wrote outside C: \(self)", sourceLocation: sourceLocation)
        #expect(
            scratch[scratchBytes...].allSatisfy { $0 == 0xFF }, "wrote past the scratch: \(self)",
            sourceLocation: sourceLocation)
        if let wrong = firstWrong(a, b, c, bias, other) {
            Issue.record("\(self) \(instructionSet): \(wrong)", sourceLocation: sourceLocation)
        }
        return c.bits
    }

    private func firstWrong(
        _ a: Matrix, _ b: Matrix, _ c: Matrix, _ bias: Matrix, _ other: Matrix
    ) -> String? {
        for i in 0..<batch {
            for r in 0..<m {
                for q in 0..<n {
                    var sum = 0.0, magnitude = 0.0
                    for p in 0..<k {
                        let term = (transposeA ? a[i, p, r] : a[i, r, p]) * (transposeB ? b[i, q, p] : b[i, p, q])
                        sum += term
                        magnitude += abs(term)
                    }
                    let before = ending == .accumulate ? c.initial(i, r, q) : 0
                    sum = ending.value(sum, bias: bias[0, 0, q], other: other[i, r, q], before: before)
                    // k + 1 roundings of a sum of such terms, each of at most half an ulp of the partial sum.
                    let (growth, roundings) = ending.slack
                    let size = Double(k + 1) * (magnitude + 1) * growth + roundings * (magnitude + 2)
                    let bound = size * Double(Float.ulpOfOne) / 2
                    if !(abs(c[i, r, q] - sum) <= bound) { return "[\(i), \(r), \(q)] is \(c[i, r, q]), not \(sum)" }
                }
            }
        }
        return nil
    }
}

/// Numbers that end at a page which may not be touched.
final class Fenced {
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
