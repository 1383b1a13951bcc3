package import CMartletKernels

/// Resampling weights in the memory that kernels read.
package final class Resampling: @unchecked Sendable {  // immutable after init
    private let from: Int
    private let to: Int
    private let first: UnsafeMutablePointer<Int32>
    private let starts: UnsafeMutablePointer<Int32>
    private let weights: UnsafeMutablePointer<Float>

    package init(_ table: ResamplingWeights) {
        (from, to) = (table.from, table.to)
        first = .allocate(capacity: table.to)
        starts = .allocate(capacity: table.to + 1)
        weights = .allocate(capacity: max(1, table.weights.count))
        for (i, value) in table.first.enumerated() { first[i] = Int32(value) }
        for (i, value) in table.starts.enumerated() { starts[i] = Int32(value) }
        for (i, value) in table.weights.enumerated() { weights[i] = Float(value) }
    }

    deinit {
        first.deallocate()
        starts.deallocate()
        weights.deallocate()
    }

    /// The call that resamples float32 `[outer, from, inner]` (operand 0) to `[outer, to, inner]` (operand 1). This
    /// object outlives it.
    package func call(outer: Int, inner: Int, threads: Int) -> mk_call {
        mk_resample(
            mk_resample_parameters(
                outer: Int64(outer), from: Int64(from), to: Int64(to), inner: Int64(inner), first: first,
                starts: starts, weights: weights, threads: outer * to * inner >= 1 << 16 ? Int32(threads) : 1))
    }
}
