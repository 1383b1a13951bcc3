public import MartletNumerics

/// Transformers of some columns each, whose results are put side by side: scikit-learn's `ColumnTransformer`.
///
/// ```swift
/// let columns = ColumnTransformer([
///     ("numbers", TransformerPipeline(SimpleImputer(), StandardScaler()), [0, 1]),
///     ("colour", OneHotEncoder(handleUnknown: .ignore), [2]),
/// ])
/// ```
public struct ColumnTransformer: Transformer {
    /// What becomes of columns that no transformer has.
    public enum Remainder: String, Sendable, Codable, CaseIterable {
        /// They are left out.
        case drop
        /// They come as they are, after the others.
        case passthrough
    }

    /// The transformers by name, with the columns that each has.
    public var transformers: [(name: String, transformer: any Transformer, columns: [Int])]
    /// What becomes of the other columns.
    public var remainder: Remainder

    /// scikit-learn's arguments and defaults.
    public init(
        _ transformers: [(name: String, transformer: any Transformer, columns: [Int])], remainder: Remainder = .drop
    ) {
        (self.transformers, self.remainder) = (transformers, remainder)
    }

    /// What was found.
    public struct Fitted: FittedTransformer {
        /// The features in `fit`.
        let width: Int
        /// The columns of each part.
        let columns: [[Int]]
        /// Of each part.
        let parts: [any FittedTransformer]
        /// The columns that come as they are.
        let others: [Int]

        public func transform(_ x: Tensor) throws -> Tensor {
            guard x.rank == 2, x.shape[1] == width else {
                throw EstimatorError.wrongShape(what: "the features", expected: "[rows, \(width)]", got: x.shape)
            }
            var results = try zip(parts, columns).map { try $0.transform(x.take($1, axis: 1)) }
            if !others.isEmpty { results.append(try x.take(others, axis: 1).cast(to: .float64)) }
            return try Tensor.concatenate(results, axis: 1)
        }
    }

    public func learn(_ x: Tensor) throws -> Fitted {
        let width = x.shape[1]
        for (name, _, columns) in transformers {
            try Checks.check(
                !columns.isEmpty && columns.allSatisfy((0..<width).contains), "the columns of '\(name)'",
                "must be some of the features 0..<\(width), and are \(columns)")
        }
        let taken = Set(transformers.flatMap(\.columns))
        let others = remainder == .drop ? [] : (0..<width).filter { !taken.contains($0) }
        try Checks.check(!transformers.isEmpty || !others.isEmpty, "transformers", "must hold one at least")
        return Fitted(
            width: width, columns: transformers.map(\.columns),
            parts: try transformers.map { try $0.transformer.learnedPart(x.take($0.columns, axis: 1)) }, others: others)
    }
}

/// Transformers one after the other, as one.
public struct TransformerPipeline: Transformer {
    /// In their order.
    public var steps: [any Transformer]

    /// These steps.
    public init(_ steps: any Transformer...) { self.steps = steps }

    /// These steps.
    public init(steps: [any Transformer]) { self.steps = steps }

    /// What was found.
    public struct Fitted: FittedTransformer {
        /// By each step.
        public let steps: [any FittedTransformer]

        public func transform(_ x: Tensor) throws -> Tensor { try steps.reduce(x) { try $1.transform($0) } }
    }

    public func learn(_ x: Tensor) throws -> Fitted { try learnAndTransform(x).fitted }

    func learnAndTransform(_ x: Tensor) throws -> (fitted: Fitted, x: Tensor) {
        var x = x
        let fitted = try steps.map { step in
            let fitted = try step.learnedPart(x)
            x = try fitted.transform(x)
            return fitted
        }
        return (Fitted(steps: fitted), x)
    }
}

extension Transformer {
    /// What is found, whatever its type.
    fileprivate func learnedPart(_ x: Tensor) throws -> any FittedTransformer { try learn(x) }
}
