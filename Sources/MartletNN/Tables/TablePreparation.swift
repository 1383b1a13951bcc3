package import MartletCodecs

/// How the columns of a table become the numbers that a model takes, and what a model gives becomes values in the user's
/// units. It is fitted to the rows that are learned from and saved with the model, as `ImagePreparation` is for images;
/// what it does is what scikit-learn's `ColumnTransformer` does with a `StandardScaler` or `QuantileTransformer`, a
/// `SimpleImputer` and a `OneHotEncoder`.
///
/// Columns are computed in double precision before they become float32, so that neither large nor small units lose digits.
public struct TablePreparation: Codable, Sendable, Equatable {
    /// The columns that the model reads, from left to right in its input.
    public var columns: [Column]
    /// Columns that were there and aren't read, and why.
    public var ignored: [Ignored] = []
    /// What one unit of the model's output is; nil if it tells classes apart.
    public var target: Scale?

    /// A column that a model reads.
    public struct Column: Codable, Sendable, Equatable {
        /// The column's name in the table.
        public var name: String
        /// What becomes of its fields.
        public var encoding: Encoding
    }

    /// What becomes of a column's fields.
    public enum Encoding: Codable, Sendable, Equatable {
        /// A number in units of `scale`. A missing one is the mean; with `hasIndicator` a further input is 1 for it, else 0.
        case number(Scale, isLogarithmic: Bool, hasIndicator: Bool)
        /// A number by the share of those that are below it. A missing one is the middle; with `hasIndicator` a further input
        /// is 1 for it, else 0.
        case quantiles(QuantileTransformer, hasIndicator: Bool)
        /// An input for each name, 1 for rows of that category and else 0; with `hasOther` a last one for all others: rare ones
        /// and those that weren't seen. Without it these, and with `hasMissing` false also missing ones, are 0 everywhere.
        case categories([String], hasOther: Bool, hasMissing: Bool)
        /// Days since 1970-01-01, in units of `scale`; missing ones as in `number`.
        case date(Scale, hasIndicator: Bool)
    }

    /// A column that isn't read.
    public struct Ignored: Codable, Sendable, Equatable {
        /// The column's name in the table.
        public var name: String
        /// Why it isn't read, in words.
        public var reason: String
    }

    /// Numbers as multiples of `deviation` from `mean`.
    public struct Scale: Codable, Sendable, Equatable {
        /// What 0 stands for, in the user's unit.
        public var mean: Double
        /// What 1 more stands for, in the user's unit; positive.
        public var deviation: Double

        /// Units of `deviation`, which is positive, from `mean`.
        public init(mean: Double, deviation: Double) { (self.mean, self.deviation) = (mean, deviation) }

        /// Numbers as they are.
        public static let identity = Scale(mean: 0, deviation: 1)

        /// `value` in these units.
        public func scaled(_ value: Double) -> Double { (value - mean) / deviation }
        /// What `scaled` made a number of.
        public func unscaled(_ value: Double) -> Double { value * deviation + mean }
    }

    /// A preparation made by hand.
    public init(columns: [Column], target: Scale? = nil) { (self.columns, self.target) = (columns, target) }

    /// The names of the model's inputs: of a category `column=name`.
    public var featureNames: [String] { columns.flatMap(\.featureNames) }

    /// What is wrong; nil if all is right.
    package var mistake: String? {
        let scales = columns.compactMap(\.scale) + (target.map { [$0] } ?? [])
        if let wrong = scales.first(where: { !$0.mean.isFinite || !$0.deviation.isFinite || $0.deviation <= 0 }) {
            return "mean \(wrong.mean) and deviation \(wrong.deviation) must be finite, and the deviation positive"
        }
        for case .quantiles(let transformer, _) in columns.map(\.encoding) {
            if let mistake = transformer.mistake { return mistake }
        }
        if Set(columns.map(\.name)).count < columns.count { return "names of columns must differ" }
        return nil
    }
}

extension TablePreparation.Column {
    /// A column.
    public init(_ name: String, _ encoding: TablePreparation.Encoding) { (self.name, self.encoding) = (name, encoding) }

    /// The names of its inputs.
    public var featureNames: [String] {
        switch encoding {
        case .number(_, _, let hasIndicator), .quantiles(_, let hasIndicator), .date(_, let hasIndicator):
            [name] + (hasIndicator ? ["\(name) is missing"] : [])
        case .categories(let names, let hasOther, let hasMissing):
            names.map { "\(name)=\($0)" } + (hasOther ? ["\(name) is another"] : [])
                + (hasMissing ? ["\(name) is missing"] : [])
        }
    }

    fileprivate var scale: TablePreparation.Scale? {
        switch encoding {
        case .number(let scale, _, _), .date(let scale, _): scale
        case .quantiles, .categories: nil
        }
    }

    /// How the column's fields are to be read.
    package var kind: CSV.Kind {
        switch encoding {
        case .number, .quantiles: .numbers
        case .categories, .date: .strings
        }
    }
}
