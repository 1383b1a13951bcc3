import MartletNN
import MartletNumerics
import MartletRL

/// A corridor of seven places with the exit at its right end: each step costs 0.1, the exit gives 1. Episodes begin left
/// of the middle and are cut off after 30 steps.
struct Corridor: ResumableEnvironment, Codable {
    static let length = 7
    private var random = RandomGenerator(seed: 0)
    private(set) var place = 0
    private(set) var steps = 0

    var standing: Corridor { self }
    mutating func restore(_ standing: Corridor) { self = standing }

    var observationSpace: Space { .box(low: -1, high: 1, shape: [2]) }
    var actionSpace: Space { .discrete(2) }

    mutating func reset(seed: UInt64?, observation: inout MutableSpan<Float>) throws {
        if let seed { random = RandomGenerator(seed: seed) }
        place = Int.random(in: 0...2, using: &random)
        steps = 0
        write(&observation)
    }

    mutating func step(_ action: Int, observation: inout MutableSpan<Float>) throws -> Outcome {
        guard action == 0 || action == 1 else { throw EnvironmentError.invalidAction(action, count: 2) }
        place = max(0, place + (action == 1 ? 1 : -1))
        steps += 1
        write(&observation)
        let isOut = place == Self.length - 1
        return Outcome(reward: isOut ? 1 : -0.1, isTerminated: isOut, isTruncated: !isOut && steps >= 30)
    }

    private func write(_ observation: inout MutableSpan<Float>) {
        observation[0] = Float(place) / Float(Self.length - 1) * 2 - 1
        observation[1] = 1
    }
}

/// The same with places for observations, and not resumable.
struct Places: Environment {
    private var corridor = Corridor()

    var observationSpace: Space { .discrete(Corridor.length) }
    var actionSpace: Space { .discrete(2) }

    mutating func reset(seed: UInt64?, observation: inout MutableSpan<Float>) throws {
        var memory: [Float] = [0, 0]
        var span = memory.mutableSpan
        try corridor.reset(seed: seed, observation: &span)
        observation[0] = Float(corridor.place)
    }

    mutating func step(_ action: Int, observation: inout MutableSpan<Float>) throws -> Outcome {
        var memory: [Float] = [0, 0]
        var span = memory.mutableSpan
        let outcome = try corridor.step(action, observation: &span)
        observation[0] = Float(corridor.place)
        return outcome
    }
}

extension DQNConfiguration {
    /// What learns the corridor in a moment.
    static func small(_ change: (inout DQNConfiguration) -> Void = { _ in }) -> DQNConfiguration {
        DQNConfiguration {
            ($0.learningRate, $0.bufferSize, $0.learningStarts, $0.batchSize) = (5e-3, 500, 64, 16)
            ($0.trainFrequency, $0.targetUpdateInterval, $0.explorationFraction) = (1, 20, 0.5)
            change(&$0)
        }
    }
}
