public import MartletNumerics

extension CSV {
    /// A column of a table.
    public struct Column: Sendable {
        /// The name in the header, or the index from 0 when there is none.
        public let name: String
        /// The fields from top to bottom.
        public let values: Values
        /// Where and what the first field was that is no number.
        let firstString: (line: Int, text: String)?
    }

    /// The fields of a column.
    public enum Values: Sendable {
        /// Numbers; `areIntegers` when all were written without point and exponent.
        case numbers([Double], areIntegers: Bool)
        /// Row i holds `categories[codes[i]]`; the categories are distinct and sorted by their code points.
        case strings(codes: [Int32], categories: [String])
    }

    /// Which column is meant.
    public enum Selector: Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
        case name(String)
        /// Counted from 0, or from the last column when negative.
        case index(Int)

        /// A column's name.
        public init(stringLiteral value: String) { self = .name(value) }
        /// A column's position.
        public init(integerLiteral value: Int) { self = .index(value) }
    }

    /// The position of the column that `selector` means. A name that no column has may be an index in digits.
    ///
    /// - Throws: `CSVError` naming the columns there are.
    public func index(of selector: Selector) throws(CSVError) -> Int {
        switch selector {
        case .name(let name):
            if let index = columns.firstIndex(where: { $0.name == name }) { return index }
            if let index = Int(name), let index = position(index) { return index }
            throw absent("no column is called '\(name)'")
        case .index(let index):
            if let index = position(index) { return index }
            throw absent("there is no column \(index)")
        }
    }

    /// The columns at `indices` side by side: `[rows, indices]` of float32.
    ///
    /// - Throws: `CSVError` at the first field that is not a number within float32.
    public func matrix(columns indices: [Int]) throws -> Tensor {
        var matrix = Tensor.zeros([rowCount, indices.count])
        try matrix.withMutableSpan(as: Float.self) { elements in
            for (position, index) in indices.enumerated() {
                let numbers = try numbers(index)
                var target = position
                for number in numbers {
                    elements[target] = Float(number)
                    target += indices.count
                }
            }
        }
        return matrix
    }

    /// The numbers of the column at `index`.
    ///
    /// - Throws: `CSVError` at the first field that is not a number within float32.
    public func numbers(_ index: Int) throws(CSVError) -> [Double] {
        switch columns[index].values {
        case .strings:
            let first = columns[index].firstString
            throw error(line: first?.line, index, Self.noNumber(first?.text ?? ""))
        case .numbers(let numbers, _):
            if let row = numbers.firstIndex(where: { !Float($0).isFinite }) {
                throw error(
                    index,
                    "\(numbers[row]) in row \(row + 1) is too large for float32; rescale the column or remove the row")
            }
            return numbers
        }
    }

    /// What is wrong with `text` as a number, and what would be right.
    private static func noNumber(_ text: String) -> String {
        if Double(text)?.isFinite == false {
            return "'\(text)' is not a finite number; replace it by one or remove the row"
        }
        if text.contains(","), Double(String(text.map { $0 == "," ? "." : $0 })) != nil {
            return "'\(text)' is not a number; write decimals with a point"
        }
        return "'\(text)' is not a number; correct it, write the whole column as numbers or remove the column"
    }

    /// The error to report for a table whose only column shows that another delimiter was meant; nil if it doesn't.
    package var wrongDelimiter: CSVError? {
        guard columns.count == 1 else { return nil }
        let texts = [columns[0].name, columns[0].firstString?.text ?? ""]
        let others: [(Character, String)] = [(",", "','"), (";", "';'"), ("\t", "tabs"), ("|", "'|'")]
        guard let other = others.first(where: { mark, _ in mark != delimiter && texts.contains { $0.contains(mark) } })
        else { return nil }
        var error = CSVError(
            "it has a single column, for its fields seem to be separated by \(other.1); they must be by '\(delimiter)'")
        error.path = path
        return error
    }

    package func error(line: Int? = nil, _ index: Int, _ reason: String) -> CSVError {
        var error = CSVError(
            line: line, column: index + 1, columnName: hasHeader ? columns[index].name : nil, reason)
        error.path = path
        return error
    }

    private func position(_ index: Int) -> Int? {
        let position = index < 0 ? index + columns.count : index
        return columns.indices.contains(position) ? position : nil
    }

    private func absent(_ reason: String) -> CSVError {
        if let wrongDelimiter { return wrongDelimiter }
        let names = columns.prefix(20).map { "'\($0.name)'" }.joined(separator: ", ")
        var error = CSVError("\(reason); there are \(columns.count): \(names)\(columns.count > 20 ? ", …" : "")")
        error.path = path
        return error
    }
}
