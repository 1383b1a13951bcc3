import Martlet

/// Rows of a table: as a model takes them, and as they are in the table.
struct TableRows {
    /// `[rows, inputs]`
    let inputs: Tensor
    /// `[rows, columns]` of float64: numbers, days since 1970-01-01 and positions in words; NaN where there is none.
    let data: Tensor
    /// What the columns hold.
    let types: [FeatureType]
    /// What the columns are called.
    let names: [String]
    /// The number of each row in its table, from 0.
    let index: [Int]

    var count: Int { inputs.shape[0] }

    private init(inputs: Tensor, data: Tensor, types: [FeatureType], names: [String], index: [Int]) {
        (self.inputs, self.data, self.types, self.names, self.index) = (inputs, data, types, names, index)
    }

    /// Numbers that a model takes as they are.
    init(_ features: Tensor, names: [String], index: [Int]) {
        self.init(
            inputs: features, data: features.cast(to: .float64), types: names.map { _ in .number }, names: names,
            index: index)
    }

    /// - Parameters:
    ///   - rows: positions of rows in the table.
    ///   - positions: of the columns that the model takes.
    ///   - preparation: what becomes of the columns; nil for a model that takes them as they are.
    /// - Throws: `CSVError` for fields that aren't what the model takes.
    init(_ table: CSV, rows: [Int], positions: [Int], _ preparation: TablePreparation?) throws {
        guard let preparation else {
            self.init(
                try table.matrix(columns: positions).take(rows), names: positions.map { table.columns[$0].name },
                index: rows)
            return
        }
        let columns = try zip(preparation.columns, positions).map { try table.fields(of: $1, as: $0.encoding) }
        self.init(
            inputs: try preparation.matrix(of: table, rows: rows, positions: positions),
            data: try Tensor(
                rows.flatMap { row in columns.map { $0.fields[row] } }, shape: [rows.count, columns.count]),
            types: columns.map(\.type), names: preparation.columns.map(\.name), index: rows)
    }

    /// - Throws: `TensorError.indexOutOfRange`.
    func rows(_ positions: [Int]) throws -> TableRows {
        TableRows(
            inputs: try inputs.take(positions), data: try data.take(positions), types: types, names: names,
            index: positions.map { index[$0] })
    }

    /// What to know of words that a preparation doesn't: of each column that has any.
    func unknownWords(to preparation: TablePreparation) -> [String] {
        let data = data.array(of: Double.self)
        return preparation.columns.enumerated().compactMap { place, column in
            guard case .categories(let known, let hasOther, _) = column.encoding,
                case .category(let words) = types[place]
            else { return nil }
            let codes = Set(stride(from: place, to: data.count, by: types.count).compactMap { Int(exactly: data[$0]) })
            let unknown = codes.sorted().map { words[$0] }.filter { !known.contains($0) }
            guard !unknown.isEmpty else { return nil }
            let list = unknown.prefix(5).map { "'\($0)'" }.joined(separator: ", ") + (unknown.count > 5 ? ", …" : "")
            let fate = hasOther ? "saw rarely, if at all; they count as other words" : "didn't see; they count as none"
            return "column '\(column.name)' has words that training \(fate): \(list)"
        }
    }
}

extension CSV {
    /// The fields of a column as they are: numbers, days since 1970-01-01, or positions in words.
    fileprivate func fields(
        of index: Int, as encoding: TablePreparation.Encoding
    ) throws -> (fields: [Double], type: FeatureType) {
        switch encoding {
        case .number, .quantiles: return (try numbersWithGaps(index), .number)
        case .date: return (try days(index), .date)
        case .categories:
            if case .strings(let codes, let words) = columns[index].values {
                return (codes.map { $0 < 0 ? .nan : Double($0) }, .category(words))
            }
            let texts = columns[index].strings
            let words = Set(texts.compactMap(\.self)).sorted()
            let codes = Dictionary(uniqueKeysWithValues: zip(words, 0...)).mapValues(Double.init)
            return (texts.map { $0.flatMap { codes[$0] } ?? .nan }, .category(words))
        }
    }
}

extension TablePreparation {
    /// Which of the model's inputs each column becomes.
    var groups: [[Int]] {
        var start = 0
        return columns.map { column in
            defer { start += column.featureNames.count }
            return Array(start..<start + column.featureNames.count)
        }
    }
}

extension LoadedPredictor {
    /// The rows of a CSV file, of which labels aren't read.
    ///
    /// - Throws: `FileError`, `CSVError`; `BadData` for columns that don't fit.
    func tableRows(_ path: String, _ setup: TableSetup) throws -> TableRows {
        var positions: [Int] = []
        let table = try CSV(path: path, format: setup.format(for: self)) { header in
            if header.names != notes.columnNames, let error = header.wrongDelimiter { throw error }
            positions = try notes.positions(in: header.names, of: path, for: inputs)
            let kinds = notes.table?.columns.map(\.kind) ?? positions.map { _ in .numbers }
            return Dictionary(zip(positions, kinds)) { first, _ in first }
        }
        guard table.rowCount > 0 else { throw BadData("'\(path)' has no rows; give some") }
        return try TableRows(table, rows: Array(0..<table.rowCount), positions: positions, notes.table)
    }
}

extension Examples {
    /// So many rows, of every class in proportion.
    func tableRows(atMost count: Int, seed: UInt64) throws -> TableRows {
        try sample(count, seed: seed).tableRows()
    }
}
