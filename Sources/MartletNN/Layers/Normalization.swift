public import MartletGraph
public import MartletNumerics

/// Shifts and scales each feature by a mean and variance known beforehand: `(x − mean) / max(√variance, 1e-7)`.
///
/// ```swift
/// let layer = try Normalization().adapt(to: train.features)
/// ```
///
/// - Shape: `[batch, …, features] → [batch, …, features]`
public struct Normalization: Layer, Codable {
    /// The axes along which means differ; none is one mean for all.
    public var axes: [Int]
    /// One value for each place along `axes`, or a single one for all; nil is 0.
    public var mean: [Float]?
    /// One value for each place along `axes`, or a single one for all; nil is 1.
    public var variance: [Float]?
    /// Whether to undo instead: `mean + x · max(√variance, 1e-7)`.
    public var invert: Bool
    public var name: String?

    /// A mean and a variance for each place along one axis, or a single pair for nil; `adapt(to:)` finds them.
    public init(
        axis: Int? = -1, mean: [Float]? = nil, variance: [Float]? = nil, invert: Bool = false, name: String? = nil
    ) {
        self.init(axes: axis.map { [$0] } ?? [], mean: mean, variance: variance, invert: invert, name: name)
    }

    /// A mean and a variance for each place along several axes; `adapt(to:)` finds them.
    public init(
        axes: [Int], mean: [Float]? = nil, variance: [Float]? = nil, invert: Bool = false, name: String? = nil
    ) {
        self.axes = axes
        self.mean = mean
        self.variance = variance
        self.invert = invert
        self.name = name
    }

    /// The layer with the mean and variance of `data`, `[rows, …]`.
    ///
    /// - Throws: `ArgumentError` if there are no rows, or not the layer's axes.
    public func adapt(to data: Tensor) throws -> Normalization {
        let kept = axes.map { $0 < 0 ? $0 + data.rank : $0 }
        guard data.count > 0, kept.allSatisfy({ (0..<data.rank).contains($0) }) else {
            throw ArgumentError(
                "Normalization", "adapts to data with rows and axes \(axes), not of shape \(data.shape)")
        }
        let others = data.shape.indices.filter { !kept.contains($0) }
        let exact = data.cast(to: .float64)
        var adapted = self
        adapted.mean = try exact.mean(axes: others).array(of: Float.self)
        adapted.variance = try exact.variance(axes: others).array(of: Float.self)
        return adapted
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        let kept = axes.compactMap(x.axis).sorted()
        guard kept.count == axes.count, Set(kept).count == kept.count else {
            return scope.fail("Normalization takes a tensor with axes \(axes), not \(x.type)")
        }
        let shape = kept.map { x.shape[$0] }
        guard let mean = values(mean, shape, 0), let variance = values(variance, shape, 1) else {
            return scope.fail(
                "the mean and variance of Normalization have one value, or one for each of \(shape), not "
                    + "\(mean?.count ?? 1) and \(variance?.count ?? 1)")
        }
        let center = scope.parameter("mean", shape, mean, trainable: false).aligned(kept, x)
        let deviation = scope.parameter("variance", shape, variance, trainable: false).aligned(kept, x).sqrt()
        let number = x.dtype.isFloating ? x : x.cast(to: .float32)
        let spread = deviation.maximum(1e-7)
        return invert ? center + number * spread : (number - center) / spread
    }

    private func values(_ given: [Float]?, _ shape: [Int], _ otherwise: Double) -> Initializer? {
        guard let given else { return .constant(otherwise) }
        if given.count == 1 { return .constant(Double(given[0])) }
        return given.count == shape.reduce(1, *) ? .values(given) : nil
    }
}
