import Foundation
import MartletCodecs
import Testing

struct AgentTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func anAgentLearnsAndIsKept() throws {
        let path = folder.path("agent.safetensors")
        let json = try Martlet(
            "dqn", "--env", "CartPole-v1", "--steps", "2500", "--seed", "1", "--evaluate-every", "500",
            "--evaluation-episodes", "3", "--save", path, "--json"
        ).json()
        #expect(json["environment"] == "CartPole-v1" && json["seed"] == 1 && json["agent"] == .string(path))
        #expect(try #require(json["steps_per_second"]?.double) > 0)
        #expect(json["evaluation"]?["returns"]?.array?.count == 3)
        let returns = try #require(json["returns"]?.array)
        #expect(returns.count > 5 && returns.allSatisfy { $0.double ?? 0 >= 1 })
        #expect(json["solved_at"] != nil && json["timesteps"]?.integer == 2500)
    }

    @Test func anAgentIsRecorded() throws {
        let (agent, svg) = (folder.path("agent.safetensors"), folder.path("agent.svg"))
        _ = try Martlet("dqn", "--env", "CartPole-v1", "--steps", "200", "--save", agent, "--json").json()
        let json = try Martlet("play", agent, "--env", "CartPole-v1", "--svg", svg, "--json").json()
        let frames = try #require(json["frames"]?.integer)
        #expect(frames > 0 && json["returns"]?.array?.first?.double == Double(frames))
        let text = try String(decoding: FileReader.contents(of: svg, limit: 1 << 30), as: UTF8.self)
        #expect(text.hasPrefix("<svg") && text.contains("<animate"))
        // The file says where the agent learned.
        #expect(try Martlet("play", agent, "--json").json()["environment"] == "CartPole-v1")
        #expect(try Martlet("inspect", agent, "--json").json()["metadata"]?["environment"] == "CartPole-v1")
        let other = try Martlet("play", agent, "--env", "MountainCar-v0")
        #expect(other.status == 64 && other.errors.contains("observation"))
        #expect(try Martlet("play", svg, "--env", "CartPole-v1").status == 65)
    }

    @Test func sameSeedSameBytes() throws {
        func learned(_ name: String) throws -> [UInt8] {
            let path = folder.path(name)
            let run = try Martlet(
                "dqn", "--env", "CartPole-v1", "--steps", "1500", "--seed", "3", "--rainbow", "--learning-starts", "64",
                "--train-frequency", "16", "--gradient-steps", "2", "--no-stop", "--evaluation-episodes", "1",
                "--save", path)
            #expect(run.status == 0, "\(run.errors)")
            return try FileReader.contents(of: path, limit: 1 << 30)
        }
        #expect(try learned("a.safetensors") == learned("b.safetensors"))
    }

    @Test func aCheckpointGoesOn() throws {
        let checkpoint = folder.path("c-{step}.safetensors")
        func learned(_ name: String, _ arguments: [String]) throws -> [UInt8] {
            let path = folder.path(name)
            let run = try Martlet(
                list: ["dqn", "--env", "CartPole-v1", "--no-stop", "--evaluation-episodes", "1", "--save", path]
                    + arguments)
            #expect(run.status == 0, "\(run.errors)")
            return try FileReader.contents(of: path, limit: 1 << 30)
        }
        let straight = try learned(
            "straight.safetensors",
            ["--steps", "3000", "--seed", "2", "--checkpoint", checkpoint, "--checkpoint-every", "1700"])
        let resumed = try learned(
            "resumed.safetensors", ["--steps", "3000", "--resume", folder.path("c-1700.safetensors")])
        #expect(straight == resumed)
        let done = try Martlet(
            "dqn", "--steps", "1700", "--resume", folder.path("c-1700.safetensors"))
        let elsewhere = try Martlet(
            "dqn", "--env", "CartPole-v0", "--resume", folder.path("c-1700.safetensors"), "--steps", "1800")
        #expect(elsewhere.status == 64 && elsewhere.errors.contains("CartPole-v1"), "\(elsewhere.errors)")
        #expect(done.status == 0 && done.errors.contains("nothing is left to learn"), "\(done.errors)")
    }

    /// A resumed run has the steps and evaluations that it was begun with, where nothing else is asked for.
    @Test func aRunIsKeptWithItsCheckpoint() throws {
        let checkpoint = folder.path("c-{step}.safetensors")
        let begun = try Martlet(
            "dqn", "--env", "CartPole-v1", "--no-stop", "--steps", "900", "--evaluate-every", "300",
            "--evaluation-episodes", "3", "--seed", "2", "--checkpoint", checkpoint, "--checkpoint-every", "500",
            "--json"
        ).json()
        let path = folder.path("c-500.safetensors")
        let resumed = try Martlet("dqn", "--resume", path, "--json").json()
        #expect(resumed["timesteps"] == 900 && resumed["evaluation"] == begun["evaluation"])
        #expect(resumed["evaluation"]?["episodes"] == 3)
        let longer = try Martlet("dqn", "--resume", path, "--steps", "1000", "--evaluation-episodes", "2", "--json")
            .json()
        #expect(longer["timesteps"] == 1000 && longer["evaluation"]?["episodes"] == 2)
    }

    /// What the last evaluation says counts where there was none before.
    @Test func solvedIsWhatTheLastEvaluationSays() throws {
        let json = try Martlet(
            "dqn", "--env", "CartPole-v1", "--steps", "20000", "--seed", "2", "--no-stop", "--evaluate-every", "30000",
            "--evaluation-episodes", "5", "--json"
        ).json()
        let mean = try #require(json["evaluation"]?["mean"]?.double)
        #expect((json["solved_at"]?.integer == 20000) == (mean >= 475), "\(mean)")
    }

    /// A checkpoint whose environment can't have stood as it says is named.
    @Test func damagedStandingsNameTheirFile() throws {
        let path = folder.path("c-200.safetensors")
        let run = try Martlet(
            "dqn", "--env", "FrozenLake-v1", "--steps", "200", "--checkpoint", folder.path("c-{step}.safetensors"),
            "--checkpoint-every", "200")
        #expect(run.status == 0, "\(run.errors)")
        var file = try Safetensors(path: path)
        let key = "martlet.attachment"
        let note = try #require(file.metadata[key])
        let state = try #require(note.firstRange(of: #/\\?"state\\?":\d+/#))
        file.metadata[key] = note.replacingCharacters(in: state, with: note[state].replacing(#/\d+/#, with: "99"))
        try file.write(to: path)
        let resumed = try Martlet("dqn", "--resume", path, "--steps", "300")
        #expect(resumed.status == 65 && resumed.errors.contains("'\(path)' can't be resumed"), "\(resumed.errors)")
        #expect(resumed.errors.contains("is 99, which is none of 16"))
    }

    @Test func episodesWithoutALimitAreCutOff() throws {
        let json = try Martlet("dqn", "--env", "CliffWalking-v1", "--steps", "300", "--seed", "1", "--json").json()
        let returns = (json["evaluation"]?["returns"]?.array ?? []).compactMap { $0.double }
        // A step costs 1, or 100 over the cliff.
        #expect(returns.count == 20 && returns.allSatisfy { -100_000...(-13) ~= $0 })
    }

    @Test func tablesOfStatesAreToldApart() throws {
        let agent = folder.path("agent.safetensors")
        _ = try Martlet("dqn", "--env", "FrozenLake-v1", "--steps", "200", "--save", agent, "--json").json()
        let larger = try Martlet("play", agent, "--env", "FrozenLake8x8-v1")
        #expect(larger.status == 64 && larger.errors.contains("must be 16 states") && larger.errors.contains("64"))
        // What is saved to be played isn't gone on with.
        let resumed = try Martlet("dqn", "--env", "FrozenLake-v1", "--resume", agent)
        #expect(resumed.status != 0 && resumed.errors.contains("--checkpoint"))
    }

    @Test func mistakesAreExplained() throws {
        let unknown = try Martlet("dqn", "--env", "Nowhere-v1")
        #expect(unknown.status == 64 && unknown.errors.contains("CartPole-v1"))
        let none = try Martlet("dqn", "--env", "CartPole-v1", "--steps", "-1")
        #expect(none.status == 64 && none.errors.contains("--steps must be positive"))
        for steps in ["9223372036854775807", "1099511627777"] {
            let many = try Martlet("dqn", "--env", "CartPole-v1", "--steps", steps)
            #expect(many.status == 64 && many.errors.contains("at most"), "\(many.errors)")
        }
        let small = try Martlet("dqn", "--env", "CartPole-v1", "--buffer-size", "3")
        #expect(small.status == 64 && small.errors.contains("must hold a batch of 64"))
        let missing = try Martlet("dqn", "--env", "CartPole-v1", "--resume", folder.path("none"))
        #expect(missing.status == 65)
        let both = try Martlet("dqn", "--env", "CartPole-v1", "--resume", "x", "--double")
        #expect(both.status == 64 && both.errors.contains("--double"))
    }
}
