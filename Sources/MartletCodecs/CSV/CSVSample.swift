/// What the columns below a table's first line hold, by its first rows.
struct CSVSample {
    /// A column's fields.
    struct Column {
        /// Fields that are finite numbers, and those among them that are written without point and exponent.
        var numbers = 0
        var integers = 0
        /// Fields that are neither numbers nor missing, and the different ones among them.
        var words = 0
        var distinctWords: Set<String> = []
        /// Whether the first line's field is among the words.
        var recurs = false
        /// Whether the first line's field is among the numbers.
        var numberRecurs = false

        /// Whether it holds numbers, but for some faults.
        var isNumeric: Bool { numbers > 4 * words }
        /// Whether it holds words, and some of them again and again.
        var repeatsWords: Bool { words > numbers && 2 * distinctWords.count <= words }
    }

    /// Rows that are looked at.
    static let maximumRows = 1000
    /// Fields after which no further row is looked at.
    private static let maximumFields = 1 << 16

    private(set) var columns: [Column]
    /// Rows that were looked at.
    private(set) var rowCount = 0
    /// Whether a row's numbers go up by equal steps.
    private(set) var hasSteps = false

    /// The rows from `start`, up to one that can't be read or has another length than the `first` line.
    init(_ bytes: borrowing Span<UInt8>, _ start: CSVScanner, below first: CSVFirstLine, _ format: CSV.Format) {
        columns = Array(repeating: Column(), count: first.count)
        var scanner = start
        while rowCount < Self.maximumRows, rowCount * columns.count < Self.maximumFields, scanner.startRow(bytes) {
            guard let row = Self.row(bytes, &scanner, count: columns.count) else { return }
            for (index, text) in row.texts.enumerated() {
                if row.numbers[index] != nil {
                    columns[index].numbers += 1
                    columns[index].integers += row.areIntegers[index] ? 1 : 0
                    columns[index].numberRecurs =
                        columns[index].numberRecurs || row.numbers[index] == first.numbers[index]
                } else if !text.isEmpty, !format.missingMarkers.contains(text) {
                    columns[index].words += 1
                    columns[index].distinctWords.insert(text)
                    columns[index].recurs = columns[index].recurs || text == first.texts[index]
                }
            }
            hasSteps = hasSteps || row.goesUpBySteps
            rowCount += 1
        }
    }

    /// The row that `scanner` has begun; nil if it can't be read or has another length.
    private static func row(_ bytes: borrowing Span<UInt8>, _ scanner: inout CSVScanner, count: Int) -> CSVFirstLine? {
        var row = CSVFirstLine()
        while row.count < count {
            guard let field = try? scanner.next(bytes), let text = try? field.string(bytes) else { return nil }
            row.append(text, DecimalNumber.read(bytes, field.range))
            if field.endsRow { return row.count == count ? row : nil }
        }
        return nil
    }
}
