internal import CMartletKernels

/// How many threads work started here may use.
package var threadBudget: Int { Int(mk_thread_budget()) }

/// Runs `body` over ranges that cover 0..<`count`, on at most `threads` threads of the process's pool.
package func parallel(threads: Int, count: Int, _ body: (Range<Int>) -> Void) {
    withoutActuallyEscaping(body) { body in
        withUnsafePointer(to: body) { context in
            mk_parallel(
                Int32(clamping: threads), Int64(count),
                { context, begin, end in
                    context!.assumingMemoryBound(to: ((Range<Int>) -> Void).self).pointee(Int(begin)..<Int(end))
                },
                UnsafeMutableRawPointer(mutating: context))
        }
    }
}
