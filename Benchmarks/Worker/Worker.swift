#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the runner asks of either side: `Benchmarks/Peers/compare.py` says how.
@main
enum Worker {
    static func main() {
        do {
            switch CommandLine.arguments.dropFirst().map(\.self) {
            case []: serve()
            case let words where words.count == 2: try command(words[0], words[1])
            default: throw WorkerError.usage
            }
        } catch {
            say(Answer.error("\(error)").json)
            exit(1)
        }
    }

    /// A whole line, at once: the runner waits for it.
    static func say(_ line: String) {
        print(line)
        fflush(nil)
    }

    private static func command(_ name: String, _ argument: String) throws {
        guard let command = Cases.commands[name] else { throw WorkerError.unknown("command", name) }
        try command(argument)
    }

    private static func serve() {
        say(#"{"ready": true}"#)
        var repetitions: [String: () throws -> Answer] = [:]
        while let line = readLine(), line != "quit" {
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            do {
                guard words.count == 2, words[0] == "run" else { throw WorkerError.unknown("command", line) }
                guard let prepare = Cases.table[words[1]] else { throw WorkerError.unknown("case", words[1]) }
                let repetition = try repetitions[words[1]] ?? prepare()
                repetitions[words[1]] = repetition
                say(try repetition().json)
            } catch {
                say(Answer.error("\(error)").json)
            }
        }
    }
}

/// A request that the worker cannot serve.
enum WorkerError: Error, CustomStringConvertible {
    case usage
    case unknown(String, String)

    var description: String {
        switch self {
        case .usage:
            """
            usage: martlet-bench-worker \
            [save PATH | startup PATH | steps N | loop N | predictions N | profile CASE | rows NETWORK \
            | side-by-side NETWORK | curves FOLDER]
            """
        case .unknown(let kind, let name): "no \(kind) is called \(name)"
        }
    }
}
