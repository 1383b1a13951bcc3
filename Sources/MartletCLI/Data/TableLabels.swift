import Martlet

/// The labels in a column of a table that may have gaps.
struct TableLabels {
    /// A class, or a value, for each row; NaN where there is none.
    let labels: [Double]
    /// Nothing for values.
    let classNames: [String]
    /// Whether whole numbers left it open what they are.
    let isGuess: Bool

    /// - Throws: `CSVError` for a column that isn't what `target` says, or of which it isn't clear what it is.
    init(_ table: CSV, _ column: Int, _ target: LabeledData.Target) throws {
        switch table.columns[column].values {
        case .strings(let codes, let categories):
            if target == .values { _ = try table.numbers(column) }
            if target == .automatic, let example = Self.textAmongValues(codes, categories) {
                throw table.error(
                    column,
                    "many of its labels are numbers that occur once, and others are none, such as '\(example)', so it isn't "
                        + "clear whether they are values or classes; \(CSV.faultAdvice) by --missing; --target classes takes "
                        + "each text as a class")
            }
            (labels, classNames, isGuess) = (codes.map { $0 < 0 ? .nan : Double($0) }, categories, false)
        case .numbers(let numbers, let areIntegers):
            let advice =
                "correct them, remove the rows, or say what stands for a missing value by --missing; --target classes takes "
                + "each text as a class"
            if let error = table.faults(column, advice: advice) { throw error }
            labels = numbers
            let known = numbers.filter { !$0.isNaN }
            let isCertain = target == .classes
            let count = isCertain || areIntegers ? LabeledData.classCount(known, isCertain: isCertain) : nil
            if isCertain, count == nil, !known.isEmpty { throw table.error(column, LabeledData.noClasses) }
            classNames = target == .values ? [] : (0..<(count ?? 0)).map(String.init)
            let most = areIntegers ? LabeledData.classCount(known, isCertain: true) : nil
            isGuess = target == .automatic && most.map { $0 <= known.count } ?? false
        }
    }

    /// A label that is no number where half of the labels are, and nearly each of these another: hardly classes.
    private static func textAmongValues(_ codes: [Int32], _ categories: [String]) -> String? {
        let areNumbers = categories.map { Double($0)?.isFinite == true }
        guard let text = areNumbers.firstIndex(of: false) else { return nil }
        let known = codes.filter { $0 >= 0 }
        let (numbers, different) = (known.count { areNumbers[Int($0)] }, areNumbers.count { $0 })
        return 2 * numbers >= known.count && 4 * different >= 3 * numbers && different > 2 ? categories[text] : nil
    }
}
