import Glibc
import MartletGraph
import MartletNN

/// Shows how learning gets on, on standard error. Without a terminal there it stays quiet.
public final class ProgressBarCallback: LearningCallback {
    private let isShown: Bool
    private let write: (String) -> Void
    private var shown: UInt64 = 0
    /// A tenth of a second, in nanoseconds.
    private static let interval: UInt64 = 100_000_000

    /// A bar that moves ten times a second.
    public convenience init() {
        self.init(isShown: isatty(STDERR_FILENO) == 1, write: ProgressBar.writeToStandardError)
    }

    /// A bar that writes elsewhere.
    package init(isShown: Bool, write: @escaping (String) -> Void) {
        self.isShown = isShown
        self.write = write
    }

    public func wantsStep(_ timestep: Int) -> Bool {
        guard isShown, timestep % 64 == 0 else { return false }
        let now = nanoseconds()
        guard now - shown >= Self.interval else { return false }
        shown = now
        return true
    }

    public func onStep(_ learning: inout Learning) throws { write("\r" + line(learning) + "\u{1B}[K") }

    public func onTrainingError(_ error: any Error, _ learning: inout Learning) {
        if isShown, shown > 0 { write("\n") }
    }

    public func onTrainingEnd(_ learning: inout Learning) throws {
        if isShown { write("\r" + line(learning) + "\u{1B}[K\n") }
    }

    /// `12000/50000 ━━━━━ 70000 steps/s - reward: 183.2 - exploration: 0.04`
    private func line(_ learning: Learning) -> String {
        let recent = learning.agent.episodes.suffix(100)
        let mean = recent.reduce(0) { $0 + $1.reward } / Double(max(1, recent.count))
        return "\(learning.timesteps)/\(learning.totalTimesteps) "
            + ProgressBar.bar(learning.timesteps, of: learning.totalTimesteps)
            + " \(Int(learning.framesPerSecond)) steps/s - reward: \(formatted(mean, "%.1f"))"
            + " - exploration: \(formatted(learning.agent.explorationRate, "%.2f"))"
    }
}
