public import MartletCodecs
import MartletNumerics

extension Dataset {
    /// What the labels of a file mean.
    public enum CSVTarget: Sendable {
        /// Strings: classes in this order.
        case classes([String])
        /// Whole numbers from 0 on: classes.
        case classIndices
        /// Numbers: values to predict.
        case values
    }

    /// Rows of a CSV file, which is opened anew each epoch and may be larger than memory. The column `label` is the
    /// target, `[rows]` of int32 for classes or of float32 for values; the others are the input, `[rows, features]` of
    /// float32.
    ///
    /// - Parameter rowsPerPiece: how many rows are read at a time, which changes no more than the use of memory.
    /// - Throws: `FileError`; `CSVError` for a header without that label. Reading throws them too, naming line and column
    ///   of what isn't a number, no class, or missing.
    public init(
        csv path: String, label: CSV.Selector = -1, target: CSVTarget, format: CSV.Format = .init(),
        rowsPerPiece: Int = 1024
    ) throws {
        guard rowsPerPiece > 0 else {
            throw DatasetError.invalid(argument: "rowsPerPiece", reason: "must be positive, not \(rowsPerPiece)")
        }
        let start = { @Sendable () throws -> CSVRows in
            try CSVRows(path, label: label, target, format)
        }
        _ = try start()
        self.init { _ in
            let rows = try start()
            return { try rows.next(rowsPerPiece) }
        }
    }
}

/// Reads a CSV file's rows as inputs and targets.
private struct CSVRows {
    private let reader: CSV.Reader
    private let label: Int
    private let features: [Int]
    private let isClassified: Bool

    init(_ path: String, label: CSV.Selector, _ target: Dataset.CSVTarget, _ format: CSV.Format) throws {
        reader = try CSV.Reader(path: path, format: format)
        self.label = try reader.index(of: label)
        features = try reader.header.features(beside: self.label)
        for feature in features { try reader.expect(.numbers, in: .index(feature)) }
        let kind: CSV.Kind
        switch target {
        case .classes(let names): (kind, isClassified) = (.categories(names), true)
        case .classIndices: (kind, isClassified) = (.integers(0...Int(Int32.max)), true)
        case .values: (kind, isClassified) = (.numbers, false)
        }
        try reader.expect(kind, in: .index(self.label))
    }

    func next(_ limit: Int) throws -> Batch? {
        guard let table = try reader.next(rows: limit) else { return nil }
        let target: Tensor
        switch table.columns[label].values {
        case .strings(let codes, _): target = Tensor(codes)
        case .numbers(let numbers, _) where isClassified: target = Tensor(numbers.map { Int32($0) })
        case .numbers: target = Tensor(try table.numbers(label).map { Float($0) })
        }
        return try Batch(table.matrix(columns: features), target)
    }
}
