#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the command does where memory that nobody asked for beforehand can't be had: Swift's runtime then aborts.
enum MemoryGuard {
    /// From now on such an abort ends the process as failures do: with a line that says so, and their exit code.
    static func install() {
        var action = sigaction()
        // Nothing here may allocate.
        action.__sigaction_handler.sa_handler = { _ in
            let isOut = errno == ENOMEM || !MemoryGuard.hasRoom
            if isOut {
                let line: StaticString = """
                    martlet: there is no memory for what is to be done; allow the process more (ulimit -v), or give it \
                    fewer rows, a smaller batch or smaller layers

                    """
                write(STDERR_FILENO, line.utf8Start, line.utf8CodeUnitCount)
                _exit(ExitStatus.failure.rawValue)
            }
            signal(SIGABRT, SIG_DFL)  // and the abort goes on
        }
        sigaction(SIGABRT, &action, nil)
    }

    /// Whether the process can get as much as small things take.
    private static var hasRoom: Bool {
        let size = 16 << 20
        let place = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let place, place != MAP_FAILED else { return false }
        munmap(place, size)
        return true
    }
}
