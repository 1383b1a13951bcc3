import Glibc
public import MartletCodecs
public import MartletNumerics

extension TablePreparation {
    /// The model's input for rows of a table: `[rows, features]` of float32.
    ///
    /// - Parameters:
    ///   - rows: positions of rows; nil is all.
    ///   - positions: where in the table each of `columns` is; nil is by their names.
    /// - Throws: `CSVError` naming all columns that aren't there, and for fields that aren't what the column holds.
    public func matrix(of table: CSV, rows: [Int]? = nil, positions: [Int]? = nil) throws -> Tensor {
        let rows = rows ?? Array(0..<table.rowCount)
        let positions = try positions ?? table.indices(of: columns.map(\.name))
        let width = featureNames.count
        let shape = Shape([rows.count, width])
        _ = try shape.checkedByteCount(of: .float32)
        var matrix = Tensor.zeros(shape)
        try matrix.withMutableSpan(as: Float.self) { elements in
            var offset = 0
            for (column, position) in zip(columns, positions) {
                let values = try column.values(table, position)
                for (row, source) in rows.enumerated() {
                    switch values {
                    case .numbers(let numbers, let missing, let hasIndicator):
                        let number = numbers[source]
                        elements[row * width + offset] = Float(number.isNaN ? missing : number)
                        if hasIndicator, number.isNaN { elements[row * width + offset + 1] = 1 }
                    case .inputs(let inputs):
                        if inputs[source] >= 0 { elements[row * width + offset + Int(inputs[source])] = 1 }
                    }
                }
                offset += column.featureNames.count
            }
        }
        return matrix
    }
}

extension TablePreparation {
    /// How the columns of a table with this header are to be read.
    package func kinds(_ header: CSVHeader) -> [Int: CSV.Kind] {
        var kinds: [Int: CSV.Kind] = [:]
        for column in columns {
            if let index = header.names.firstIndex(of: column.name) { kinds[index] = column.kind }
        }
        return kinds
    }
}

extension TablePreparation.Column {
    /// A column's fields, prepared.
    enum Values {
        /// NaN is missing, and becomes `missing`.
        case numbers([Double], missing: Double, hasIndicator: Bool)
        /// The input that is 1; -1 is none.
        case inputs([Int32])
    }

    fileprivate func values(_ table: CSV, _ position: Int) throws -> Values {
        switch encoding {
        case .number(_, _, let hasIndicator):
            return .numbers(
                try table.numbersWithGaps(position).map(encoding.number), missing: 0, hasIndicator: hasIndicator)
        case .quantiles(let transformer, let hasIndicator):
            return .numbers(
                try table.numbersWithGaps(position).map(encoding.number), missing: transformer.middle,
                hasIndicator: hasIndicator)
        case .date(_, let hasIndicator):
            return .numbers(try table.days(position).map(encoding.number), missing: 0, hasIndicator: hasIndicator)
        case .categories(let names, let hasOther, let hasMissing):
            let places = Dictionary(names.enumerated().map { ($1, Int32($0)) }) { first, _ in first }
            let other = hasOther ? Int32(names.count) : -1
            let missing = hasMissing ? Int32(names.count + (hasOther ? 1 : 0)) : -1
            switch table.columns[position].values {
            case .strings(let codes, let categories):
                let inputs = categories.map { places[$0] ?? other }
                return .inputs(codes.map { $0 < 0 ? missing : inputs[Int($0)] })
            case .numbers(let numbers, _):
                // A column that isn't read as strings holds numbers or nothing; names are as they are written in short.
                return .inputs(numbers.map { $0.isNaN ? missing : places["\($0)"] ?? other })
            }
        }
    }

    /// The logarithm of a number's size and 1, with the number's sign.
    static func logarithm(_ value: Double) -> Double { value < 0 ? -log1p(-value) : log1p(value) }
}

extension TablePreparation.Encoding {
    /// What becomes of a number, or of a date's days; NaN stays what it is.
    func number(_ value: Double) -> Double {
        switch self {
        case .number(let scale, let isLogarithmic, _):
            scale.scaled(isLogarithmic ? TablePreparation.Column.logarithm(value) : value)
        case .quantiles(let transformer, _): value.isNaN ? value : transformer.transformed(value)
        case .date(let scale, _): scale.scaled(value)
        case .categories: value
        }
    }
}

extension CSV {
    /// The numbers of a column, NaN for missing ones.
    ///
    /// - Throws: `CSVError` for a column of strings, or with other things among its numbers.
    package func numbersWithGaps(_ index: Int) throws(CSVError) -> [Double] {
        if let error = faults(index, advice: Self.faultAdvice) { throw error }
        guard case .numbers(let numbers, _) = columns[index].values else {
            _ = try numbers(index)
            return []
        }
        return numbers
    }

    package static let faultAdvice = "correct them, remove the rows, or say what stands for a missing value"

    /// The dates of a column as days since 1970-01-01, NaN for missing ones.
    ///
    /// - Throws: `CSVError` for what is no date.
    package func days(_ index: Int) throws(CSVError) -> [Double] {
        guard case .strings(let codes, let categories) = columns[index].values else {
            return Array(repeating: .nan, count: rowCount)
        }
        var days: [Double] = []
        for category in categories {
            guard let day = CalendarDay.parse(category) else {
                throw error(index, "'\(category)' is no date; write dates as 2024-05-31, or 2024-05-31 14:30:00")
            }
            days.append(day)
        }
        return codes.map { $0 < 0 ? .nan : days[Int($0)] }
    }
}
