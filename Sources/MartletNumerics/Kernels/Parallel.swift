internal import CMartletKernels

/// For how many threads work is to be planned: as many as a budget may allow when it is run, which is when budgets count.
package var threadBudget: Int { Int(max(mk_thread_budget(), mk_process_thread_budget())) }

/// Runs `body` over ranges that cover 0..<`count`, several for each of at most `threads` threads of the process's pool, so
/// that a slow thread holds nobody up. On one it allocates nothing.
package func parallel(threads: Int, count: Int, _ body: (Range<Int>) -> Void) {
    if threads <= 1 || count <= 1 {
        if count > 0 { body(0..<count) }
        return
    }
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
