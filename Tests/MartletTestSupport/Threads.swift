import CMartletKernels

/// Runs `body` with a budget of so many threads, whatever the machine has.
///
/// - Returns: its result, and whether work was shared among threads meanwhile.
package func onThreads<R>(_ threads: Int, _ body: () throws -> R) rethrows -> (result: R, shared: Bool) {
    let own = mk_exchange_own_thread_budget(Int32(threads))
    defer { _ = mk_exchange_own_thread_budget(own) }
    let before = mk_shared_count()
    let result = try body()
    return (result, mk_shared_count() > before)
}
