import Martlet

/// Shows on a terminal how many of some things are done; elsewhere it stays quiet.
struct CountBar: Sendable {
    private let name: String

    /// - Parameter name: what is counted, such as `fits`.
    init(of name: String) { self.name = name }

    func show(_ done: Int, of total: Int) {
        guard isTerminalForErrors else { return }
        ProgressBar.writeToStandardError("\r\(done)/\(total) \(ProgressBar.bar(done, of: total)) \(name)")
    }

    /// Takes it away.
    func end() {
        if isTerminalForErrors { ProgressBar.writeToStandardError("\r\u{1B}[K") }
    }
}
