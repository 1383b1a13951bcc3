#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A process of some machine, so that others can tell whether it still runs.
package struct RunningProcess: Equatable {
    private let host: String
    private let id: pid_t
    /// When it was started, in the system's ticks; another process may get its number later.
    private let start: String

    package static let own = RunningProcess(host: ownHost, id: getpid(), start: startTime(getpid()) ?? "")

    /// What a tag holds.
    package var text: String { "\(host) \(id) \(start)" }

    package init?(_ text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, let id = pid_t(parts[1]), id > 0 else { return nil }
        self.init(host: String(parts[0]), id: id, start: String(parts[2]))
    }

    private init(host: String, id: pid_t, start: String) { (self.host, self.id, self.start) = (host, id, start) }

    /// Whether it was a process of this machine and is gone.
    package var isGone: Bool {
        guard host == Self.ownHost else { return false }
        if kill(id, 0) != 0 { return errno == ESRCH }
        return !start.isEmpty && Self.startTime(id) != start
    }

    private static let ownHost: String = {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        return NativePath.string(name).filter { $0 != " " }
    }()

    /// Nil where the system doesn't tell.
    private static func startTime(_ id: pid_t) -> String? {
        guard let file = fopen("/proc/\(id)/stat", "r") else { return nil }
        defer { fclose(file) }
        var line = [UInt8](repeating: 0, count: 4096)
        let count = fread(&line, 1, line.count, file)
        let text = String(decoding: line[..<count], as: UTF8.self)
        // The second field, a name in parentheses, may hold anything; the start is the twenty-second.
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count > 19 ? String(fields[19]) : nil
    }
}
