/// A line's fields as they are looked at to tell a header from a row.
struct CSVFirstLine {
    private(set) var texts: [String] = []
    /// The finite numbers among the fields; nil for other fields.
    private(set) var numbers: [Double?] = []
    /// Which fields are numbers without point and exponent.
    private(set) var areIntegers: [Bool] = []

    var count: Int { texts.count }

    mutating func append(_ text: String, _ number: DecimalNumber?) {
        texts.append(text)
        let finite = number.flatMap { $0.double.isFinite ? $0 : nil }
        numbers.append(finite?.double)
        if case .integer = finite { areIntegers.append(true) } else { areIntegers.append(false) }
    }

    /// Whether all of `names` are among the fields; false if there are none.
    func holds(_ names: Set<String>) -> Bool { !names.isEmpty && names.isSubset(of: texts) }

    /// Whether the fields are the columns' names rather than a row above those of `sample`.
    func namesColumns(of sample: CSVSample) -> Bool {
        guard numbers.contains(where: { $0 != nil }) else { return !isRow(of: sample) }
        let given = texts.filter { !$0.isEmpty }
        let words = texts.indices.filter { isWord($0) }
        guard sample.rowCount > 0, !words.contains(where: { sample.columns[$0].recurs }) else { return false }
        if goesUpBySteps, !sample.hasSteps { return true }
        // Names that repeat are refused later; the fields of a row may repeat, but then they do so below, too.
        let repeats = Set(given).count < given.count
        guard !repeats || !sample.columns.contains(where: { $0.numberRecurs }) else { return false }
        return numbersMayBeNames
            && words.contains { sample.columns[$0].isNumeric || sample.columns[$0].repeatsWords }
    }

    /// Whether a line of words stands above words alone, some of which are its own.
    private func isRow(of sample: CSVSample) -> Bool {
        !sample.columns.contains(where: \.isNumeric) && sample.columns.contains(where: \.recurs)
    }

    /// Whether the field could be a name that is no number: it begins with a letter, and stands for no missing value.
    private func isWord(_ index: Int) -> Bool {
        guard numbers[index] == nil, let first = texts[index].first, first.isLetter || first == "_" else {
            return false
        }
        let letters = texts[index].lowercased().filter(\.isLetter)
        return !["na", "nan", "nil", "null", "none", "missing", "unknown", "inf", "infinity"].contains(letters)
    }

    /// Whether the numbers could be names: all without a sign, point and exponent, or going up from left to right.
    private var numbersMayBeNames: Bool {
        let indices = texts.indices.filter { numbers[$0] != nil }
        if indices.allSatisfy({ areIntegers[$0] && texts[$0].first!.isNumber }) { return true }
        return indices.count > 2 && zip(indices, indices.dropFirst()).allSatisfy { numbers[$0]! < numbers[$1]! }
    }

    /// Whether the numbers go up by equal steps from left to right, as positions and years do. Three may do so by chance
    /// unless they count from 0 or 1, or are years.
    var goesUpBySteps: Bool {
        let numbers = numbers.compactMap { $0 }
        guard numbers.count >= 3 else { return false }
        let step = numbers[1] - numbers[0]
        guard step > 0 else { return false }
        let isEven = zip(numbers, numbers.dropFirst()).allSatisfy { abs($1 - $0 - step) <= 1e-6 * step }
        guard isEven, numbers.count == 3 else { return isEven }
        return step == 1 && [0, 1].contains(numbers[0]) || step == 1 && 1800...2200 ~= numbers[0]
    }
}
