import Benchmark
import CMartletKernels

/// Memory for operands, 64-byte aligned and filled with small numbers.
func floats(_ count: Int) -> UnsafeMutableRawPointer {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(64, 4 * count), alignment: 64)
    let values = memory.bindMemory(to: Float.self, capacity: max(16, count))
    for index in 0..<max(16, count) { values[index] = Float(index % 17) / 17 - 0.5 }
    return memory
}

/// Products of a small network's training step, forward and backward, and larger ones: m, n, k, transposes.
private let products: [(Int, Int, Int, Bool, Bool)] = [
    (32, 64, 10, false, false), (32, 64, 64, false, false), (32, 10, 64, false, false), (64, 64, 32, true, false),
    (32, 64, 64, false, true), (1, 64, 64, false, false), (256, 256, 256, false, false),
    (1024, 1024, 1024, false, false),
]

let benchmarks: @Sendable () -> Void = {
    for (m, n, k, ta, tb) in products {
        Benchmark("gemm \(ta ? "t" : "n")\(tb ? "t" : "n") \(m)×\(n)×\(k)") { benchmark in
            var p = mk_gemm_parameters()
            (p.m, p.n, p.k) = (Int64(m), Int64(n), Int64(k))
            (p.lda, p.ldb, p.ldc) = (Int64(ta ? m : k), Int64(tb ? k : n), Int64(n))
            (p.transpose_a, p.transpose_b, p.threads) = (ta, tb, 1)
            var call = mk_gemm(p)
            (call.operand.0, call.operand.1, call.operand.2) = (floats(m * k), floats(k * n), floats(m * n))
            call.operand.4 = floats(Int(mk_gemm_scratch(p)) / 4)
            benchmark.startMeasurement()
            for _ in 0..<max(1, 10_000_000 / (m * n * k)) { mk_run(&call, 1) }
        }
    }
    convolutionBenchmarks()
    for (rows, width) in [(32, 10), (1024, 1024)] {
        Benchmark("softmax \(rows)×\(width)") { benchmark in
            var p = mk_softmax_parameters()
            (p.kind, p.outer, p.width, p.inner, p.threads) = (MK_SOFTMAX, Int64(rows), Int64(width), 1, 1)
            var call = mk_softmax(p)
            (call.operand.0, call.operand.1) = (floats(rows * width), floats(rows * width))
            benchmark.startMeasurement()
            for _ in 0..<max(1, 10_000_000 / (rows * width)) { mk_run(&call, 1) }
        }
    }
    for code in [MK_OP_RELU, MK_OP_EXP, MK_OP_TANH] {
        Benchmark("elementwise \(code.rawValue) of 65536") { benchmark in
            let program = UnsafeMutablePointer<mk_program>.allocate(capacity: 1)
            mk_program_begin(program, MK_REGISTERS_FLOAT32, 1, [65536], 1)
            let x = mk_program_input(program, MK_FLOAT32, [1])
            mk_program_output(program, mk_program_step(program, code, x, 0, 0), MK_FLOAT32, [1])
            var call = mk_elementwise(program)
            (call.operand.0, call.operand.1) = (floats(65536), floats(65536))
            benchmark.startMeasurement()
            for _ in 0..<100 { mk_run(&call, 1) }
        }
    }
}
