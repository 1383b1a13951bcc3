public import MartletGraph
public import MartletNumerics

/// In training, turns each image by an angle of its own.
///
/// - Shape: `[batch, height, width, channels]`, kept
public struct RandomRotation: Layer, Codable {
    /// Of a full turn: 0.1 is −36° to 36°.
    public var factor: RandomFactor
    /// What the places get that the image leaves.
    public var fillMode: FillMode
    /// `.bilinear` or `.nearest`.
    public var interpolation: Interpolation
    public var name: String?

    /// Angles are parts of a full turn: `0.1` is up to 36° either way.
    public init(
        _ factor: RandomFactor, fillMode: FillMode = .reflect, interpolation: Interpolation = .bilinear,
        name: String? = nil
    ) {
        self.factor = factor
        self.fillMode = fillMode
        self.interpolation = interpolation
        self.name = name
    }

    /// The same with Keras's labels.
    public init(
        factor: RandomFactor, fillMode: FillMode = .reflect, interpolation: Interpolation = .bilinear,
        name: String? = nil
    ) {
        self.init(factor, fillMode: fillMode, interpolation: interpolation, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        x.transformed("RandomRotation", [factor], fillMode, interpolation, scope) { images, height, width in
            let angle = images.drawn(factor, scope) * (2 * Double.pi)
            let (cosine, sine) = (angle.cos(), angle.sin())
            let (x, y) = ((width - 1) / 2, (height - 1) / 2)
            return [
                cosine, sine * -1, x - x * cosine + y * sine, sine, cosine, y - x * sine - y * cosine,
            ]
        }
    }
}

/// In training, zooms each image by a factor of its own.
///
/// - Shape: `[batch, height, width, channels]`, kept
public struct RandomZoom: Layer, Codable {
    /// 0.2 shows 20 % less to 20 % more of the height.
    public var heightFactor: RandomFactor
    /// Nil: as the height, so that the ratio of the sides stays.
    public var widthFactor: RandomFactor?
    /// What the places get that the image leaves.
    public var fillMode: FillMode
    /// `.bilinear` or `.nearest`.
    public var interpolation: Interpolation
    public var name: String?

    /// Factors are changes of size: `-0.2` shows a fifth less, larger; `0.2` a fifth more, smaller. The width follows
    /// the height unless it has a factor.
    public init(
        _ heightFactor: RandomFactor, _ widthFactor: RandomFactor? = nil, fillMode: FillMode = .reflect,
        interpolation: Interpolation = .bilinear, name: String? = nil
    ) {
        self.heightFactor = heightFactor
        self.widthFactor = widthFactor
        self.fillMode = fillMode
        self.interpolation = interpolation
        self.name = name
    }

    /// The same with Keras's labels.
    public init(
        heightFactor: RandomFactor, widthFactor: RandomFactor? = nil, fillMode: FillMode = .reflect,
        interpolation: Interpolation = .bilinear, name: String? = nil
    ) {
        self.init(heightFactor, widthFactor, fillMode: fillMode, interpolation: interpolation, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        let factors = [heightFactor] + (widthFactor.map { [$0] } ?? [])
        guard factors.allSatisfy({ $0.lower > -1 }) else {
            return scope.fail("the factors of RandomZoom are above -1, and \(heightFactor) isn't")
        }
        return x.transformed("RandomZoom", factors, fillMode, interpolation, scope) { images, height, width in
            let vertical = images.drawn(heightFactor, scope) + 1
            let horizontal = widthFactor.map { images.drawn($0, scope) + 1 } ?? vertical
            let zero = vertical * 0
            return [
                horizontal, zero, (1 - horizontal) * ((width - 1) / 2), zero, vertical,
                (1 - vertical) * ((height - 1) / 2),
            ]
        }
    }
}

/// In training, moves each image by a way of its own.
///
/// - Shape: `[batch, height, width, channels]`, kept
public struct RandomTranslation: Layer, Codable {
    /// Of the height: 0.1 is 10 % up to 10 % down.
    public var heightFactor: RandomFactor
    /// How far to the right, in parts of the width.
    public var widthFactor: RandomFactor
    /// What the places get that the image leaves.
    public var fillMode: FillMode
    /// `.bilinear` or `.nearest`.
    public var interpolation: Interpolation
    public var name: String?

    /// Ways are parts of the height and of the width.
    public init(
        _ heightFactor: RandomFactor, _ widthFactor: RandomFactor, fillMode: FillMode = .reflect,
        interpolation: Interpolation = .bilinear, name: String? = nil
    ) {
        self.heightFactor = heightFactor
        self.widthFactor = widthFactor
        self.fillMode = fillMode
        self.interpolation = interpolation
        self.name = name
    }

    /// The same with Keras's labels.
    public init(
        heightFactor: RandomFactor, widthFactor: RandomFactor, fillMode: FillMode = .reflect,
        interpolation: Interpolation = .bilinear, name: String? = nil
    ) {
        self.init(heightFactor, widthFactor, fillMode: fillMode, interpolation: interpolation, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        x.transformed("RandomTranslation", [heightFactor, widthFactor], fillMode, interpolation, scope) {
            images, height, width in
            let down = images.drawn(heightFactor, scope) * -height
            let right = images.drawn(widthFactor, scope) * -width
            let (one, zero) = (down * 0 + 1, down * 0)
            return [one, zero, right, zero, one, down]
        }
    }
}

/// In training, mirrors each image or doesn't.
///
/// - Shape: `[batch, height, width, channels]`, kept
public struct RandomFlip: Layer, Codable {
    /// Which way images may be mirrored.
    public enum Mode: String, Sendable, Hashable, Codable {
        /// Left for right.
        case horizontal
        /// Top for bottom.
        case vertical
        /// Both, each drawn by itself.
        case horizontalAndVertical = "horizontal_and_vertical"
    }

    /// Which way images may be mirrored.
    public var mode: Mode
    public var name: String?

    /// Either way by itself, each for half of the images, unless one is given.
    public init(_ mode: Mode = .horizontalAndVertical, name: String? = nil) {
        self.mode = mode
        self.name = name
    }

    /// The same with Keras's labels.
    public init(mode: Mode, name: String? = nil) {
        self.init(mode, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        x.transformed("RandomFlip", [], .nearest, .nearest, scope) { images, height, width in
            // 1 or -1; where -1, the last column comes first.
            let sign = { (isFlipped: Bool) in
                let coin = images.drawn(.bernoulli(probability: 0.5, value: 2), scope)
                return isFlipped ? 1 - coin : coin * 0 + 1
            }
            let (horizontal, vertical) = (sign(mode != .vertical), sign(mode != .horizontal))
            let zero = horizontal * 0
            return [
                horizontal, zero, (1 - horizontal) * ((width - 1) / 2), zero, vertical,
                (1 - vertical) * ((height - 1) / 2),
            ]
        }
    }
}

/// In training a part of each image at a place of its own; in inference the middle. Images smaller than that in one
/// direction are cropped to the ratio of the sides and resized.
///
/// - Shape: `[batch, height, width, channels] → [batch, size.height, size.width, channels]`
public struct RandomCrop: Layer, Codable {
    /// Of the result, in pixels.
    public var height: Int
    /// Of the result, in pixels.
    public var width: Int
    public var name: String?

    /// Parts of `height` × `width` pixels.
    public init(_ height: Int, _ width: Int, name: String? = nil) {
        self.height = height
        self.width = width
        self.name = name
    }

    /// The same with Keras's labels.
    public init(height: Int, width: Int, name: String? = nil) {
        self.init(height, width, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        let middle = CenterCrop(height, width).forward(x, scope)
        if middle.isPoisoned { return middle }
        let (rows, columns) = (x.shape[1] - height, x.shape[2] - width)
        if rows < 0 || columns < 0 { return middle }
        let images = x.asFloats
        let start = { (room: Int) in
            // Rounding may reach the end.
            images.drawn(.uniform(low: 0, high: Double(room) + 1), scope).floor().minimum(Double(room))
        }
        let (top, left) = (start(rows), start(columns))
        let (one, zero) = (top * 0 + 1, top * 0)
        let maps = [one, zero, left, zero, one, top].concatenated(axis: 1)
        let part = images.sampled(through: maps, size: Size2D(height, width), linear: false, fill: .nearest)
        return scope.phase(training: part, inference: middle.asFloats)
    }
}

extension Symbol {
    /// These images, in training seen through maps made of random numbers, in inference as they are.
    ///
    /// - Parameter maps: the six columns of the maps, for images of this height and width.
    fileprivate func transformed(
        _ kind: String, _ factors: [RandomFactor], _ fill: FillMode, _ interpolation: Interpolation, _ scope: Scope,
        _ maps: (_ images: Symbol, _ height: Double, _ width: Double) -> [Symbol]
    ) -> Symbol {
        guard scope.takes(self, kind, axes: 2) else { return scope.poisoned }
        for factor in factors {
            if let objection = factor.objection { return scope.fail("the factor of \(kind) \(objection)") }
        }
        guard shape[1] > 0, shape[2] > 0 else {
            return scope.fail("\(kind) takes images of a known size, not \(type)")
        }
        guard interpolation == .bilinear || interpolation == .nearest else {
            return scope.fail("\(kind) interpolates .bilinear or .nearest, not .\(interpolation.rawValue)")
        }
        let images = asFloats
        let columns = maps(images, Double(shape[1]), Double(shape[2]))
        let seen = images.sampled(
            through: columns.concatenated(axis: 1), linear: interpolation == .bilinear, fill: fill)
        return scope.phase(training: seen, inference: images)
    }
}
