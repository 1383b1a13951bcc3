public import MartletNumerics

/// Examples with what is to be learned of them: a row of features and a label each.
public struct LabeledData: Sendable {
    /// `[examples, features]` of float32.
    public var features: Tensor
    /// `[examples]`: positions in `classNames` as int32, or values to predict as float32.
    public var labels: Tensor
    /// The columns of `features`.
    public var featureNames: [String]
    /// The classes, or nothing when labels are values to predict.
    public var classNames: [String]
    /// What the data is and where it comes from.
    public var description: String
    /// Which examples of the whole data these are, from 0; nil is all of them.
    package private(set) var index: [Int]?

    /// The number of examples.
    public var count: Int { labels.count }
    /// The number of features of an example.
    public var featureCount: Int { featureNames.count }
    /// Whether labels are classes.
    public var isClassification: Bool { !classNames.isEmpty }

    /// Data out of arrays: `features` is `[examples, features]`, `labels` is `[examples]`.
    ///
    /// - Throws: `TensorError.shapeMismatch`, `TensorError.indexOutOfRange` for a label that has no class.
    public init(
        features: Tensor, labels: Tensor, featureNames: [String]? = nil, classNames: [String] = [],
        description: String = ""
    ) throws(TensorError) {
        let names = featureNames ?? (0..<(features.shape.last ?? 0)).map(String.init)
        guard features.rank == 2, labels.rank == 1, features.shape[0] == labels.shape[0] else {
            throw .shapeMismatch(
                operation: "LabeledData", features.shape, labels.shape,
                reason: "features must be [examples, features] and labels [examples]")
        }
        guard names.count == features.shape[1] else {
            throw .countMismatch(operation: "featureNames", count: names.count, shape: features.shape)
        }
        if !classNames.isEmpty {
            let codes = labels.array(of: Int.self)
            if let wrong = codes.first(where: { !classNames.indices.contains($0) }) {
                throw .indexOutOfRange(operation: "labels", index: wrong, axis: 0, length: classNames.count)
            }
        }
        self.features = features.cast(to: .float32)
        self.labels = labels.cast(to: classNames.isEmpty ? .float32 : .int32)
        self.featureNames = names
        self.classNames = classNames
        self.description = description
    }

    /// The examples at `positions`, in that order.
    ///
    /// - Throws: `TensorError.indexOutOfRange`.
    public func examples(_ positions: [Int]) throws(TensorError) -> LabeledData {
        var part = self
        part.features = try features.take(positions)
        part.labels = try labels.take(positions)
        // Features may have been replaced by more.
        part.index = positions.map { place in index.flatMap { $0.indices.contains(place) ? $0[place] : nil } ?? place }
        return part
    }
}
