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
