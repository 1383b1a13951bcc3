/// One line that the worker prints.
enum Answer {
    case timed(seconds: Double, steps: Int)
    case memory(kibibytes: Int, cycles: Int)
    case peak(kibibytes: Int)
    case accuracy(Double, seconds: Double)
    case error(String)

    var json: String {
        switch self {
        case .timed(let seconds, let steps):
            #"{"seconds": \#(seconds.isFinite ? "\(seconds)" : "Infinity"), "steps": \#(steps)}"#
        case .memory(let kibibytes, let cycles): #"{"kibibytes": \#(kibibytes), "cycles": \#(cycles)}"#
        case .peak(let peak): #"{"peak_kibibytes": \#(peak)}"#
        case .accuracy(let accuracy, let seconds): #"{"accuracy": \#(accuracy), "seconds": \#(seconds)}"#
        case .error(let text): #"{"error": "\#(escaped(text))"}"#
        }
    }

    private func escaped(_ text: String) -> String {
        String(text.map { $0 == "\"" ? "'" : $0 == "\\" ? "/" : $0.isNewline ? " " : $0 })
    }
}
