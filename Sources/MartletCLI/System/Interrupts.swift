import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Ctrl-C as a wish: while something runs that can end early, the first is noted, and the next ends the process as ever.
enum Interrupts {
    private static let noted = Atomic(false)

    /// Whether there was one.
    static var isNoted: Bool { noted.load(ordering: .relaxed) }

    /// Does, as a task, what ends early where its task is cancelled, as the first Ctrl-C does.
    ///
    /// - Throws: `CancellationError` then; what `body` throws.
    static func cancelling<R: Sendable>(_ body: @escaping @Sendable () throws -> R) throws -> R {
        try noting {
            let done = DispatchSemaphore(value: 0)
            let result = Mutex<Result<R, any Error>?>(nil)
            let task = Task {
                let ended = Result { try body() }
                result.withLock { $0 = ended }
                done.signal()
            }
            while done.wait(timeout: .now() + .milliseconds(20)) == .timedOut {
                if isNoted { task.cancel() }
            }
            return try result.withLock { $0! }.get()
        }
    }

    /// Does what can end early.
    static func noting<R>(_ body: () throws -> R) rethrows -> R {
        signal(SIGINT) { _ in
            Interrupts.noted.store(true, ordering: .relaxed)
            signal(SIGINT, SIG_DFL)
        }
        defer { signal(SIGINT, SIG_DFL) }
        // Whoever started the process may have had it blocked.
        var interrupt = sigset_t()
        sigemptyset(&interrupt)
        sigaddset(&interrupt, SIGINT)
        pthread_sigmask(SIG_UNBLOCK, &interrupt, nil)
        return try body()
    }
}
