public import MartletGraph

/// The mean of each window of images, channel by channel; padding is not counted.
///
/// - Shape: `[batch, height, width, channels] → [batch, height', width', channels]`
public struct AveragePooling2D: Layer, Codable {
    /// Height and width of a window, in pixels.
    public var poolSize: Size2D
    /// Nil: the windows stand side by side.
    public var strides: Size2D?
    /// Whether windows may reach over the edge (`.same`) or not (`.valid`).
    public var padding: Padding
    public var name: String?

    /// Windows of 2 × 2 pixels, side by side, unless sizes are given.
    public init(_ poolSize: Size2D = 2, strides: Size2D? = nil, padding: Padding = .valid, name: String? = nil) {
        self.poolSize = poolSize
        self.strides = strides
        self.padding = padding
        self.name = name
    }

    /// The same with Keras's labels.
    public init(poolSize: Size2D, strides: Size2D? = nil, padding: Padding = .valid, name: String? = nil) {
        self.init(poolSize, strides: strides, padding: padding, name: name)
    }

    /// The same with Keras's labels, and sizes as `(height, width)`.
    public init(poolSize: (Int, Int), strides: (Int, Int)? = nil, padding: Padding = .valid, name: String? = nil) {
        self.init(
            Size2D(poolSize.0, poolSize.1), strides: strides.map { Size2D($0.0, $0.1) }, padding: padding, name: name)
    }

    /// The same with sizes as `(height, width)`.
    public init(_ poolSize: (Int, Int), strides: (Int, Int)? = nil, padding: Padding = .valid, name: String? = nil) {
        self.init(
            Size2D(poolSize.0, poolSize.1), strides: strides.map { Size2D($0.0, $0.1) }, padding: padding, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        guard scope.takes(x, "AveragePooling2D", axes: 2),
            scope.arePositive("AveragePooling2D", ["poolSize": poolSize, "strides": strides ?? poolSize])
        else { return scope.poisoned }
        return x.averagePooled(poolSize, strides: strides, padding: padding)
    }
}

/// The mean of each window of a sequence, channel by channel; padding is not counted.
///
/// - Shape: `[batch, steps, channels] → [batch, steps', channels]`
public struct AveragePooling1D: Layer, Codable {
    /// How many steps a window has.
    public var poolSize: Int
    /// Nil: the windows stand side by side.
    public var strides: Int?
    /// Whether windows may reach over the ends (`.same`) or not (`.valid`).
    public var padding: Padding
    public var name: String?

    /// Windows of two steps, side by side, unless sizes are given.
    public init(_ poolSize: Int = 2, strides: Int? = nil, padding: Padding = .valid, name: String? = nil) {
        self.poolSize = poolSize
        self.strides = strides
        self.padding = padding
        self.name = name
    }

    /// The same with Keras's labels.
    public init(poolSize: Int, strides: Int? = nil, padding: Padding = .valid, name: String? = nil) {
        self.init(poolSize, strides: strides, padding: padding, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        let (window, step) = (Size2D(1, poolSize), Size2D(1, strides ?? poolSize))
        guard scope.takes(x, "AveragePooling1D", axes: 1),
            scope.arePositive("AveragePooling1D", ["poolSize": window, "strides": step])
        else { return scope.poisoned }
        let y = x.asRow.averagePooled(window, strides: step, padding: padding)
        return y.isPoisoned ? y : y.asSteps
    }
}
