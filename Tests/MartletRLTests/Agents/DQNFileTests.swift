import Glibc
import MartletCodecs
import MartletNN
import MartletNumerics
import MartletRL
import MartletTestSupport
import Testing

@Suite struct DQNFileTests {
    private let folder = TemporaryFolder()

    private func bytes(_ path: String) throws -> [UInt8] { try FileReader.contents(of: path, limit: 1 << 30) }

    private func saved(_ agent: DQN, _ name: String) throws -> [UInt8] {
        try agent.save(to: folder[name])
        return try bytes(folder[name])
    }

    /// A run that is stopped and gone on with ends with the bytes of one that wasn't.
    @Test(arguments: DQNTests.variants.indices) func resumesBitForBit(_ index: Int) throws {
        let configuration = DQNTests.variants[index].configuration
        func agent() throws -> DQN {
            try DQN(for: Corridor(), hiddenUnits: [16, 16], configuration: configuration, seed: 4)
        }
        var environment = Corridor()
        var straight = try agent()
        try straight.learn(totalTimesteps: 400, in: &environment, callbacks: [EvalCallback(Corridor(), every: 50)])

        let path = folder["agent-{step}.safetensors"]
        var stopped = try agent()
        environment = Corridor()
        // Stops in the midst of things, and beyond the last checkpoint.
        try stopped.learn(
            totalTimesteps: 400, in: &environment,
            callbacks: [
                EvalCallback(Corridor(), every: 50), CheckpointCallback(path, every: 137), StopAt(300),
            ])
        #expect(stopped.timesteps == 300)
        var resumed = try DQN(contentsOf: folder["agent-274.safetensors"])
        #expect(resumed.timesteps == 274)
        environment = Corridor()
        let watch = EvalCallback(Corridor(), every: 50)
        try resumed.learn(totalTimesteps: 400, in: &environment, callbacks: [watch], resume: true)
        #expect(watch.entries.map(\.timestep) == [300, 350, 400])
        #expect(try saved(straight, "a") == saved(resumed, "b"))
    }

    private final class StopAt: LearningCallback {
        let step: Int
        init(_ step: Int) { self.step = step }
        func wantsStep(_ timestep: Int) -> Bool { timestep == step }
        func onStep(_ learning: inout Learning) throws { learning.stopLearning = true }
    }

    @Test func anAgentReadBackActsTheSame() throws {
        var environment = Corridor()
        var agent = try DQN(for: environment, hiddenUnits: [8], configuration: .small(), seed: 1)
        try agent.learn(totalTimesteps: 200, in: &environment)
        let first = try saved(agent, "agent.safetensors")
        let again = try DQN(contentsOf: folder["agent.safetensors"])
        #expect(try saved(again, "again.safetensors") == first)
        #expect(again.episodes == agent.episodes && again.updates == agent.updates)
        let x = Tensor([Float(0.3), 1])
        #expect(try again.values(x) == agent.values(x))
        // It is a model's file, too.
        let model = try Model(safetensors: folder["agent.safetensors"])
        #expect(try model.predict(x.reshaped([1, 2])).array(of: Float.self) == agent.values(x))
        try agent.save(to: folder["small.safetensors"], includeReplay: false)
        #expect(try DQN(contentsOf: folder["small.safetensors"]).transitions == 0)
    }

    @Test func whatIsNoAgentIsRefused() throws {
        #expect(throws: FileError.self) { try DQN(contentsOf: folder["nothing"]) }
        let model = Model(Dense(1), input: [2])
        try model.save(to: folder["model.safetensors"])
        #expect(throws: ModelFileError.self) { try DQN(contentsOf: folder["model.safetensors"]) }
        // The agent of another environment.
        let agent = try DQN(for: Places(), hiddenUnits: [8], configuration: .small())
        try agent.save(to: folder["places.safetensors"])
        var corridor = Corridor()
        var read = try DQN(contentsOf: folder["places.safetensors"])
        #expect(throws: AgentError.self) { try read.learn(totalTimesteps: 1, in: &corridor, resume: true) }
    }

    /// Tensors that don't belong together are refused, whatever their file's checksum says.
    @Test func partsThatDontFitAreRefused() throws {
        var environment = Corridor()
        var agent = try DQN(
            for: environment, hiddenUnits: [8], configuration: .small { $0.prioritizedReplay = .init() }, seed: 1)
        try agent.learn(totalTimesteps: 200, in: &environment)
        _ = try saved(agent, "agent.safetensors")
        let whole = try Safetensors(path: folder["agent.safetensors"])
        func refuses(_ name: String, _ tensor: Tensor?) throws {
            var broken = whole
            let full = "martlet.attachment/" + name
            broken.tensors.removeAll { $0.name == full }
            if let tensor { broken.tensors.append((full, tensor)) }
            try broken.write(to: folder["broken.safetensors"])
            #expect(throws: ModelFileError.self, "\(name)") { try DQN(contentsOf: folder["broken.safetensors"]) }
        }
        try refuses("target", nil)
        try refuses("target", Tensor.zeros([3]))
        try refuses("replay", Tensor.zeros([3, 4]))
        try refuses("replay", Tensor.full(Float(7), shape: [136, 7]))
        try refuses("priorities", Tensor.zeros([136]))
        try refuses("pending", Tensor.zeros([3]))
        try refuses("episodes", Tensor.zeros([3]))
        try refuses("episode", Tensor([1.0]))
    }

    @Test func damageIsFound() throws {
        var environment = Corridor()
        var agent = try DQN(for: environment, hiddenUnits: [4], configuration: .small(), seed: 1)
        try agent.learn(
            totalTimesteps: 80, in: &environment,
            callbacks: [CheckpointCallback(folder["agent.safetensors"], every: 80)])
        let whole = try bytes(folder["agent.safetensors"])
        let path = folder["damaged.safetensors"]
        let count = try survivors(of: whole, rounds: 300) { bytes in
            try AtomicFile.write(bytes, to: path)
            do {
                var agent = try DQN(contentsOf: path)
                var environment = Corridor()
                try? agent.learn(totalTimesteps: 90, in: &environment, resume: true)
                return true
            } catch { return false }
        }
        #expect(count < 30)
    }

    /// A run that is killed at any moment leaves the checkpoint before.
    @Test func aKilledWriteLeavesTheFileBefore() throws {
        var environment = Corridor()
        var agent = try DQN(for: environment, hiddenUnits: [4], configuration: .small(), seed: 1)
        let before = try saved(agent, "agent.safetensors")
        try agent.learn(totalTimesteps: 80, in: &environment)
        chmod(folder.path, 0o500)
        defer { chmod(folder.path, 0o700) }
        if geteuid() != 0 {
            #expect(throws: FileError.self) { try agent.save(to: folder["agent.safetensors"]) }
            #expect(try bytes(folder["agent.safetensors"]) == before)
        }
        // What a writer that was killed leaves is another file.
        #expect(try DQN(contentsOf: folder["agent.safetensors"]).timesteps == 0)
    }
}
