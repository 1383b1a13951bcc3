import Martlet

/// Writes predictions to standard output as they come.
protocol PredictionWriter {
    mutating func begin(header: Bool?, hasFiles: Bool)
    /// - Parameter files: the images that the rows of outputs are for.
    mutating func write(_ rows: [ArraySlice<Float>], _ files: [String]?) throws
    mutating func end(brokenFiles: [String]?) throws
}

/// One object with a list for each thing that is told of a row. The lists that can't be written while the first is wait in
/// spools.
struct PredictionJSON: PredictionWriter {
    private let head: [(String, JSON)]
    private let classes: [String]?
    private let scale: TablePreparation.Scale
    private var count = 0
    private let classSpool = Spool()
    private let fileSpool = Spool()
    private var hasFiles = false

    init(model: String, input: String, classes: [String]?, scale: TablePreparation.Scale) {
        head = [("model", .string(NativePath.text(model))), ("input", .string(NativePath.text(input)))]
        (self.classes, self.scale) = (classes, scale)
    }

    private func put(_ text: String) { print(text, terminator: "") }
    private func member(_ key: String, _ value: JSON) -> String { "\"\(key)\":\(value.serialized())" }

    mutating func begin(header: Bool?, hasFiles: Bool) {
        self.hasFiles = hasFiles
        put("{" + head.map(member).joined(separator: ","))
        if let header { put("," + member("header", .bool(header))) }
        if let classes { put("," + member("class_names", JSON(classes))) }
        put(classes == nil ? ",\"values\":[" : ",\"probabilities\":[")
    }

    mutating func write(_ rows: [ArraySlice<Float>], _ files: [String]?) throws {
        for (index, row) in rows.enumerated() {
            let comma = count == 0 ? "" : ","
            count += 1
            if let classes {
                put(comma + JSON.array(row.map { JSON($0) }).serialized())
                try classSpool.write(comma + JSON.string(classes[best(row)]).serialized())
            } else {
                put(comma + (row.count == 1 ? value(row.first!) : .array(row.map(value))).serialized())
            }
            if let files { try fileSpool.write(comma + JSON.string(files[index]).serialized()) }
        }
    }

    /// A value in the user's units.
    private func value(_ output: Float) -> JSON {
        scale == .identity ? JSON(output) : .double(scale.unscaled(Double(output)))
    }

    mutating func end(brokenFiles: [String]?) throws {
        put("]")
        if classes != nil {
            put(",\"classes\":[")
            try classSpool.unwind(put)
            put("]")
        }
        if hasFiles {
            put(",\"files\":[")
            try fileSpool.unwind(put)
            put("]")
        }
        if let brokenFiles { put("," + member("broken_files", JSON(brokenFiles))) }
        put("," + member("rows", .integer(count)) + "}\n")
    }
}

/// A line for each row, in columns that get wider when they must.
struct PredictionText: PredictionWriter {
    private let input: String
    private let classes: [String]?
    private let scale: TablePreparation.Scale
    private var header: Bool?
    private var count = 0
    private var widths: [Int]

    init(input: String, classes: [String]?, scale: TablePreparation.Scale) {
        (self.input, self.classes, self.scale) = (NativePath.text(input), classes, scale)
        widths = [0, classes?.map(\.count).max() ?? 0]
    }

    mutating func begin(header: Bool?, hasFiles: Bool) {
        self.header = header
        title = [hasFiles ? "File" : "Row"] + (classes == nil ? ["Value"] : ["Class", "Probability"])
    }

    /// Comes with the first rows, which tell how wide it is.
    private var title: [String]?

    mutating func write(_ rows: [ArraySlice<Float>], _ files: [String]?) {
        var lines = title.map { [$0] } ?? []
        title = nil
        for (index, row) in rows.enumerated() {
            count += 1
            let name = files?[index] ?? "\(count)"
            if let classes {
                let place = best(row)
                lines.append([name, classes[place], Double(row[row.startIndex + place]).short])
            } else {
                lines.append([name] + row.map { scale.unscaled(Double($0)).short })
            }
        }
        print(aligned(lines, widths: &widths))
    }

    func end(brokenFiles: [String]?) {
        if let header { print(TableSetup.text(input, hasHeader: header)) }
        if let count = brokenFiles?.count, count > 0 {
            print(
                "\(input): \(grouped(count)) \(count == 1 ? "image can't be read and was" : "images can't be read and were") left out"
            )
        }
    }
}

/// The place of the largest output, the first among equals.
private func best(_ row: ArraySlice<Float>) -> Int {
    let best = row.indices.max { row[$0] < row[$1] || (row[$0] == row[$1] && $0 > $1) } ?? row.startIndex
    return best - row.startIndex
}
