import Glibc
import MartletCodecs

/// The workers of one format, one after another: a new one goes on where one ended.
final class Child {
    /// The longest that a file may take of a processor, and by the clock, on which other programs take their time too.
    private static let (patience, patienceByClock) = (5.0, 60.0)
    /// So much harm is enough to look into.
    private static let mostHarm = 20

    private let format: Format
    private let seed: UInt64
    private let files: Int
    private let end: Double
    private let keep: String
    private let folder: String
    private let start = now()
    private(set) var pipe: Int32 = -1
    private var process: pid_t = 0
    private var last = 0.0
    /// What the worker had taken of a processor when it began with the file; nil before the first.
    private var used: Double?
    private var counts: [Worker.Ending: Int] = [:]
    private var number = 0
    private(set) var harm = 0
    private(set) var isDone = false

    init(_ format: Format, seed: UInt64, files: Int, until end: Double, keep: String) throws {
        (self.format, self.seed, self.files, self.end, self.keep) = (format, seed, files, end, keep)
        var template = Array("/tmp/martlet-fuzz-XXXXXX".utf8CString)
        folder = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
        launch()
    }

    private func launch() {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { fatalError("no pipe") }
        _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        posix_spawn_file_actions_addopen(
            &actions, STDERR_FILENO, folder + "/stderr", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addclose(&actions, ends[1])
        let arguments = [
            "martlet-fuzz", "--work", format.name, "--seed", "\(seed)", "--first", "\(number)", "--folder", folder,
        ]
        var pointers = arguments.map { strdup($0) } + [nil]
        // A crash is told by its signal; the backtrace would take longer than the files.
        setenv("SWIFT_BACKTRACE", "enable=no", 1)
        setenv("MARTLET_THREADS", "1", 1)
        guard posix_spawn(&process, "/proc/self/exe", &actions, nil, &pointers, environ) == 0 else {
            fatalError("martlet-fuzz can't start itself")
        }
        posix_spawn_file_actions_destroy(&actions)
        for pointer in pointers { free(pointer) }
        close(ends[1])
        pipe = ends[0]
        (last, used) = (now(), nil)
    }

    /// Takes what the worker has told, and ends it when it is time.
    func advance(isReady: Bool, isLast: Bool) throws {
        if isReady {
            var letters = [UInt8](repeating: 0, count: 4096)
            let count = read(pipe, &letters, letters.count)
            guard count > 0 else { return ended() }
            for letter in letters[..<count] {
                let ending = Worker.Ending(rawValue: letter)!
                if ending == .begun { continue }
                counts[ending, default: 0] += 1
                number += 1
            }
            (last, used) = (now(), processorSeconds)
        } else if now() - last > Self.patienceByClock || used.map({ processorSeconds - $0 > Self.patience }) == true {
            stop()
            return harmed("hang")
        }
        if isLast || now() > end || number >= files { finish() }
    }

    /// What the worker has taken of processors.
    private var processorSeconds: Double {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(process, &clock) == 0, clock_gettime(clock, &time) == 0 else { return 0 }
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    private func ended() {
        var status: Int32 = 0
        waitpid(process, &status, 0)
        close(pipe)
        let signal = status & 0x7F
        harmed(signal == 0 ? "exit\(status >> 8 & 0xFF)" : "signal\(signal)")
    }

    private func stop() {
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
        close(pipe)
    }

    private func harmed(_ kind: String) {
        keepFile(kind)
        number += 1
        if harm >= Self.mostHarm || now() > end || number >= files { isDone = true } else { launch() }
        if isDone { removeFolder() }
    }

    /// Keeps the file that was being used.
    private func keepFile(_ kind: String) {
        harm += 1
        mkdir(keep, 0o755)
        let kept = "\(keep)/\(format.name)-\(seed)-\(number)-\(kind)\(format.ending)"
        if rename(Worker.path(format, in: folder), kept) != 0 {
            copy(Worker.path(format, in: folder), to: kept)
        }
        tell("\(format.name): file \(number): \(kind), kept as \(kept)")
        copy(folder + "/stderr", to: kept + ".txt")
    }

    private func copy(_ source: String, to target: String) {
        guard let input = fopen(source, "r") else { return }
        defer { fclose(input) }
        guard let output = fopen(target, "w") else { return }
        defer { fclose(output) }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, input)
            if count == 0 { return }
            fwrite(buffer, 1, count, output)
        }
    }

    private func finish() {
        stop()
        isDone = true
        removeFolder()
    }

    private func removeFolder() {
        guard let listing = opendir(folder) else { return }
        defer { closedir(listing) }
        while let entry = readdir(listing) {
            withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { _ = unlink(folder + "/" + String(cString: $0)) }
            }
        }
        rmdir(folder)
    }

    /// What became of the files.
    struct Summary: CustomStringConvertible {
        let format: String
        let accepted, refused, harm: Int
        let seconds: Double
        var tried: Int { accepted + refused + harm }

        var description: String {
            func padded(_ text: String, _ width: Int) -> String {
                String(repeating: " ", count: max(0, width - text.count)) + text
            }
            return padded(format, 14) + padded("\(tried)", 8) + " tried" + padded("\(accepted)", 8) + " accepted"
                + padded("\(refused)", 8) + " refused" + padded("\(harm)", 4) + " did harm"
                + padded("\(Int(seconds))", 6) + " s"
        }

        var json: JSON {
            [
                "format": .string(format), "tried": .integer(tried), "accepted": .integer(accepted),
                "refused": .integer(refused), "harm": .integer(harm), "seconds": .double(seconds),
            ]
        }
    }

    var summary: Summary {
        Summary(
            format: format.name, accepted: counts[.accepted] ?? 0, refused: counts[.refused] ?? 0, harm: harm,
            seconds: now() - start)
    }
}
