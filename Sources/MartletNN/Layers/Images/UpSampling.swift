public import MartletGraph
public import MartletNumerics

/// Images made so many times as large.
///
/// - Shape: `[batch, height, width, channels] → [batch, height · size.height, width · size.width, channels]`
public struct UpSampling2D: Layer, Codable {
    /// How many pixels each becomes, in height and width.
    public var size: Size2D
    /// Whether pixels are repeated or interpolated.
    public var interpolation: Interpolation
    public var name: String?

    /// Twice as high and wide, unless a size is given.
    public init(_ size: Size2D = 2, interpolation: Interpolation = .nearest, name: String? = nil) {
        self.size = size
        self.interpolation = interpolation
        self.name = name
    }

    /// The same with Keras's labels.
    public init(size: Size2D, interpolation: Interpolation = .nearest, name: String? = nil) {
        self.init(size, interpolation: interpolation, name: name)
    }

    /// The same with Keras's labels, and sizes as `(height, width)`.
    public init(size: (Int, Int), interpolation: Interpolation = .nearest, name: String? = nil) {
        self.init(Size2D(size.0, size.1), interpolation: interpolation, name: name)
    }

    /// The same with sizes as `(height, width)`.
    public init(_ size: (Int, Int), interpolation: Interpolation = .nearest, name: String? = nil) {
        self.init(Size2D(size.0, size.1), interpolation: interpolation, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        guard scope.takes(x, "UpSampling2D", axes: 2), scope.arePositive("UpSampling2D", ["size": size]) else {
            return scope.poisoned
        }
        return x.upscaled(by: size, interpolation)
    }
}

/// Each step of a sequence so many times over.
///
/// - Shape: `[batch, steps, channels] → [batch, steps · size, channels]`
public struct UpSampling1D: Layer, Codable {
    /// How often each step comes.
    public var size: Int
    public var name: String?

    /// Twice as long, unless a size is given.
    public init(_ size: Int = 2, name: String? = nil) {
        self.size = size
        self.name = name
    }

    /// The same with Keras's labels.
    public init(size: Int, name: String? = nil) {
        self.init(size, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        guard scope.takes(x, "UpSampling1D", axes: 1), scope.arePositive("UpSampling1D", ["size": Size2D(1, size)])
        else { return scope.poisoned }
        let y = x.asRow.upscaled(by: Size2D(1, size))
        return y.isPoisoned ? y : y.asSteps
    }
}
