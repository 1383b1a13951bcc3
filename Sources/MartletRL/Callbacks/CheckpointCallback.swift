import MartletNN

/// Saves the agent every so many steps, with all that `learn(…, resume: true)` needs to go on exactly where it stood: the
/// replay buffer, random numbers, and where the environment stands, if it is a
/// `ResumableEnvironment`.
///
/// It works after the other callbacks if it comes last among them. A file replaces an older one whole or not at all.
public final class CheckpointCallback: LearningCallback {
    private let path: String
    private let frequency: Int
    /// The file that was written last; nil before the first.
    public private(set) var lastPath: String?

    /// - Parameters:
    ///   - path: the file; `{step}` in it stands for the number of steps.
    ///   - frequency: the steps from one file to the next.
    public init(_ path: String, every frequency: Int) {
        self.path = path
        self.frequency = frequency
    }

    public func onTrainingStart(_ learning: inout Learning) throws {
        guard frequency > 0 else {
            throw AgentError.invalid(argument: "every", reason: "must be positive and is \(frequency)")
        }
        lastPath = nil
    }

    public func wantsStep(_ timestep: Int) -> Bool { timestep.isMultiple(of: frequency) }
    public var keepsRun: Bool { true }

    public func onStep(_ learning: inout Learning) throws {
        let parts = path.split(separator: "{step}", omittingEmptySubsequences: false)
        let path = parts.joined(separator: "\(learning.timesteps)")
        try learning.agent.save(to: path)
        lastPath = path
    }
}
