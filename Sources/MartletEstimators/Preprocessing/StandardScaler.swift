public import MartletNN
public import MartletNumerics

/// Each feature less its mean, in units of its standard deviation: scikit-learn's `StandardScaler`. Missing values stay.
public struct StandardScaler: Transformer, Hashable {
    /// Whether the mean is subtracted.
    public var withMean: Bool
    /// Whether the unit is the standard deviation.
    public var withStd: Bool

    /// scikit-learn's arguments and defaults.
    public init(withMean: Bool = true, withStd: Bool = true) {
        (self.withMean, self.withStd) = (withMean, withStd)
    }

    public func learn(_ x: Tensor) throws -> FittedScaler {
        FittedScaler(
            scales: x.columnValues.map { column in
                let scale = TablePreparation.Scale(of: column.filter { !$0.isNaN })
                return .init(mean: withMean ? scale.mean : 0, deviation: withStd ? scale.deviation : 1)
            })
    }
}

/// Each feature brought from its least and greatest value to a range: scikit-learn's `MinMaxScaler`. Missing values stay.
public struct MinMaxScaler: Transformer, Hashable {
    /// The range.
    public var featureRange: ClosedRange<Double>
    /// Whether what lies beyond the values in `fit` becomes the range's ends.
    public var clip: Bool

    /// scikit-learn's arguments and defaults.
    public init(featureRange: ClosedRange<Double> = 0...1, clip: Bool = false) {
        (self.featureRange, self.clip) = (featureRange, clip)
    }

    public func learn(_ x: Tensor) throws -> FittedScaler {
        let width = featureRange.upperBound - featureRange.lowerBound
        try Checks.check(
            width > 0 && width.isFinite, "featureRange", "must be finite and not empty, and is \(featureRange)")
        return FittedScaler(
            scales: x.columnValues.map { column in
                let known = column.filter { !$0.isNaN }
                let (least, most) = (known.min() ?? 0, known.max() ?? 0)
                let unit = (most > least ? most - least : 1) / width
                return .init(mean: least - featureRange.lowerBound * unit, deviation: unit)
            }, clip: clip ? featureRange : nil)
    }
}

/// What a scaler found.
public struct FittedScaler: FittedTransformer, Codable, Equatable {
    /// What 0 and what 1 more stand for in each feature.
    public let scales: [TablePreparation.Scale]
    /// The range beyond which nothing goes.
    public let clip: ClosedRange<Double>?

    init(scales: [TablePreparation.Scale], clip: ClosedRange<Double>? = nil) {
        (self.scales, self.clip) = (scales, clip)
    }

    public func transform(_ x: Tensor) throws -> Tensor {
        let columns = try zip(scales, x.columnValues(expected: scales.count)).map { scale, column in
            column.map { value in
                let scaled = scale.scaled(value)
                guard let clip, !scaled.isNaN else { return scaled }
                return min(max(scaled, clip.lowerBound), clip.upperBound)
            }
        }
        return try Tensor(columnValues: columns, rows: x.shape[0])
    }
}
