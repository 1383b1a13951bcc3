extension CSV {
    /// The column that `selector` means: `try table["species"].strings`.
    ///
    /// - Throws: `CSVError` naming the columns there are.
    public subscript(_ selector: Selector) -> Column {
        get throws(CSVError) { columns[try index(of: selector)] }
    }

    /// The table of the rows at `positions`, in that order. Words keep the codes that they have here.
    ///
    /// - Throws: `CSVError` for a position that no row has.
    public func rows(_ positions: [Int]) throws(CSVError) -> CSV {
        if let wrong = positions.first(where: { !(0..<rowCount).contains($0) }) {
            var error = CSVError("there is no row at position \(wrong); positions are in 0..<\(rowCount)")
            error.path = path
            throw error
        }
        return CSV(
            columns: columns.map { $0.rows(positions) }, rowCount: positions.count, hasHeader: hasHeader,
            delimiter: delimiter, path: path)
    }
}

extension CSV.Column: CustomStringConvertible {
    /// The fields as text, nil for missing ones; numbers as short as can be.
    public var strings: [String?] {
        switch values {
        case .numbers(let numbers, _): numbers.map { $0.isNaN ? nil : CSV.field($0) }
        case .strings(let codes, let categories): codes.map { $0 < 0 ? nil : categories[Int($0)] }
        }
    }

    /// Whether each field is missing.
    public var isMissing: [Bool] {
        switch values {
        case .numbers(let numbers, _): numbers.map(\.isNaN)
        case .strings(let codes, _): codes.map { $0 < 0 }
        }
    }

    /// Name and kind in a line, not the fields: `species: 3 different words in 150 rows, 2 missing`.
    public var description: String {
        let gaps = missingCount == 0 ? "" : ", \(missingCount) missing"
        return switch values {
        case .numbers(let numbers, let areIntegers):
            "\(name): \(areIntegers ? "whole numbers" : "numbers") in \(numbers.count) rows\(gaps)"
        case .strings(let codes, let categories):
            "\(name): \(categories.count) different words in \(codes.count) rows\(gaps)"
        }
    }

    private var missingCount: Int { isMissing.reduce(0) { $0 + ($1 ? 1 : 0) } }

    fileprivate func rows(_ positions: [Int]) -> Self {
        let values: CSV.Values =
            switch values {
            case .numbers(let numbers, let areIntegers):
                .numbers(positions.map { numbers[$0] }, areIntegers: areIntegers)
            case .strings(let codes, let categories):
                .strings(codes: positions.map { codes[$0] }, categories: categories)
            }
        var part = Self(name: name, values: values, firstString: firstString, gaps: gaps)
        part.gaps.missingCount = max(part.missingCount - gaps.faultCount, 0)
        return part
    }
}
