import MartletNumerics
import MartletRL
import Testing

/// Whatever the program does, an error says so in time.
@Suite struct HostilePythonTests {
    /// What the start and, if it goes well, a reset and a step throw.
    func error(_ lines: String..., timeout: Duration = .seconds(20)) throws -> GymnasiumError? {
        let python = FakePython(lines.joined(separator: "\n"))
        return #expect(throws: GymnasiumError.self) {
            var environment = try GymnasiumEnvironment(id: "Fake-v0", python: python.path, timeout: timeout)
            do {
                _ = try environment.reset()
                _ = try environment.step(1)
            } catch {
                // It stays ended.
                #expect(throws: GymnasiumError.closed) { try environment.reset() }
                throw error
            }
        }
    }

    func isNonsense(_ error: GymnasiumError?) -> Bool {
        if case .nonsense = error { true } else { false }
    }

    @Test func deathsAreReported() throws {
        #expect(
            try error("echo no such luck >&2", "exit 3") == .died(how: "exit code 3", output: "no such luck"))
        #expect(try error("exit 0") == .died(how: "exit code 0", output: ""))
        #expect(try error(FakePython.hello(), "kill -9 $$") == .died(how: "signal 9", output: ""))
        #expect(
            try error(FakePython.hello(), FakePython.message, "echo a >&2", "echo b >&2", "exit 1")
                == .died(how: "exit code 1", output: "a\nb"))
        // In the middle of an answer.
        #expect(try error(FakePython.write([100, 0, 0, 0, 1])) == .died(how: "exit code 0", output: ""))
    }

    /// A program that closes its output but goes on is ended; so is what it started.
    @Test func silenceEnds() throws {
        #expect(try error("exec <&- >&-", "sleep 100") == .died(how: "signal 9", output: ""))
        let time = Duration.milliseconds(300)
        #expect(try error("echo wait >&2", "sleep 100", timeout: time) == .timedOut(after: time, output: "wait"))
        #expect(
            try error(FakePython.hello(), "sleep 100 &", "wait", timeout: time) == .timedOut(after: time, output: ""))
        #expect(
            try error(
                FakePython.hello(), FakePython.message, FakePython.write([9, 0, 0, 0, 111]), "exec sleep 100",
                timeout: time)
                == .timedOut(after: time, output: ""))
        // It ended, but what it started keeps the connection.
        #expect(try error("sleep 100 &", "exit 5") == .died(how: "exit code 5", output: ""))
    }

    /// Standard error is read while an answer is waited for: the program never waits for it.
    @Test func longOutputIsCutOff() throws {
        let error = try error("i=0; while [ $i -lt 20000 ]; do echo line $i >&2; i=$((i+1)); done", "exit 1")
        guard case .died("exit code 1", let output) = error else { throw error ?? .closed }
        #expect(output.hasSuffix("line 19998\nline 19999") && output.utf8.count <= 4096)
    }

    @Test func badLengthsAreNonsense() throws {
        for bytes: [UInt8] in [
            Array("hello, world\n".utf8), [0, 0, 0, 0], [255, 255, 255, 255], [0, 0, 0, 128], [1, 0, 0, 0, 104],
            [2, 0, 0, 0, 104, 0], [5, 0, 0, 0, 104, 255, 255, 255, 255], [1, 0, 0, 0, 0xC3], [1, 0, 0, 0, 111],
        ] {
            #expect(isNonsense(try error(FakePython.write(bytes), "sleep 100")), "\(bytes)")
        }
        #expect(isNonsense(try error(FakePython.hello(extra: [1]), "sleep 100")))
    }

    @Test func badDescriptionsAreNonsense() throws {
        func box(_ shape: String) -> String { #"{"kind":"box","shape":"# + shape + "}" }
        let shapes = [
            "[-1]", "[1.5]", "null", "\"a\"", "[16777217]", "[4294967296,4294967296]", "[1,1,1,1,1,1,1,1,1]", "[2]",
            "[\"x\"]",
        ]
        let spaces =
            shapes.map(box) + [
                "null", "[]", #"{"kind":"text"}"#, #"{"kind":"discrete","count":0}"#,
                #"{"kind":"discrete","count":1e9}"#,
                #"{"kind":"discrete"}"#,
            ]
        for space in spaces {
            #expect(isNonsense(try error(FakePython.hello(observations: space), "sleep 100")), "\(space)")
            #expect(isNonsense(try error(FakePython.hello(actions: space), "sleep 100")), "\(space)")
        }
        #expect(isNonsense(try error(FakePython.hello(dtype: "<f8"), "sleep 100")))
        #expect(isNonsense(try error(FakePython.hello(version: 2), "sleep 100")))
        #expect(isNonsense(try error(FakePython.hello(bounds: [1]), "sleep 100")))
        #expect(isNonsense(try error(FakePython.answer("h", [2, 0, 0, 0, 123, 34]), "sleep 100")))
    }

    @Test func badAnswersAreNonsense() throws {
        let start = FakePython.hello() + "\n" + FakePython.message
        for answer in [
            FakePython.answer("o"), FakePython.answer("o", [0, 0, 0]), FakePython.answer("o", [0, 0, 0, 0, 0]),
            FakePython.answer("h", [0, 0, 0, 0]), FakePython.observed(5), FakePython.observed(-1),
            FakePython.observed(0.5), FakePython.observed(.nan), FakePython.observed(.infinity),
            FakePython.write([0, 0, 0, 127]),
        ] {
            #expect(isNonsense(try error(start, answer, "sleep 100")), "\(answer)")
        }
        let middle = start + "\n" + FakePython.observed(0) + "\n" + FakePython.message
        for answer in [
            FakePython.observed(1), FakePython.stepped(1, ending: 4), FakePython.stepped(1, ending: 255),
            FakePython.stepped(9), FakePython.stepped(.nan), FakePython.answer("s"),
        ] {
            #expect(isNonsense(try error(middle, answer, "sleep 100")), "\(answer)")
        }
    }

    /// Bounds that aren't may come, but no action is within them.
    @Test func boundsMayBeAnything() throws {
        let python = FakePython(
            FakePython.hello(actions: #"{"kind":"box","shape":[1]}"#, bounds: [.nan, .nan]), FakePython.message,
            FakePython.observed(0), "sleep 100")
        var environment = try GymnasiumEnvironment(id: "Fake-v0", python: python.path)
        _ = try environment.reset()
        #expect(throws: EnvironmentError.self) { try environment.step(Tensor([0] as [Float])) }
    }
}
