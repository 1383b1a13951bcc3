public import MartletGraph
import MartletNumerics

/// In training, moves the colours of each image away from the image's mean, or towards it, by a factor of its own.
///
/// - Shape: `[batch, height, width, channels]`, kept
public struct RandomContrast: Layer, Codable {
    /// 0.2 multiplies the distance from the mean by 0.8 to 1.2.
    public var factor: RandomFactor
    /// What colours are kept within.
    public var valueRange: ClosedRange<Double>
    public var name: String?

    /// Contrasts are multiplied by 1 plus a number drawn from `factor`.
    public init(_ factor: RandomFactor, valueRange: ClosedRange<Double> = 0...255, name: String? = nil) {
        self.factor = factor
        self.valueRange = valueRange
        self.name = name
    }

    /// The same with Keras's labels.
    public init(factor: RandomFactor, valueRange: ClosedRange<Double> = 0...255, name: String? = nil) {
        self.init(factor, valueRange: valueRange, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        x.recoloured("RandomContrast", factor, valueRange, scope) { images in
            let mean = images.mean(axes: [1, 2], keepingDimensions: true)
            return (images - mean) * (images.drawnOverImages(factor, scope) + 1) + mean
        }
    }
}

/// In training, makes each image brighter or darker.
///
/// - Shape: `[batch, height, width, channels]`, kept
public struct RandomBrightness: Layer, Codable {
    /// Of the range of values: 0.2 adds up to a fifth of it, or takes it away.
    public var factor: RandomFactor
    /// What colours are kept within.
    public var valueRange: ClosedRange<Double>
    public var name: String?

    /// A number drawn from `factor`, times the width of `valueRange`, is added.
    public init(_ factor: RandomFactor, valueRange: ClosedRange<Double> = 0...255, name: String? = nil) {
        self.factor = factor
        self.valueRange = valueRange
        self.name = name
    }

    /// The same with Keras's labels.
    public init(factor: RandomFactor, valueRange: ClosedRange<Double> = 0...255, name: String? = nil) {
        self.init(factor, valueRange: valueRange, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        let span = valueRange.upperBound - valueRange.lowerBound
        return x.recoloured("RandomBrightness", factor, valueRange, scope) { images in
            images + images.drawnOverImages(factor, scope) * span
        }
    }
}

/// In training, covers a rectangle of each image with one value, or doesn't (Zhong et al. 2017; DeVries & Taylor 2017
/// call it cutout).
///
/// - Shape: `[batch, height, width, channels]`, kept
public struct RandomErasing: Layer, Codable {
    /// The probability that an image is covered, 0...1.
    public var factor: Double
    /// The part of each side that the rectangle takes, within 0...1.
    public var scale: RandomFactor
    /// What covers the rectangle.
    public var fillValue: Double
    public var name: String?

    /// `factor` is the chance that an image is covered, `scale` the share of its height and of its width.
    public init(_ factor: Double = 1, scale: RandomFactor = [0.02, 0.33], fillValue: Double = 0, name: String? = nil) {
        self.factor = factor
        self.scale = scale
        self.fillValue = fillValue
        self.name = name
    }

    /// The same with Keras's labels.
    public init(factor: Double, scale: RandomFactor = [0.02, 0.33], fillValue: Double = 0, name: String? = nil) {
        self.init(factor, scale: scale, fillValue: fillValue, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        guard scope.takes(x, "RandomErasing", axes: 2) else { return scope.poisoned }
        guard (0...1).contains(factor), scale.objection == nil, scale.lower >= 0,
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
            let places = (0..<length).map { Double($0) + 0.5 }
            // There are as many places as the shape has elements.
            let place = x.builder.constant(try! Tensor(places, shape: shape).cast(to: images.dtype))
            let size = images.drawnOverImages(scale, scope) * Double(length)
            let start = images.drawnOverImages(whole, scope) * (Double(length) - size)
            return place.isGreater(than: start) .& place.isLess(than: start + size)
        }
        let coin = images.drawn(.bernoulli(probability: factor, value: 1), scope)
        let isCovered = coin.reshaped([1, 1, 1], keeping: 1).isGreater(than: 0.5)
        let covered = select(covers(1) .& covers(2) .& isCovered, fillValue, images)
        return scope.phase(training: covered, inference: images)
    }
}

extension Symbol {
    /// These images, in training with other colours kept within a range, in inference as they are.
    fileprivate func recoloured(
        _ kind: String, _ factor: RandomFactor, _ range: ClosedRange<Double>, _ scope: Scope,
        _ change: (Symbol) -> Symbol
    ) -> Symbol {
        guard scope.takes(self, kind, axes: 2) else { return scope.poisoned }
        if let objection = factor.objection { return scope.fail("the factor of \(kind) \(objection)") }
        let images = asFloats
        let changed = change(images).maximum(range.lowerBound).minimum(range.upperBound)
        return scope.phase(training: changed, inference: images)
    }
}
