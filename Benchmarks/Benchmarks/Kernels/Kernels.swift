import Benchmark
import CMartletKernelCases
import CMartletKernels

/// Every variant of the table that this CPU runs, on the case that tests compare it with its scalar twin by.
let benchmarks: @Sendable () -> Void = {
    var count: Int64 = 0
    for variant in UnsafeBufferPointer(start: mk_kernels(&count), count: Int(count))
    where mk_detected_features().isSuperset(of: variant.needs) {
        let title = [variant.family, variant.name, variant.variant].map { String(cString: $0!) }.joined(separator: " ")
        Benchmark(title) { benchmark in
            guard let trial = withUnsafePointer(to: variant, { mk_trial_begin($0, 128) }) else {
                return benchmark.error("has no case")
            }
            defer { mk_trial_end(trial) }
            benchmark.startMeasurement()
            for _ in benchmark.scaledIterations { mk_trial_run(trial) }
            benchmark.stopMeasurement()
        }
    }
}
