public import MartletNumerics

extension CSV {
    /// Writes a table to the file at `path`, which replaces an older one whole or not at all: a line of names, then a line
    /// for each row, with quotes around the fields that need them (RFC 4180). Lines end in LF.
    ///
    /// - Parameters:
    ///   - header: the columns' names; nil writes none.
    ///   - rows: as many fields in each as there are columns.
    ///   - delimiter: what separates fields: one ASCII character.
    /// - Throws: `FileError`; `CSVError` for a row of another length, or a delimiter that can't be one. Then the old file is
    ///   untouched.
    public static func write(
        header: [String]?, rows: some Sequence<[String]>, delimiter: Character = ",", to path: String
    ) throws {
        do {
            let mark = try CSVParser(Format(delimiter: delimiter)).delimiter()
            try AtomicFile.write(to: path) { file in
                if let header { try file.write(line(header, mark)) }
                var width = header?.count
                for (index, row) in rows.enumerated() {
                    guard row.count == width ?? row.count else {
                        throw CSVError("row \(index + 1) has \(row.count) fields, and the others \(width!)")
                    }
                    width = row.count
                    try file.write(line(row, mark))
                }
            }
        } catch var error as CSVError {
            error.path = path
            throw error
        }
    }

    /// Writes the columns of a matrix `[rows, columns]`, or one of a vector; see `write(header:rows:delimiter:to:)`. Numbers
    /// have the digits that tell them from others.
    ///
    /// - Throws: `FileError`; `CSVError` unless there is a name for each column.
    public static func write(
        _ matrix: Tensor, header: [String]? = nil, delimiter: Character = ",", to path: String
    ) throws {
        let width = matrix.rank == 2 ? matrix.shape[1] : 1
        guard 1...2 ~= matrix.rank, header?.count ?? width == width else {
            var error = CSVError(
                "a table is written of a vector or a matrix, with a name for each column, not of shape \(matrix.shape)"
                    + (header.map { " with \($0.count) names" } ?? ""))
            error.path = path
            throw error
        }
        let fields = matrix.dtype.fields(of: matrix)
        let rows = (0..<matrix.shape[0]).lazy.map { Array(fields[$0 * width..<($0 + 1) * width]) }
        try write(header: header, rows: rows, delimiter: delimiter, to: path)
    }

    /// Writes this table; what is missing becomes empty.
    ///
    /// - Throws: `FileError`; `CSVError` for a delimiter that can't be one.
    public func write(to path: String, delimiter: Character = ",") throws {
        let fields = columns.map { column in column.strings.map { $0 ?? "" } }
        let rows = (0..<rowCount).lazy.map { row in fields.map { $0[row] } }
        try Self.write(header: hasHeader ? columns.map(\.name) : nil, rows: rows, delimiter: delimiter, to: path)
    }

    private static func line(_ fields: [String], _ mark: UInt8) -> String {
        // An empty line would be skipped by those who read.
        if fields == [""] { return "\"\"\n" }
        return fields.map { quoted($0, mark) }.joined(separator: String(UnicodeScalar(mark))) + "\n"
    }

    /// A field in quotes if it needs them.
    private static func quoted(_ field: String, _ mark: UInt8) -> String {
        let needsQuotes = field.utf8.contains { $0 == mark || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
        // Spaces at the ends are skipped where a field has no quotes.
        let edges = [field.first, field.last]
        guard needsQuotes || edges.contains(" ") || edges.contains("\t") else { return field }
        return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}

extension DType {
    /// A tensor's elements as text.
    fileprivate func fields(of tensor: Tensor) -> [String] {
        switch self {
        case .float64: tensor.array(of: Double.self).map(CSV.field)
        case .float32: tensor.array(of: Float.self).map { CSV.field($0) }
        default: tensor.array(of: Int.self).map(String.init)
        }
    }
}

extension CSV {
    /// A number as a field: whole ones without point, none for NaN.
    static func field<Number: BinaryFloatingPoint & LosslessStringConvertible>(_ number: Number) -> String {
        if number.isNaN { return "" }
        let text = String(number)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
