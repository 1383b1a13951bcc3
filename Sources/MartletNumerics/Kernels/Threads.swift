internal import CMartletKernels

/// What tasks may use. The thread of a synchronous call keeps its budget in C; a task may change its thread at each
/// `await`, so C asks for its budget when work begins.
private enum TaskBudget {
    /// 0 where nobody set it.
    @TaskLocal static var threads: Int32 = 0

    /// Lets C ask from now on.
    static let isAskedFor: Void = mk_set_budget_source { TaskBudget.threads }
}

/// Runs `body` with at most `count` threads, but at least one, for whatever it computes, and what tasks that it starts
/// compute (but detached ones).
///
/// Training runs side by side divide the processor by themselves, each taking an equal share; a budget is for those that
/// shall have less. It never changes results, only the time that they take, and never gives more than the process has.
public func withThreads<R>(_ count: Int, _ body: () throws -> R) rethrows -> R {
    let threads = Int32(clamping: max(1, count))
    TaskBudget.isAskedFor
    return try TaskBudget.$threads.withValue(threads) {
        let before = mk_exchange_own_thread_budget(threads)
        defer { _ = mk_exchange_own_thread_budget(before) }
        return try body()
    }
}

/// Runs `body` with at most `count` threads, but at least one, for whatever it computes, also after it was suspended, and
/// what tasks that it starts compute (but detached ones).
public func withThreads<R>(
    _ count: Int, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> R
) async rethrows -> R {
    TaskBudget.isAskedFor
    return try await TaskBudget.$threads.withValue(Int32(clamping: max(1, count)), operation: body)
}
