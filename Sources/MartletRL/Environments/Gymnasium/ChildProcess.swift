#if canImport(Glibc)
    @preconcurrency internal import Glibc
#else
    @preconcurrency internal import Darwin
#endif

/// A program that is spoken to through its standard input and output; what it writes on standard error is kept for
/// errors' sake. It is ended with this value.
///
/// It leads a process group, so that its own children end with it, and an interrupt from the terminal doesn't reach it.
struct ChildProcess: ~Copyable {
    /// How much of standard error is kept.
    private static let kept = 4096

    private let process: pid_t
    let channel: Int32
    private let errors: Int32
    /// Where standard error is waited for; -1 when it has ended.
    private(set) var openErrors: Int32
    private(set) var status: Int32?
    private var log: [UInt8] = []

    /// - Throws: `GymnasiumError.noPython` when the program doesn't start.
    init(_ arguments: [String]) throws(GymnasiumError) {
        let path = arguments[0]
        guard arguments.allSatisfy({ !$0.utf8.contains(0) }) else {
            throw .noPython(path, reason: "an argument has a null character")
        }
        var (ends, pipes): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
        guard socketpair(AF_UNIX, Self.stream, 0, &ends) == 0, pipe(&pipes) == 0 else {
            let reason = String(cString: strerror(errno))
            for end in ends where end >= 0 { close(end) }
            throw .noPython(path, reason: reason)
        }
        for end in ends + pipes { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(pipes[0], F_SETFL, O_NONBLOCK)
        let (process, code) = Self.spawn(arguments, input: ends[1], errors: pipes[1])
        close(ends[1])
        close(pipes[1])
        guard code == 0 else {
            close(ends[0])
            close(pipes[0])
            throw .noPython(path, reason: String(cString: strerror(code)))
        }
        (self.process, channel, errors, openErrors) = (process, ends[0], pipes[0], pipes[0])
        #if !canImport(Glibc)
            var isQuiet: Int32 = 1
            setsockopt(channel, SOL_SOCKET, SO_NOSIGPIPE, &isQuiet, socklen_t(MemoryLayout<Int32>.size))
        #endif
    }

    deinit {
        if status == nil { _ = Self.end(process) }
        close(channel)
        close(errors)
    }

    /// Whether the program has ended by itself.
    var hasEnded: Bool {
        var info = siginfo_t()
        // It is left to be waited for, so that its number can't be another's yet.
        return status != nil
            || waitid(P_PID, id_t(process), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_signo == SIGCHLD
    }

    /// Ends the program and its children, unless it has ended.
    mutating func end() {
        if status == nil { status = Self.end(process) }
        drain()
    }

    /// Tells the program that nothing more comes.
    func finishInput() { shutdown(channel, Int32(SHUT_WR)) }

    /// Reads what there is on standard error.
    mutating func drain() {
        var buffer = [UInt8](repeating: 0, count: Self.kept)
        // A program may write faster than it is read.
        for _ in 0..<64 {
            let count = read(errors, &buffer, buffer.count)
            if count == 0 { openErrors = -1 }
            guard count > 0 else { return }
            log = (log + buffer[..<count]).suffix(Self.kept)
        }
    }

    /// The end of what the program wrote on standard error.
    var output: String {
        let text = String(decoding: log, as: UTF8.self)
        let lines = text.split(separator: "\n").suffix(20)
        return lines.joined(separator: "\n")
    }

    /// How the program ended.
    var ending: String {
        guard let status else { return "nothing" }
        let signal = status & 0x7F
        return signal == 0 ? "exit code \(status >> 8 & 0xFF)" : "signal \(signal)"
    }
}

extension ChildProcess {
    #if canImport(Glibc)
        private static var stream: Int32 { Int32(SOCK_STREAM.rawValue) }
    #else
        private static var stream: Int32 { SOCK_STREAM }
    #endif

    /// Starts a program; gives its number, and 0 or why it wasn't started.
    private static func spawn(_ arguments: [String], input: Int32, errors: Int32) -> (pid_t, Int32) {
        #if canImport(Glibc)
            var (actions, attributes) = (posix_spawn_file_actions_t(), posix_spawnattr_t())
        #else
            var (actions, attributes): (posix_spawn_file_actions_t?, posix_spawnattr_t?) = (nil, nil)
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, input, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)
        var words = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process: pid_t = 0
        let code = posix_spawnp(&process, words[0]!, &actions, &attributes, &words, environ)
        return (process, code)
    }

    /// Kills a program and its children; gives its status.
    private static func end(_ process: pid_t) -> Int32 {
        kill(-process, SIGKILL)
        // Its group may not be there yet.
        kill(process, SIGKILL)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        return status
    }
}
