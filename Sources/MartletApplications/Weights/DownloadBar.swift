import Glibc
import MartletCodecs
import MartletNN

/// Shows on a terminal how a download gets on; elsewhere it stays quiet.
struct DownloadBar {
    private let name: String
    private let isShown = isatty(STDERR_FILENO) == 1
    private var shown = ""

    init(_ name: String) { self.name = name }

    mutating func show(_ progress: Download.Progress) {
        guard isShown else { return }
        let line =
            switch progress {
            case .waiting: "\(name): another process is downloading it"
            case .received(let bytes, let total): Self.line(name, bytes, total)
            }
        if line == shown { return }
        shown = line
        Self.write("\r\(line)\u{1B}[K")
    }

    /// Ends the line, if there is one.
    mutating func end() {
        if !shown.isEmpty { Self.write("\n") }
        shown = ""
    }

    /// `vgg16.h5: 12.3 of 56.2 MiB ━━━━`
    static func line(_ name: String, _ bytes: Int, _ total: Int?) -> String {
        guard let total else { return "\(name): \(mebibytes(bytes)) MiB" }
        return "\(name): \(mebibytes(bytes)) of \(mebibytes(total)) MiB \(ProgressBar.bar(bytes, of: total))"
    }

    private static func mebibytes(_ bytes: Int) -> String { formatted(Double(bytes) / 0x1p20, "%.1f") }

    private static func write(_ text: String) { ProgressBar.writeToStandardError(text) }
}
