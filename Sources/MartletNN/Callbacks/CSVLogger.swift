import MartletCodecs
import Glibc

/// Writes each epoch's numbers to a CSV file: `epoch`, then the logs by name. The columns are those of the first epoch;
/// what is missing later is written `NA`, as Keras does.
public final class CSVLogger: Callback {
    private let path: String
    private let separator: String
    private let append: Bool
    private var columns: [String] = []
    /// What the file holds up to now; it is written whole after each epoch, so that it never ends within a line.
    private var text = ""

    /// - Parameters:
    ///   - path: the file.
    ///   - append: whether lines are added to a file that is there.
    public init(_ path: String, separator: String = ",", append: Bool = false) {
        self.path = path
        self.separator = separator
        self.append = append
    }

    public func onTrainBegin(_ training: inout Training) throws {
        guard !separator.isEmpty else { throw ArgumentError("CSVLogger", "separator must not be empty") }
        columns = []
        text = try append ? existing() : ""
    }

    /// What the file holds, and its columns; nothing if there is no file.
    private func existing() throws -> String {
        guard access(NativePath.bytes(path), F_OK) == 0 else { return "" }
        let bytes = try FileReader.contents(of: path, limit: 1 << 30)
        var text = String(decoding: bytes, as: UTF8.self)
        if !text.isEmpty, text.last != "\n" { text += "\n" }
        columns =
            text.split(separator: "\n").first.map { $0.split(separator: separator).dropFirst().map(String.init) } ?? []
        return text
    }

    public func onEpochEnd(_ epoch: Int, _ logs: Logs, _ training: inout Training) throws {
        if columns.isEmpty {
            columns = logs.keys.sorted()
            text += (["epoch"] + columns).joined(separator: separator) + "\n"
        }
        let numbers = columns.map { column in logs[column].map { "\($0)" } ?? "NA" }
        text += (["\(epoch)"] + numbers).joined(separator: separator) + "\n"
        try AtomicFile.write(text, to: path)
    }

    public var state: CallbackState? {
        CallbackState(["text": .string(text), "columns": .array(columns.map { .string($0) })])
    }

    public func restore(_ state: CallbackState, _ training: Training) throws {
        guard let text = state.values["text"]?.string, let columns = state.values["columns"]?.array else {
            throw ArgumentError("CSVLogger", "its state must hold text and columns")
        }
        self.text = text
        self.columns = columns.compactMap(\.string)
    }
}
