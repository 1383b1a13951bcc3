/// An environment that keeps pictures of its episodes, as for `AnimatedSVG`.
public struct RecordFrames<Base: Environment>: EnvironmentWrapper {
    public var base: Base
    /// The pictures of the episode under way, or of the last one; none of an episode that isn't recorded.
    public private(set) var frames: [Frame] = []
    /// The pictures of the last recorded episode that came to its end.
    public private(set) var finished: [Frame] = []
    private let isWanted: @Sendable (_ episode: Int) -> Bool
    private var episode = -1

    /// - Parameter isWanted: whether an episode is recorded; they are counted from 0.
    public init(_ base: Base, where isWanted: @escaping @Sendable (_ episode: Int) -> Bool = { _ in true }) {
        (self.base, self.isWanted) = (base, isWanted)
    }

    public mutating func reset(seed: UInt64?, observation: inout MutableSpan<Float>) throws {
        try base.reset(seed: seed, observation: &observation)
        episode += 1
        frames = []
        record()
    }

    public mutating func step(_ action: Int, observation: inout MutableSpan<Float>) throws -> Outcome {
        let outcome = try base.step(action, observation: &observation)
        record()
        if outcome.isOver, !frames.isEmpty { finished = frames }
        return outcome
    }

    private mutating func record() {
        if isWanted(episode), let frame = base.frame { frames.append(frame) }
    }
}
