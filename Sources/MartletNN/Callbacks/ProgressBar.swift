import Glibc
import MartletGraph

/// Shows how training gets on, in Keras's form, on standard error: a bar that moves if that is a terminal, else a line for
/// each epoch.
public final class ProgressBar: Callback {
    package enum Style: Sendable {
        case bar, lines, none

        /// A bar in a terminal, and `otherwise` elsewhere.
        package static func bar(otherwise: Style) -> Style { isatty(STDERR_FILENO) == 1 ? .bar : otherwise }
    }

    private let style: Style
    private let write: (String) -> Void
    private var epochStart: UInt64 = 0
    private var shown: UInt64 = 0
    /// Batches of the epoch so far.
    private var done = 0
    /// Whether the line that was written last hasn't ended.
    private var isWithinLine = false
    private static let width = 20
    /// A tenth of a second, in nanoseconds.
    private static let interval: UInt64 = 100_000_000

    /// A bar in a terminal; a line an epoch in a pipe or a file.
    public convenience init() {
        self.init(.bar(otherwise: .lines), write: Self.writeToStandardError)
    }

    /// A bar in a terminal, and nothing elsewhere.
    package static func quiet() -> ProgressBar {
        ProgressBar(.bar(otherwise: .none), write: writeToStandardError)
    }

    package static func writeToStandardError(_ text: String) {
        var text = text
        text.withUTF8 { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    /// A bar that writes elsewhere.
    package init(_ style: Style, write: @escaping (String) -> Void) {
        self.style = style
        self.write = write
    }

    public func onEpochBegin(_ epoch: Int, _ training: inout Training) throws {
        (epochStart, shown, done) = (nanoseconds(), 0, 0)
        if style == .bar { write("Epoch \(epoch + 1)/\(training.epochs)\n") }
    }

    public var wantsBatch: Bool {
        done += 1
        guard style == .bar else { return false }
        let now = nanoseconds()
        guard now - shown >= Self.interval else { return false }
        shown = now
        return true
    }

    public func onTrainBatchEnd(_ batch: Int, _ logs: Logs, _ training: inout Training) throws {
        isWithinLine = true
        write("\r" + line(training.batches, logs, ended: false) + "\u{1B}[K")
    }

    public func onEpochEnd(_ epoch: Int, _ logs: Logs, _ training: inout Training) throws {
        isWithinLine = false
        switch style {
        case .bar: write("\r" + line(done, logs, ended: true) + "\u{1B}[K\n")
        case .lines: write("Epoch \(epoch + 1)/\(training.epochs) - " + line(done, logs, ended: true) + "\n")
        case .none: break
        }
    }

    public func onTrainError(_ error: any Error, _ training: inout Training) {
        if isWithinLine { write("\n") }
        isWithinLine = false
    }

    /// `12/50 ━━━━━━━━━━━━━━━━━━━━ 1s 2ms/step - accuracy: 0.9312 - loss: 0.2210`
    private func line(_ total: Int?, _ logs: Logs, ended: Bool) -> String {
        let seconds = Double(nanoseconds() - epochStart) * 1e-9
        let step = seconds / Double(max(1, done))
        let bar = style == .lines ? "-" : Self.bar(done, of: total)
        let left = total.map { step * Double(max(0, $0 - done)) } ?? seconds
        let time = "\(Int(ended ? seconds : left))s \(Self.duration(step))/step"
        let numbers = logs.keys.sorted(by: Self.precedes).map { " - \($0): \(Self.short(logs[$0]!))" }.joined()
        return "\(done)/\(total.map(String.init) ?? "?") \(bar) \(time)\(numbers)"
    }

    /// How much is done, as a bar.
    package static func bar(_ done: Int, of total: Int?) -> String {
        let filled = total.map { min(width, width * done / max(1, $0)) } ?? 0
        return String(repeating: "━", count: filled) + String(repeating: " ", count: width - filled)
    }

    /// Training's numbers before validation's.
    static func precedes(_ a: String, _ b: String) -> Bool {
        let (isValidation, isOther) = (a.hasPrefix("val_"), b.hasPrefix("val_"))
        return isValidation == isOther ? a < b : isOther
    }

    private static func duration(_ seconds: Double) -> String {
        if seconds >= 1 { return formatted(seconds, "%.0fs") }
        return seconds >= 1e-3 ? formatted(seconds * 1e3, "%.0fms") : formatted(seconds * 1e6, "%.0fus")
    }

    static func short(_ value: Double) -> String {
        formatted(value, abs(value) > 1e-3 ? "%.4f" : "%.4e")
    }
}
