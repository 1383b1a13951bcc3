public import MartletGraph
import MartletNumerics

/// In training, covers a rectangle of each image with noise or with one value, or doesn't (Zhong et al. 2017; DeVries &
/// Taylor 2017 call it cutout).
///
/// - Shape: `[batch, height, width, channels]`, kept
public struct RandomErasing: Layer, Codable {
    /// What the probability is drawn from that an image is covered, within 0...1; one number is from 0 to it.
    public var factor: RandomFactor
    /// What shares are drawn from, within 0...1, whose square roots are the parts of height and width that the rectangle
    /// takes.
    public var scale: RandomFactor
    /// What covers the rectangle; nil is noise: normal numbers times the end of `valueRange`.
    public var fillValue: Double?
    /// The least and the largest number in an image, within which what covers the rectangle is kept.
    public var valueRange: ClosedRange<Double>
    public var name: String?

    /// Arguments and defaults are Keras's.
    public init(
        _ factor: RandomFactor = 1, scale: RandomFactor = [0.02, 0.33], fillValue: Double? = nil,
        valueRange: ClosedRange<Double> = 0...255, name: String? = nil
    ) {
        self.factor = RandomFactor(max(0, factor.lower), factor.upper)
        self.scale = scale
        self.fillValue = fillValue
        self.valueRange = valueRange
        self.name = name
    }

    /// The same with Keras's labels.
    public init(
        factor: RandomFactor, scale: RandomFactor = [0.02, 0.33], fillValue: Double? = nil,
        valueRange: ClosedRange<Double> = 0...255, name: String? = nil
    ) {
        self.init(factor, scale: scale, fillValue: fillValue, valueRange: valueRange, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        guard scope.takes(x, "RandomErasing", axes: 2) else { return scope.poisoned }
        guard factor.objection == nil, scale.objection == nil, scale.lower >= 0,
            (1...1 << 20).contains(x.shape[1]), (1...1 << 20).contains(x.shape[2])
        else {
            return scope.fail(
                "RandomErasing takes images of a known size, a probability and a scale within 0...1, not \(x.type), "
                    + "\(factor) and \(scale)")
        }
        let images = x.asFloats
        let whole: RandomFactor = [0, 1]
        /// Whether each of `length` rows (axis 1) or columns (axis 2) is covered.
        func covers(_ axis: Int) -> Symbol {
            let length = x.shape[axis]
            var shape: Shape = [1, 1, 1, 1]
            shape[axis] = length
            // There are as many places as the shape has elements.
            let place = x.builder.constant(
                try! Tensor((0..<length).map(Double.init), shape: shape).cast(to: images.dtype))
            let size = images.drawnOverImages(scale, scope).sqrt() * Double(length)
            let start = images.drawnOverImages(whole, scope) * (Double(length) - size)
            return place.isGreaterOrEqual(to: start) .& place.isLess(than: start + size)
        }
        let isCovered = images.drawnOverImages(whole, scope).isLess(than: images.drawnOverImages(factor, scope))
        let place = covers(1) .& covers(2) .& isCovered
        let covered =
            if let fillValue {
                select(place, min(max(fillValue, valueRange.lowerBound), valueRange.upperBound), images)
            } else {
                select(
                    place,
                    (scope.random(.normal(), like: images) * valueRange.upperBound)
                        .maximum(valueRange.lowerBound).minimum(valueRange.upperBound), images)
            }
        return scope.phase(training: covered, inference: images)
    }
}
