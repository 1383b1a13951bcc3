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
