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
        /// What is missing in it; nothing, unless the format keeps gaps.
        public internal(set) var gaps: Gaps
    }

    /// What is missing in a column that may have gaps.
    public struct Gaps: Sendable {
        /// Rows without a value.
        public internal(set) var missingCount = 0
        /// Fields that are no numbers among many that are.
        public internal(set) var faultCount = 0
        /// The first of them, by their lines.
        public internal(set) var faults: [(line: Int, text: String)] = []
        /// Whether numbers are written with zeros in front, as codes are.
        public internal(set) var hasLeadingZeros = false

        static let mostFaults = 5
    }

    /// The fields of a column.
    public enum Values: Sendable {
        /// Numbers; `areIntegers` when all were written without point and exponent.
        case numbers([Double], areIntegers: Bool)
        /// Row i holds `categories[codes[i]]`; the categories are distinct, also as Unicode compares strings, and sorted by
        /// their code points.
        case strings(codes: [Int32], categories: [String])
    }

    /// Which column is meant.
    public enum Selector: Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
        /// The column of this name; of several the first.
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
    public func index(of selector: Selector) throws(CSVError) -> Int { try header.index(of: selector) }

    /// The positions of the columns with these names, each of which may be an index in digits.
    ///
    /// - Throws: `CSVError` naming all that aren't there, and the columns there are.
    package func indices(of names: [String]) throws(CSVError) -> [Int] { try header.indices(of: names) }

    /// The columns at `indices` side by side: `[rows, indices]` of float32.
    ///
    /// - Throws: `CSVError` at the first field that is not a number within float32.
    public func matrix(columns indices: [Int]) throws -> Tensor {
        let shape = Shape([rowCount, indices.count])
        _ = try shape.checkedByteCount(of: .float32)
        var matrix = Tensor.zeros(shape)
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
        guard columns.indices.contains(index) else { throw header.absent(index) }
        switch columns[index].values {
        case .strings:
            let first = columns[index].firstString
            throw error(line: first?.line, index, CSVError.noNumber(first?.text ?? ""))
        case .numbers(let numbers, _):
            if let error = faults(index) { throw error }
            if let row = numbers.firstIndex(where: { !Float($0).isFinite }) {
                if numbers[row].isNaN {
                    throw error(
                        index, "the value in row \(rowOffset + row + 1) is missing; fill it in or remove the row")
                }
                throw error(
                    index,
                    "\(numbers[row]) in row \(rowOffset + row + 1) is too large for float32; rescale the column or remove the row"
                )
            }
            return numbers
        }
    }

    /// The error to report for a column of numbers among which are other things; nil for none.
    ///
    /// - Parameter advice: what would be right, besides numbers.
    package func faults(_ index: Int, advice: String = "correct them or remove the rows") -> CSVError? {
        let gaps = columns[index].gaps
        guard gaps.faultCount > 0, case .numbers(let numbers, _) = columns[index].values else { return nil }
        let some = gaps.faults.map { "line \($0.line): '\($0.text)'" }.joined(separator: ", ")
        let count = numbers.count - gaps.missingCount - gaps.faultCount
        return error(
            line: gaps.faults.first?.line, index,
            "\(gaps.faultCount) of its fields \(gaps.faultCount == 1 ? "is no number" : "are no numbers")"
                + "\(count > 0 ? " where \(count) are" : "") ("
                + "\(some)\(gaps.faultCount > gaps.faults.count ? ", …" : "")); \(advice)")
    }

    /// The error to report for a table whose only column shows that another delimiter was meant; nil if it doesn't.
    package var wrongDelimiter: CSVError? { header.wrongDelimiter }

    package func error(line: Int? = nil, _ index: Int, _ reason: String) -> CSVError {
        header.error(line: line, index, reason)
    }

    /// The columns' names and what they are good for.
    package var header: CSVHeader {
        CSVHeader(
            names: columns.map(\.name), isPresent: hasHeader, delimiter: delimiter,
            firstText: columns.first?.firstString?.text, path: path)
    }
}
