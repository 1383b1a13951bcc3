import MartletNN
public import MartletNumerics

/// Precision, recall and F1 of each class: scikit-learn's `classification_report`, printed as it prints it.
public struct ClassificationReport: Sendable, Equatable, CustomStringConvertible {
    /// The numbers of a class, or of all.
    public struct Row: Sendable, Equatable {
        /// The class, or `macro avg` or `weighted avg`.
        public let name: String
        /// The share of rows predicted as the class that are of it.
        public let precision: Double
        /// The share of rows of the class that are predicted as such.
        public let recall: Double
        /// `2 · precision · recall / (precision + recall)`
        public let f1: Double
        /// The rows of the class.
        public let support: Int
    }

    /// A row for each class that occurs or is predicted, in their order.
    public let classes: [Row]
    /// The share of rows whose class is predicted.
    public let accuracy: Double
    /// The mean over classes.
    public let macroAverage: Row
    /// The mean over classes, each counting as its rows do.
    public let weightedAverage: Row

    /// A report on predictions.
    ///
    /// - Throws: `EstimatorError` where there are none, or not as many as labels.
    public init<Label: Hashable & Sendable>(_ truth: [Label], _ predicted: [Label]) throws {
        let (names, codes) = try encoded(truth, predicted)
        let counts = ClassCounts(codes.truth, codes.predicted, classes: names.count)
        func row(_ name: String, _ combine: ((Int) -> Double) -> Double, _ support: Int) -> Row {
            Row(
                name: name, precision: combine(counts.precision), recall: combine(counts.recall),
                f1: combine(counts.f1),
                support: support)
        }
        classes = names.enumerated().map { code, name in row("\(name)", { $0(code) }, counts.support[code]) }
        accuracy = counts.accuracy
        macroAverage = row("macro avg", { score in mean(names.indices.map(score)) }, truth.count)
        weightedAverage = row("weighted avg", counts.weighted, truth.count)
    }

    public var description: String {
        let width = ((classes + [macroAverage, weightedAverage]).map(\.name.count)).max() ?? 0
        func line(_ name: String, _ cells: [String]) -> String {
            padded(name, width) + " " + cells.map { " " + padded($0, 9) }.joined() + "\n"
        }
        func line(_ row: Row) -> String {
            line(row.name, [row.precision, row.recall, row.f1].map { formatted($0, "%.2f") } + ["\(row.support)"])
        }
        return line("", ["precision", "recall", "f1-score", "support"]) + "\n" + classes.map(line).joined() + "\n"
            + line("accuracy", ["", "", formatted(accuracy, "%.2f"), "\(macroAverage.support)"]) + line(macroAverage)
            + line(weightedAverage)
    }
}

/// With spaces before it, so wide.
private func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
}

/// How often rows of each class (the matrix's rows) were predicted as each class (its columns), the classes that occur or are
/// predicted in their order: `[classes, classes]`, int64.
///
/// - Throws: `EstimatorError` where there are none, or not as many predictions as labels.
public func confusionMatrix<Label: Hashable & Sendable>(_ truth: [Label], _ predicted: [Label]) throws -> Tensor {
    let (names, codes) = try encoded(truth, predicted)
    return try confusionMatrix(Tensor(codes.truth), Tensor(codes.predicted), classes: names.count)
}

/// The classes among labels and predictions, and both as their numbers.
private func encoded<Label: Hashable & Sendable>(
    _ truth: [Label], _ predicted: [Label]
) throws -> (classes: [Label], codes: (truth: [Int], predicted: [Int])) {
    guard truth.count == predicted.count else {
        throw EstimatorError.lengthsDiffer(what: "the predictions", expected: truth.count, got: predicted.count)
    }
    guard !truth.isEmpty else { throw EstimatorError.noRows(what: "the labels") }
    let encoder = LabelEncoder(truth + predicted)
    let codes = encoder.codes.array(of: Int.self)
    return (encoder.classes, (Array(codes[..<truth.count]), Array(codes[truth.count...])))
}
