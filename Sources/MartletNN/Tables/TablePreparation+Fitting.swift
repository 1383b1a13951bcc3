public import MartletCodecs

extension TablePreparation {
    /// How numbers are scaled.
    public enum Scaling: String, Codable, Sendable, CaseIterable {
        /// To mean 0 and variance 1.
        case standard
        /// The logarithm of their size and 1, with their sign, to mean 0 and variance 1: for columns over many orders of
        /// magnitude.
        case log
        /// The share of numbers that are below, from 0 to 1: for columns with outliers, or of any distribution.
        case quantileUniform = "quantile-uniform"
        /// The same, spread as a normal distribution is.
        case quantileNormal = "quantile-normal"
        /// Not at all.
        case none
    }

    /// The rarest category that has an input of its own is in so many rows, or in one of a thousand; the others are pooled.
    static let leastCategoryRows = 2
    /// Categories of a column that have inputs of their own.
    static let mostCategories = 100

    /// What is right for the rows of a table.
    ///
    /// Numbers are scaled, and imputed by their mean where they are missing. Words are categories, and dates days. A column that
    /// is constant, or empty, or in which nearly each row has a word of its own, is ignored.
    ///
    /// - Parameters:
    ///   - table: read with gaps kept.
    ///   - features: positions of the columns to read.
    ///   - rows: positions of the rows to learn from; nil is all.
    ///   - targets: the values to predict in these rows; nil for classes.
    /// - Returns: the preparation, and what is worth knowing of columns, in words.
    /// - Throws: `CSVError` for numbers among which are other things; if no column says anything.
    public static func fitted(
        to table: CSV, features: [Int], rows: [Int]? = nil, scaling: Scaling = .standard, targets: [Double]? = nil
    ) throws -> (preparation: TablePreparation, remarks: [String]) {
        let rows = rows ?? Array(0..<table.rowCount)
        try CSVError.requireRoom(64 * rows.count)  // for a column's values, told apart
        var preparation = TablePreparation(columns: [])
        var remarks: [String] = []
        for index in features {
            let name = table.columns[index].name
            switch try fit(table, index, rows, scaling, &remarks) {
            case .success(let encoding): preparation.columns.append(Column(name, encoding))
            case .failure(let reason):
                preparation.ignored.append(Ignored(name: name, reason: reason.text))
                remarks.append("column '\(name)' is ignored: \(reason.text)")
            }
        }
        guard !preparation.columns.isEmpty else {
            throw table.error(features.first ?? 0, "no column beside the label tells rows apart")
        }
        if let targets { preparation.target = scaling == .none ? .identity : Scale(of: targets) }
        return (preparation, remarks)
    }

    /// Why a column isn't read.
    private struct Reason: Error { let text: String }

    private static func fit(
        _ table: CSV, _ index: Int, _ rows: [Int], _ scaling: Scaling, _ remarks: inout [String]
    ) throws -> Result<Encoding, Reason> {
        let name = table.columns[index].name
        switch table.columns[index].values {
        case .numbers(_, let areIntegers):
            let all = try table.numbersWithGaps(index)
            let numbers = rows.lazy.map { all[$0] }.filter { !$0.isNaN }
            let hasGaps = numbers.count < rows.count
            guard let first = numbers.first else { return .failure(Reason(text: "it has no values")) }
            guard hasGaps || numbers.contains(where: { $0 != first }) else {
                return .failure(Reason(text: "it is \(first) in all rows"))
            }
            if areIntegers, all.count >= 20, !hasGaps, Set(all).count == all.count, goesUp(all) || isNameOfIDs(name) {
                remarks.append(
                    "column '\(name)' has another whole number in each row, as ids have; leave it out unless it means "
                        + "something")
            }
            let encoding = encoding(Array(numbers), scaling, hasGaps)
            let (told, known) = (Set(numbers.map { Float(encoding.number($0)) }).count, Set(numbers).count)
            if told < known - known / 10 {
                remarks.append(
                    "column '\(name)': of \(known) different values float32 tells \(told) apart"
                        + (scaling == .standard || scaling == .none
                            ? "; try --scaling log, or remove rows out of all proportion" : ""))
            }
            return .success(encoding)
        case .strings(let codes, let categories):
            var counts = [Int](repeating: 0, count: categories.count)
            var missing = 0
            for row in rows { if codes[row] < 0 { missing += 1 } else { counts[Int(codes[row])] += 1 } }
            let present = counts.indices.filter { counts[$0] > 0 }
            if present.count > 1 || missing > 0, !present.isEmpty,
                present.allSatisfy({ CalendarDay.parse(categories[$0]) != nil })
            {
                let days = try table.days(index)
                let scale = Scale(of: rows.lazy.map { days[$0] }.filter { !$0.isNaN })
                return .success(.date(scale, hasIndicator: missing > 0))
            }
            guard present.count > 1 || missing > 0 else {
                return .failure(Reason(text: "it is '\(present.first.map { categories[$0] } ?? "")' in all rows"))
            }
            if present.count > 20, present.count > (rows.count - missing) / 2 {
                return .failure(
                    Reason(text: "it has \(present.count) different words in \(rows.count) rows, as ids have"))
            }
            return .success(encoding(categories, counts, present, hasMissing: missing > 0, rows: rows.count))
        }
    }

    private static func encoding(_ numbers: [Double], _ scaling: Scaling, _ hasIndicator: Bool) -> Encoding {
        func scaled(_ scale: Scale, isLogarithmic: Bool = false) -> Encoding {
            .number(scale, isLogarithmic: isLogarithmic, hasIndicator: hasIndicator)
        }
        func spread(_ distribution: QuantileTransformer.OutputDistribution) -> Encoding {
            .quantiles(.init(of: numbers, outputDistribution: distribution), hasIndicator: hasIndicator)
        }
        return switch scaling {
        case .standard: scaled(Scale(of: numbers))
        case .log: scaled(Scale(of: numbers.map(Column.logarithm)), isLogarithmic: true)
        case .quantileUniform: spread(.uniform)
        case .quantileNormal: spread(.normal)
        case .none: scaled(.identity)
        }
    }

    private static func encoding(
        _ categories: [String], _ counts: [Int], _ present: [Int], hasMissing: Bool, rows: Int
    ) -> Encoding {
        let least = max(leastCategoryRows, (rows + 999) / 1000)
        let common = present.filter { counts[$0] >= least }.sorted { (-counts[$0], $0) < (-counts[$1], $1) }
        let kept = common.prefix(mostCategories).sorted()
        return .categories(
            kept.map { categories[$0] }, hasOther: kept.count < present.count, hasMissing: hasMissing)
    }

    /// Whether numbers go up from row to row.
    private static func goesUp(_ numbers: [Double]) -> Bool { zip(numbers, numbers.dropFirst()).allSatisfy { $1 > $0 } }

    /// Whether a column is called as ids are: `id`, `user_id`, `Customer ID`, `index`.
    private static func isNameOfIDs(_ name: String) -> Bool {
        let words = name.lowercased().split { !$0.isLetter }
        return words.last == "id" || words.last == "index" || name.hasSuffix("Id")
    }
}

extension TablePreparation.Scale {
    /// Mean and standard deviation, whatever the size of the numbers; numbers that are all the same have the deviation 1,
    /// or, where that is lost beside them, their own size.
    package init(of numbers: [Double]) {
        let size = numbers.reduce(0) { max($0, abs($1)) }
        guard size > 0 else {
            self.init(mean: 0, deviation: 1)
            return
        }
        let count = Double(numbers.count)
        // In units of the largest, so that no square overflows or vanishes; twice, so that the mean is exact.
        let first = numbers.reduce(0) { $0 + $1 / size } / count
        let shared = first + numbers.reduce(0) { $0 + ($1 / size - first) } / count
        let variance = numbers.reduce(0) { $0 + ($1 / size - shared) * ($1 / size - shared) } / count
        let deviation = variance.squareRoot() * size
        // Equal numbers leave what rounding does.
        let isConstant = numbers.allSatisfy { $0 == numbers[0] }
        self.init(
            mean: shared * size, deviation: isConstant || !(deviation > 0) ? max(1, size * 0x1p-20) : deviation)
    }
}
