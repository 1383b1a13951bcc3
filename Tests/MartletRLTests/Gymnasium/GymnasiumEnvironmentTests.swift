import MartletCodecs
import MartletNumerics
import MartletRL
import Testing

/// The bridge to Python, with scripts in Python's place; `make test-peers` has the real one.
@Suite struct GymnasiumEnvironmentTests {
    func open(_ python: FakePython, timeout: Duration = .seconds(20)) throws -> GymnasiumEnvironment {
        try GymnasiumEnvironment(id: "Fake-v0", python: python.path, timeout: timeout)
    }

    @Test func episodesGoOn() throws {
        let python = FakePython(
            FakePython.hello(), FakePython.message, FakePython.observed(3), FakePython.message,
            FakePython.stepped(4, reward: -0.5), FakePython.message, FakePython.stepped(2, ending: 3), "sleep 100")
        var environment = try open(python)
        #expect(environment.observationSpace == .discrete(5) && environment.actionSpace == .discrete(2))
        #expect(environment.rewardThreshold == 7.5 && environment.maxEpisodeSteps == nil)
        #expect(throws: EnvironmentError.needsReset) { try environment.step(0) }
        #expect(try environment.reset(seed: 1).array(of: Float.self) == [3])
        for action in [-1, 2] {
            #expect(throws: EnvironmentError.invalidAction(action, count: 2)) { try environment.step(action) }
        }
        #expect(throws: EnvironmentError.self) { try environment.step(Tensor([0.5] as [Float])) }
        let (observation, outcome) = try environment.step(1)
        #expect(observation.array(of: Float.self) == [4] && outcome == Outcome(reward: -0.5))
        #expect(try environment.step(0).outcome == Outcome(reward: 1, isTerminated: true, isTruncated: true))
        #expect(throws: EnvironmentError.needsReset) { try environment.step(0) }
    }

    /// The program is told what to make, and nothing of it goes through a shell.
    @Test func argumentsArePassedOn() throws {
        let python = FakePython(#"printf '%s|%s|%s' "$3" "$4" "$5" >&2; exit 4"#)
        let error = #expect(throws: GymnasiumError.self) {
            try GymnasiumVector(id: "a b'$(x)-v0", count: 3, arguments: ["mass": 2.5], python: python.path)
        }
        #expect(error == .died(how: "exit code 4", output: #"a b'$(x)-v0|3|{"mass":2.5}"#))
    }

    @Test func missingProgramsAreNamed() {
        for path in ["/nowhere/python3", "no-such-python", "/tmp"] {
            let error = #expect(throws: GymnasiumError.self) {
                try GymnasiumEnvironment(id: "CartPole-v1", python: path)
            }
            #expect("\(error!)".contains("'\(path)' can't be started"))
        }
        #expect(throws: GymnasiumError.self) { try GymnasiumEnvironment(id: "a\0b", python: "/bin/sh") }
    }

    @Test func errorsOfTheStartHaveTypes() throws {
        let reason = Array("Why: so".utf8)
        let errors: [(Character, GymnasiumError)] = [
            ("m", .cannotMake(id: "Fake-v0", reason: "Why: so")),
            ("u", .unsupported(id: "Fake-v0", reason: "Why: so")),
        ]
        for (kind, expected) in errors {
            #expect(throws: expected) { try open(FakePython(FakePython.answer(kind, reason))) }
        }
        let python = FakePython(FakePython.answer("i", reason))
        #expect(throws: GymnasiumError.noGymnasium(python: python.path, reason: "Why: so")) { try open(python) }
    }

    /// An exception of the environment's is thrown; it lives on.
    @Test func exceptionsAreThrown() throws {
        let python = FakePython(
            FakePython.hello(), FakePython.message, FakePython.answer("x", Array("ValueError: no".utf8)),
            FakePython.message, FakePython.observed(1), FakePython.message,
            FakePython.answer("x", Array("KeyError: 1".utf8)), "sleep 100")
        var environment = try open(python)
        #expect(throws: GymnasiumError.raised("ValueError: no")) { try environment.reset() }
        #expect(throws: EnvironmentError.needsReset) { try environment.step(0) }
        #expect(try environment.reset().array(of: Float.self) == [1])
        #expect(throws: GymnasiumError.raised("KeyError: 1")) { try environment.step(0) }
        #expect(throws: EnvironmentError.needsReset) { try environment.step(0) }
    }

    @Test func boxActionsAreChecked() throws {
        let box = #"{"kind":"box","shape":[2]}"#
        let python = FakePython(
            FakePython.hello(actions: box, bounds: [-1, -2, 1, .infinity]), FakePython.message, FakePython.observed(0),
            FakePython.message, FakePython.stepped(1), "sleep 100")
        var environment = try open(python)
        #expect(environment.actionSpace == .box(low: [-1, -2], high: [1, .infinity], shape: [2]))
        _ = try environment.reset()
        let wrong: [[Float]] = [[0], [0, 0, 0], [1.5, 0], [0, -3], [.nan, 0], [-.infinity, 0]]
        for numbers in wrong {
            #expect(throws: EnvironmentError.self) { try environment.step(Tensor(numbers)) }
        }
        #expect(throws: EnvironmentError.self) { try environment.step(0) }
        #expect(try environment.step(Tensor([1, 7] as [Float])).outcome == Outcome(reward: 1))
    }

    @Test func closedIsClosedForAllCopies() throws {
        var environment = try open(FakePython(FakePython.hello(), "cat >/dev/null"))
        let copy = environment
        copy.close()
        copy.close()
        #expect(throws: GymnasiumError.closed) { try environment.reset() }
        #expect(throws: GymnasiumError.closed) { try environment.step(0) }
    }

    @Test func vectorsGoInStep() throws {
        let two: [UInt8] = FakePython.bytes(Float(1).bitPattern) + FakePython.bytes(Float(2).bitPattern)
        let next: [UInt8] = FakePython.bytes(Float(3).bitPattern) + FakePython.bytes(Float(2).bitPattern)
        let rewards = FakePython.bytes((0.5).bitPattern) + FakePython.bytes((2.0).bitPattern)
        let python = FakePython(
            FakePython.hello(), FakePython.message, FakePython.answer("o", two), FakePython.read(22),
            FakePython.answer("o", next + two + rewards + [1, 0]), FakePython.read(22),
            FakePython.answer("o", two + two + rewards + [0, 2]), "sleep 100")
        var vector = try GymnasiumVector(id: "Fake-v0", count: 2, python: python.path)
        #expect(throws: EnvironmentError.needsReset) { try vector.step([0, 1]) }
        try vector.reset()
        #expect(vector.observations == Tensor([1, 2] as [Float]))
        #expect(throws: EnvironmentError.self) { try vector.step([0]) }
        #expect(throws: EnvironmentError.invalidAction(2, count: 2)) { try vector.step([0, 2]) }
        try vector.step([0, 1])
        #expect(
            vector.nextObservations == Tensor([3, 2] as [Float]) && vector.observations == Tensor([1, 2] as [Float]))
        #expect(vector.outcomes == [Outcome(reward: 0.5, isTerminated: true), Outcome(reward: 2)])
        try vector.step([0, 1])
        #expect(vector.outcomes[1] == Outcome(reward: 2, isTruncated: true))
        #expect(throws: EnvironmentError.self) { try GymnasiumVector(id: "a", count: 0, python: python.path) }
        #expect(throws: EnvironmentError.self) {
            try GymnasiumEnvironment(id: "a", python: python.path, timeout: .zero)
        }
    }
}
