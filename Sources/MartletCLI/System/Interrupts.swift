import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Ctrl-C as a wish: the first is noted, and the next ends the process as ever.
enum Interrupts {
    private static let noted = Atomic(false)

    /// Whether there was one since `listen`.
    static var isNoted: Bool { noted.load(ordering: .relaxed) }

    static func listen() {
        noted.store(false, ordering: .relaxed)
        signal(SIGINT) { _ in
            Interrupts.noted.store(true, ordering: .relaxed)
            signal(SIGINT, SIG_DFL)
        }
    }
}
