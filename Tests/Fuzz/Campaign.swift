import Glibc
import MartletCodecs

/// Damages files of some formats for a time, by a worker a core, and keeps those that did harm.
struct Campaign {
    private let formats: [Format]
    private let seed: UInt64
    private let seconds: Double
    private let files: Int
    private let keep: String
    private let report: String?
    private var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// - Parameters:
    ///   - seconds: for all formats; infinity is as long as it takes.
    ///   - files: the most of each format.
    ///   - keep: the folder for files that do harm.
    ///   - report: the file of JSON to write the counts to; nil is none.
    init(_ formats: [Format], seed: UInt64, seconds: Double, files: Int, keep: String, report: String?) {
        (self.formats, self.seed, self.seconds, self.files) = (formats, seed, seconds, files)
        (self.keep, self.report) = (keep, report)
    }

    /// Whether every file was tried that there was time for, and none did harm.
    ///
    /// Every format has an equal share of the time, and what others don't need. SIGINT and SIGTERM end it, with the counts so
    /// far.
    ///
    /// - Throws: `FileError` when the report can't be written.
    func run() throws -> Bool {
        let limit = seconds.isFinite ? ", in at most \(Int(seconds)) s" : ""
        tell("seed \(seed), \(files) files of each of \(formats.count) formats\(limit)")
        signal(SIGPIPE, SIG_IGN)
        let signals = [SIGINT, SIGTERM]
        for number in signals { signal(number) { _ in isEnded = true } }
        defer { for number in signals { signal(number, SIG_DFL) } }
        let start = now()
        var waiting = formats[...]
        var running: [Child] = []
        var done: [Child.Summary] = []
        while !waiting.isEmpty || !running.isEmpty {
            while running.count < processors, let format = waiting.popFirst() {
                let left = max(1, seconds - (now() - start)) * Double(processors)
                let child = try Child(
                    format, seed: seed, files: files,
                    until: now() + left / Double(waiting.count + running.count + 1), keep: keep)
                running.append(child)
            }
            var polled = running.map { pollfd(fd: $0.pipe, events: Int16(POLLIN), revents: 0) }
            poll(&polled, nfds_t(polled.count), 100)
            for (child, ready) in zip(running, polled) {
                try child.advance(isReady: ready.revents != 0, isLast: isEnded)
            }
            if isEnded { waiting = [] }
            for child in running where child.isDone {
                tell("\(child.summary)")
                done.append(child.summary)
            }
            running.removeAll(where: \.isDone)
        }
        let harm = done.reduce(0) { $0 + $1.harm }
        tell("\nseed \(seed)\(isEnded ? ", ended by a signal" : "")")
        for summary in done { tell("\(summary)") }
        tell(harm == 0 ? "no file did harm" : "\(harm) files did harm; they are in \(keep)")
        if let report {
            let json: JSON = ["seed": .string("\(seed)"), "harm": .integer(harm), "formats": .array(done.map(\.json))]
            try AtomicFile.write(json.serialized() + "\n", to: report)
        }
        return harm == 0 && !isEnded
    }
}

/// Whether a signal asked for the end.
private nonisolated(unsafe) var isEnded = false

/// Seconds of a clock that never goes back.
func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
