internal import MartletNumerics

/// An environment that shows its last observations at once, oldest first: Gymnasium's `FrameStackObservation`.
///
/// Observations have the shape [count, …].
public struct FrameStack<Base: Environment>: EnvironmentWrapper {
    /// What stands for observations from before an episode.
    public enum Padding: Sendable, Hashable {
        /// The first observation.
        case first
        /// Zeros, or what comes nearest to them in the observation space.
        case zeros
    }

    public var base: Base
    /// How many observations are shown.
    public let count: Int
    /// What stands for observations from before the episode.
    public let padding: Padding
    public let observationSpace: Space
    /// The numbers of one observation that are nearest to 0.
    private let zeros: [Float]
    private var history: [Float]
    private var newest: [Float]

    /// - Throws: `EnvironmentError.invalid` unless one observation is shown at least, or for observations of eight
    ///   axes.
    public init(_ base: Base, count: Int, padding: Padding = .first) throws(EnvironmentError) {
        guard 1...10_000 ~= count else {
            throw .invalid(argument: "count", reason: "is \(count); it must be in 1...10,000")
        }
        guard base.observationSpace.shape.count < Shape.maximumRank else {
            throw .invalid(
                argument: "base", reason: "has observations of \(Shape.maximumRank) axes, with no room for more")
        }
        let shape = Shape([count] + base.observationSpace.shape)
        let (low, high) = base.observationSpace.bounds
        guard low.count == base.observationSpace.count, high.count == low.count, low.count > 0,
            (try? shape.checkedByteCount(of: .float32)) != nil
        else {
            throw .invalid(argument: "base", reason: "has observations that can't be stacked: \(base.observationSpace)")
        }
        observationSpace = .box(
            low: Array(repeatElement(low, count: count).joined()),
            high: Array(repeatElement(high, count: count).joined()), shape: shape)
        zeros = zip(low, high).map { low, high in min(max(0, low), high) }
        history = Array(repeating: 0, count: count * zeros.count)
        newest = zeros
        (self.base, self.count, self.padding) = (base, count, padding)
    }

    public mutating func reset(seed: UInt64?, observation: inout MutableSpan<Float>) throws {
        try base.reset(seed: seed, into: &newest)
        for i in history.indices {
            let place = i % newest.count
            history[i] = i >= history.count - newest.count || padding == .first ? newest[place] : zeros[place]
        }
        show(&observation)
    }

    public mutating func step(_ action: Int, observation: inout MutableSpan<Float>) throws -> Outcome {
        let outcome = try base.step(action, into: &newest)
        let start = history.count - newest.count
        for i in 0..<start { history[i] = history[i + newest.count] }
        for i in newest.indices { history[start + i] = newest[i] }
        show(&observation)
        return outcome
    }

    private func show(_ observation: inout MutableSpan<Float>) {
        for i in history.indices { observation[i] = history[i] }
    }
}

extension Space {
    /// The bounds of each of an element's numbers.
    var bounds: (low: [Float], high: [Float]) {
        switch self {
        case .discrete(let count): ([0], [Float(count) - 1])
        case .box(let low, let high, _): (low, high)
        }
    }
}

extension FrameStack: ResumableEnvironment where Base: ResumableEnvironment {
    /// Where the base stands, and the observations shown.
    public struct Standing: Codable, Sendable {
        var base: Base.Standing
        var history: [Float]
    }

    public var standing: Standing { Standing(base: base.standing, history: history) }

    public mutating func restore(_ standing: Standing) throws {
        guard standing.history.count == history.count else {
            throw EnvironmentError.invalid(
                argument: "history", reason: "has \(standing.history.count) numbers; it must have \(history.count)")
        }
        try base.restore(standing.base)
        history = standing.history
    }
}
