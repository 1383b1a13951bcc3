import Martlet

/// What a model is before and after it was made smaller: loss and metrics, bytes, and time.
struct Comparison {
    /// Loss and metrics, by so many rows; none where labels aren't known.
    private(set) var rows = 0
    private(set) var before: Logs = [:]
    private(set) var after: Logs = [:]
    /// Of files without what the optimizer knows.
    private let bytes: (before: Int, after: Int)
    let speeds: [SpeedComparison]

    /// - Parameters:
    ///   - path: the file of the smaller model.
    ///   - dataset: rows to predict.
    /// - Throws: `FileError`; what predicting and reading throw.
    init(_ model: Model, _ smaller: Model, writtenTo path: String, on dataset: Dataset) throws {
        bytes = (try model.fileSize(), size(ofFile: path) ?? 0)
        speeds = try [1, 32].compactMap { try SpeedComparison(model, smaller, on: dataset, rows: $0) }
    }

    /// With loss and metrics.
    mutating func judge(_ before: Logs, _ after: Logs, by test: some Examples) {
        // Images were found broken when they were read.
        (self.before, self.after, rows) = (before, after, test.count - test.brokenFiles.count)
    }

    /// All of it by name, as trackers are told.
    var numbers: Logs {
        var numbers: Logs = ["before_bytes": Double(bytes.before), "after_bytes": Double(bytes.after)]
        for (name, value) in before { numbers["before_" + name] = value }
        for (name, value) in after { numbers["after_" + name] = value }
        for speed in speeds { numbers[speed.rows == 1 ? "speed_up" : "speed_up_\(speed.rows)_rows"] = speed.ratio }
        return numbers
    }

    func write(to json: inout JSON) {
        json["rows"] = .integer(rows)
        json["before"] = JSON(before)
        json["after"] = JSON(after)
        json["bytes"] = ["before": .integer(bytes.before), "after": .integer(bytes.after)]
        json["speed_up"] = speeds.first.map { .double($0.ratio) } ?? .null
        json["speed"] = .array(speeds.map(\.json))
    }

    /// A table.
    var text: String {
        var table = [["", "before", "after"]]
        for name in Set(before.keys).union(after.keys).sorted() {
            table.append([name, (before[name] ?? .nan).short, (after[name] ?? .nan).short])
        }
        table.append(["bytes of the file", grouped(bytes.before), grouped(bytes.after)])
        for speed in speeds {
            table.append([
                speed.name, "\((speed.before * 1e6).short) µs",
                "\((speed.after * 1e6).short) µs  (\(speed.ratio.short)×)",
            ])
        }
        return aligned(table) + "\n  (files without the optimizer's state)"
    }
}
