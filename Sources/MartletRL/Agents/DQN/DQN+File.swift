import MartletCodecs
import MartletGraph
import MartletNN
import MartletNumerics

/// An agent as its file holds it, besides the online network, which is the file's model, and besides the tensors.
private struct StoredDQN: Codable {
    struct Run: Codable {
        var environment: JSON?
        var kind: String
        var stopped: Bool
        var watchers: [CallbackMemory.Stored]
    }

    var configuration: DQNConfiguration
    var spaces: DQN.Spaces
    var seed: UInt64
    var timesteps: Int
    var total: Int
    var updates: Int
    var exploration: RandomGenerator
    var sampling: RandomGenerator
    /// Where the next transition goes; nil if the replay buffer isn't kept.
    var position: Int?
    var largestPriority: Float?
    var run: Run?
}

extension DQN {
    static let kind = "dqn"

    /// Writes the agent to one safetensors file, which replaces an older one whole or not at all. The file is that of the
    /// online network as a model, which any reader of models can open.
    ///
    /// - Parameter includeReplay: whether the replay buffer is kept, with which learning goes on as if it hadn't stopped.
    /// - Throws: `FileError`; `EncodingError` for a learning rate that is code.
    public func save(to path: String, includeReplay: Bool = true) throws {
        let run = progress.interruption
        var tensors = [
            "target": networks[1].vector,
            "episode": Tensor([progress.episodeReward, Double(progress.episodeLength)]),
        ]
        // Where nothing goes on in the midst of an episode, the next run begins one.
        if run != nil { tensors["observation"] = Tensor(progress.observation) }
        if includeReplay {
            tensors["replay"] = replay.stored
            tensors["pending"] = Tensor(pending.rows)
            tensors["priorities"] = replay.priorities.map { Tensor($0.tree.leaves(replay.count)) }
        }
        tensors["episodes"] = try Tensor(
            progress.episodes.flatMap { [$0.reward, Double($0.length), Double($0.timestep)] },
            shape: [progress.episodes.count, 3])
        for (name, tensor) in run?.callbacks.tensors ?? [] { tensors["callback/" + name] = tensor }
        let stored = StoredDQN(
            configuration: configuration, spaces: spaces, seed: seed, timesteps: progress.timesteps,
            total: progress.total, updates: progress.updates, exploration: exploration, sampling: sampling,
            position: includeReplay ? replay.position : nil, largestPriority: replay.priorities?.largest,
            run: run.map { run in
                StoredDQN.Run(
                    environment: run.environment, kind: run.kind, stopped: run.stopped,
                    watchers: run.callbacks.stored)
            })
        try networks[0].save(
            to: path,
            attaching: ModelAttachment(kind: Self.kind, note: JSON(encoding: stored), tensors: tensors))
    }

    /// Reads an agent that `save` or a `CheckpointCallback` wrote. Everything in the file is checked.
    ///
    /// - Throws: `FileError` when it can't be read; `SafetensorsError` when it isn't a safetensors file; `ModelFileError`
    ///   when what it holds isn't an agent.
    public init(contentsOf path: String) throws {
        let (online, attachment) = try Model.read(path, attached: Self.kind)
        do {
            try self.init(online, attachment)
        } catch let error as ModelFileError {
            throw error
        } catch {
            throw ModelFileError(path, .invalid, part: "the agent", "\(error)")
        }
    }

    private init(_ online: Model, _ attachment: ModelAttachment) throws {
        func require(_ holds: Bool, _ what: String, _ reason: String) throws {
            if !holds { throw AgentError.invalid(argument: what, reason: reason) }
        }
        func tensor(_ name: String, _ dtype: DType = .float32, rank: Int = 1) throws -> Tensor {
            guard let tensor = attachment.tensors[name], tensor.dtype == dtype, tensor.rank == rank else {
                throw AgentError.invalid(argument: "tensor '\(name)'", reason: "is missing or of another type")
            }
            return tensor
        }
        let stored = try attachment.note.decode(StoredDQN.self)
        try stored.configuration.validate()
        try stored.spaces.validate()
        try stored.spaces.check(online, stored.configuration)
        guard let target = attachment.tensors["target"].flatMap(online.restored) else {
            throw AgentError.invalid(
                argument: "the target network", reason: "is missing or has another size than the online one")
        }
        var replay = try ReplayBuffer(
            capacity: stored.configuration.bufferSize, observation: stored.spaces.observation,
            prioritized: stored.configuration.prioritizedReplay)
        var pending = PendingTransitions(stored.configuration, observationCount: stored.spaces.observationCount)
        if let position = stored.position {
            let rows = try tensor("replay", rank: 2)
            try require(
                replay.restore(rows, position: position) && replay.holdsActions(below: stored.spaces.actions),
                "the replay buffer", "doesn't hold transitions of this agent's spaces")
            try require(
                pending.restore(tensor("pending").array(of: Float.self), actions: stored.spaces.actions),
                "the last steps", "aren't steps of this agent's spaces")
            if replay.priorities != nil {
                let weights = try tensor("priorities").array(of: Float.self)
                try require(
                    weights.count == replay.count
                        && replay.priorities!.restore(weights, largest: stored.largestPriority ?? 0),
                    "the priorities", "aren't positive numbers, one for each transition")
            }
        }
        self.init(
            stored.configuration, stored.spaces, seed: stored.seed, networks: [online, target], replay: replay)
        self.pending = pending
        (exploration, sampling) = (stored.exploration, stored.sampling)

        let episode = try tensor("episode", .float64).array(of: Double.self)
        let episodes = try tensor("episodes", .float64, rank: 2)
        let counts = [stored.timesteps, stored.updates, stored.total]
        let limit = 1 << 48
        let isPossible = counts.allSatisfy { (0...limit).contains($0) }
        try require(
            isPossible && episode.count == 2 && episodes.shape[1] == 3, "the progress",
            "isn't one that learning can have made")
        let numbers = episodes.array(of: Double.self)
        progress = Progress(
            timesteps: stored.timesteps, total: stored.total, updates: stored.updates,
            episodes: (0..<episodes.shape[0]).map { (row: Int) -> Episode in
                Episode(
                    reward: numbers[3 * row], length: Int(exactly: numbers[3 * row + 1]) ?? 0,
                    timestep: Int(exactly: numbers[3 * row + 2]) ?? 0)
            },
            episodeReward: episode[0], episodeLength: Int(exactly: episode[1]) ?? 0)
        if let run = stored.run {
            let observation = try tensor("observation").array(of: Float.self)
            try require(
                observation.count == spaces.observationCount, "the observation", "has \(observation.count) numbers")
            progress.observation = observation
            progress.interruption = Interruption(
                environment: run.environment, kind: run.kind, stopped: run.stopped,
                callbacks: try CallbackMemory(run.watchers) { name, _ in
                    guard let tensor = attachment.tensors["callback/" + name] else {
                        throw AgentError.invalid(argument: "tensor 'callback/\(name)'", reason: "is missing")
                    }
                    return tensor
                })
        } else {
            (progress.episodeReward, progress.episodeLength) = (0, 0)
            self.pending.removeAll()
        }
    }
}

extension DQN.Spaces {
    /// - Throws: `AgentError.invalid` for what no environment has.
    func validate() throws {
        let count = observation.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
        guard observation.allSatisfy({ (1...1 << 24).contains($0) }), observation.count < 8,
            (1...1 << 24).contains(count),
            (1...1 << 20).contains(actions), states ?? 1 > 0, states == nil || observation.isEmpty
        else {
            throw AgentError.invalid(
                argument: "spaces", reason: "can't be: observations \(observation), \(actions) actions")
        }
    }

    /// - Throws: `AgentError.invalid` unless a network takes these observations and tells these actions' values.
    func check(_ model: Model, _ configuration: DQNConfiguration) throws {
        let atoms = configuration.distributional.map { [$0.atoms] } ?? []
        guard model.graph.inputs.map({ Array($0.shape) }) == [[-1] + observation],
            model.graph.inputs.allSatisfy({ $0.dtype == .float32 }),
            model.graph.outputTypes.map({ Array($0.shape) }) == [[-1, actions] + atoms],
            model.graph.outputTypes.allSatisfy({ $0.dtype == .float32 })
        else {
            throw AgentError.invalid(
                argument: "the network",
                reason: "must make [-1, \(actions)] values of observations \([-1] + observation)")
        }
        guard model.compiled != nil else {
            throw AgentError.invalid(argument: "the network", reason: "must be kept with its optimizer")
        }
    }
}
