public import MartletCodecs
import MartletNumerics

extension LabeledData {
    /// What the labels of a file mean.
    public enum Target: String, Sendable, CaseIterable {
        /// Strings and whole numbers from 0 to 19 at most are classes, other numbers are values.
        case automatic
        /// Classes: strings by their sorted order, whole numbers from 0 on as they are.
        case classes
        /// Values to predict.
        case values
    }

    /// Reads a table with a row for each example; `label` says which column is the label, the others are features.
    ///
    /// - Throws: `FileError`; `CSVError` naming line and column of what isn't a number, or missing, or in excess.
    public init(
        csv path: String, label: CSV.Selector = -1, target: Target = .automatic, format: CSV.Format = .init()
    ) throws {
        try self.init(CSV(path: path, format: format), label: label, target: target, description: path)
    }

    /// Takes the column `label` of `table` for the label and the others for features; see `init(csv:label:)`.
    ///
    /// - Throws: `CSVError` naming line and column of what isn't a number.
    public init(
        _ table: CSV, label: CSV.Selector = -1, target: Target = .automatic, description: String = ""
    ) throws {
        let label = try table.index(of: label)
        let features = try table.header.features(beside: label)
        let (labels, classNames) = try Self.labels(table, label, target)
        try self.init(
            features: table.matrix(columns: features), labels: labels,
            featureNames: features.map { table.columns[$0].name }, classNames: classNames, description: description)
    }

    static func labels(
        _ table: CSV, _ column: Int, _ target: Target
    ) throws -> (labels: Tensor, classNames: [String]) {
        if target != .values {
            switch table.columns[column].values {
            case .strings(let codes, let categories): return (Tensor(codes), categories)
            case .numbers(let numbers, let areIntegers):
                if areIntegers || target == .classes,
                    let count = classCount(numbers, isCertain: target == .classes)
                {
                    return (Tensor(numbers.map { Int32($0) }), (0..<count).map(String.init))
                }
            }
            if target == .classes {
                throw table.error(column, noClasses)
            }
        }
        return (Tensor(try table.numbers(column).map(Float.init)), [])
    }

    private static let maximumClassCount = 1_000_000
    /// Of more whole numbers it is more likely that they are values.
    private static let mostLikelyClasses = 20
    package static let noClasses = "classes must be strings or whole numbers from 0 to \(maximumClassCount - 1)"

    /// How many classes whole numbers are, 0 to their maximum; nil for numbers that cannot be or, unless that `isCertain`,
    /// hardly are.
    package static func classCount(_ numbers: [Double], isCertain: Bool) -> Int? {
        guard let least = numbers.min(), let most = numbers.max(), least >= 0,
            numbers.allSatisfy({ $0 == $0.rounded() })
        else { return nil }
        // Whole numbers that are many count something, and more classes than examples can't be learned.
        let limit = isCertain ? maximumClassCount : min(numbers.count, mostLikelyClasses)
        return Int(exactly: most).flatMap { $0 < limit ? $0 + 1 : nil }
    }
}
