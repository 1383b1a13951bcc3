/// Collects the fields of one column.
struct CSVColumnBuilder {
    private enum Stage {
        case numbers, strings
        /// A string after numbers: what came before must be read again as strings.
        case waiting
        /// Complete since the first pass.
        case done
    }

    private let name: String
    private let missing: MissingMarkers
    private let kind: CSV.Kind
    private var stage = Stage.numbers
    /// The numbers that are right, if only some are.
    private var range: ClosedRange<Int>?
    private var numbers: [Double] = []
    private var areIntegers = true
    private var strings = StringTable()
    private var firstString: (line: Int, text: String)?
    private let keepsGaps: Bool
    /// Whether strings were collected, and not numbers.
    private var holdsText = false
    /// Whether all strings that may come are known.
    private var isClosed: Bool { if case .categories = kind { true } else { false } }
    private var gaps = CSV.Gaps()
    /// Strings that stand for a missing value, by their codes.
    private var missingCodes: Set<Int32> = []

    init(name: String, missing: MissingMarkers, kind: CSV.Kind = .automatic, keepsGaps: Bool = false) {
        self.keepsGaps = keepsGaps
        self.name = name
        self.missing = missing
        self.kind = kind
        switch kind {
        case .automatic, .labels, .numbers: break
        case .integers(let range): self.range = range
        case .strings: stage = .strings
        case .categories(let categories):
            stage = .strings
            strings = StringTable(categories)
        }
    }

    /// A collector of the same column's fields for which more is known.
    func with(_ kind: CSV.Kind) -> CSVColumnBuilder {
        CSVColumnBuilder(name: name, missing: missing, kind: kind, keepsGaps: keepsGaps)
    }

    var needsSecondPass: Bool { stage == .waiting || holdsStrings }

    /// Whether what was read as numbers with gaps is rather strings.
    private var holdsStrings: Bool {
        guard keepsGaps, stage == .numbers else { return false }
        let isMixed = gaps.faultCount > 0 && numbers.count - gaps.missingCount - gaps.faultCount < 9 * gaps.faultCount
        return switch kind {
        case .automatic: isMixed
        case .labels(let areClasses):
            isMixed || (gaps.faultCount > 0 ? areClasses : gaps.hasLeadingZeros)
        default: false
        }
    }

    mutating func startSecondPass() {
        stage = needsSecondPass ? .strings : .done
        if stage == .strings { (numbers, gaps) = ([], CSV.Gaps()) }
    }

    @inline(__always)
    mutating func append(
        _ bytes: borrowing Span<UInt8>, _ field: CSVScanner.Field, column: Int
    ) throws(CSVError) {
        if stage == .numbers {
            try numbers.requireRoom(line: field.line)
            if let number = DecimalNumber.read(bytes, field.range), number.double.isFinite {
                if !missing.numbers.isEmpty, missing.numbers.contains(number.double) {
                    if keepsGaps { return appendGap() }
                    throw Self.missing(String(number.double), field, column)
                }
                if let range { try requireInteger(number, range, bytes, field, column) }
                numbers.append(number.double)
                if case .double = number { areIntegers = false }
                if keepsGaps, field.range.count > 1, bytes[field.range.lowerBound] == UInt8(ascii: "0"),
                    case .integer = number
                {
                    gaps.hasLeadingZeros = true
                }
                return
            }
        }
        try appendString(bytes, field, column: column)
    }

    private mutating func appendGap() {
        numbers.append(.nan)
        gaps.missingCount += 1
    }

    /// Notes what stands among numbers and is none.
    private mutating func appendFault(_ text: String, line: Int) {
        if text.isEmpty || missing.texts.contains(text) { return appendGap() }
        if firstString == nil { firstString = (line, text) }
        if gaps.faults.count < CSV.Gaps.mostFaults { gaps.faults.append((line, text)) }
        gaps.faultCount += 1
        numbers.append(.nan)
    }

    private mutating func appendString(
        _ bytes: borrowing Span<UInt8>, _ field: CSVScanner.Field, column: Int
    ) throws(CSVError) {
        if stage == .done { return }
        if stage == .numbers, keepsGaps { return appendFault(try field.string(bytes), line: field.line) }
        if stage == .numbers || stage == .waiting {
            // Missing values are refused in the order of the file, also while a second pass is waited for.
            let text = try field.string(bytes)
            try refuseMissing(text, field, column)
            if stage == .waiting { return }
            if let range { throw Self.notInteger(text, range, field, column) }
            if case .numbers = kind {
                throw CSVError(line: field.line, column: column + 1, CSVError.noNumber(text))
            }
            firstString = (field.line, text)
            stage = numbers.isEmpty ? .strings : .waiting
            if stage == .waiting { return }
        }
        let isNew = try strings.append(bytes, field)
        holdsText = true
        if isNew, keepsGaps, !isClosed, strings.last.isEmpty || missing.texts.contains(strings.last) {
            missingCodes.insert(strings.lastCode)
        } else if isNew {
            try refuseMissing(strings.last, field, column)
            if case .categories(let categories) = kind {
                let some = categories.prefix(20).map { "'\($0)'" }.joined(separator: ", ")
                throw CSVError(
                    line: field.line, column: column + 1,
                    "'\(strings.last)' is none of \(some)\(categories.count > 20 ? ", …" : ""); add it to them or remove the row"
                )
            }
        }
        if firstString == nil { firstString = (field.line, try field.string(bytes)) }
    }

    private func requireInteger(
        _ number: DecimalNumber, _ range: ClosedRange<Int>, _ bytes: borrowing Span<UInt8>, _ field: CSVScanner.Field,
        _ column: Int
    ) throws(CSVError) {
        if case .integer(let integer) = number, range.contains(integer) { return }
        throw Self.notInteger(try field.string(bytes), range, field, column)
    }

    private static func notInteger(
        _ text: String, _ range: ClosedRange<Int>, _ field: CSVScanner.Field, _ column: Int
    ) -> CSVError {
        CSVError(
            line: field.line, column: column + 1,
            "'\(text)' is not a whole number from \(range.lowerBound) to \(range.upperBound); correct it or remove the row"
        )
    }

    private func refuseMissing(_ text: String, _ field: CSVScanner.Field, _ column: Int) throws(CSVError) {
        guard text.isEmpty || missing.texts.contains(text) else { return }
        throw Self.missing(text, field, column)
    }

    private static func missing(_ text: String, _ field: CSVScanner.Field, _ column: Int) -> CSVError {
        CSVError(
            line: field.line, column: column + 1,
            "the value is missing\(text.isEmpty ? "" : " ('\(text)')"); fill it in or remove the row")
    }

    consuming func finish() -> CSV.Column {
        if !holdsText {
            return CSV.Column(
                name: name, values: .numbers(numbers, areIntegers: areIntegers), firstString: firstString, gaps: gaps)
        }
        if case .categories = kind {
            let (codes, categories) = strings.unsorted()
            return CSV.Column(
                name: name, values: .strings(codes: codes, categories: categories), firstString: firstString, gaps: gaps
            )
        }
        let (codes, categories) = strings.sorted(without: missingCodes)
        if !missingCodes.isEmpty { gaps.missingCount = codes.reduce(0) { $0 + ($1 < 0 ? 1 : 0) } }
        return CSV.Column(
            name: name, values: .strings(codes: codes, categories: categories), firstString: firstString, gaps: gaps)
    }
}

extension Array {
    /// Makes sure that there is memory for one more element; nearly always there is.
    ///
    /// - Throws: `CSVError` at `line`.
    @inline(__always)
    func requireRoom(line: Int) throws(CSVError) {
        if count == capacity { try CSVError.requireRoom(2 * count * MemoryLayout<Element>.stride, line: line) }
    }
}

/// What stands for a missing value, as text and as numbers.
struct MissingMarkers {
    let texts: Set<String>
    let numbers: [Double]

    init(_ texts: Set<String>) {
        self.texts = texts
        numbers = texts.compactMap { marker in
            let text = Array(marker.utf8)
            return DecimalNumber.read(text.span, text.indices)?.double
        }
    }
}
