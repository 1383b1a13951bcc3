public import MartletGraph
import MartletNumerics

/// A function of symbols as a layer: `Lambda { $0 * 2 }`. It has no parameters; a model keeps what it computes, so one
/// loaded from a file doesn't need the function.
///
/// - Shape: as the function does
public struct Lambda: Layer {
    /// What the layer computes.
    public var function: @Sendable (Symbol) -> Symbol
    public var name: String?

    /// A layer of `function`, which is called once, while a model is traced.
    public init(name: String? = nil, _ function: @escaping @Sendable (Symbol) -> Symbol) {
        self.function = function
        self.name = name
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol { function(x) }
}

/// What comes in.
///
/// - Shape: `[…] → […]`
public struct Identity: Layer, Codable {
    public var name: String?
    /// A layer that changes nothing; its name can be probed.
    public init(name: String? = nil) { self.name = name }
    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol { x }
}

/// `x · scale + offset`, such as `Rescaling(1.0 / 255)` for the bytes of an image.
///
/// - Shape: `[…] → […]`, float32 from integers
public struct Rescaling: Layer, Codable {
    /// What numbers are multiplied by.
    public var scale: Double
    /// What is added then.
    public var offset: Double
    public var name: String?

    /// `1.0 / 255` makes 0…1 of bytes; `1 / 127.5` with an offset of −1 makes −1…1.
    public init(_ scale: Double, offset: Double = 0, name: String? = nil) {
        self.scale = scale
        self.offset = offset
        self.name = name
    }

    /// The same with Keras's labels.
    public init(scale: Double, offset: Double = 0, name: String? = nil) {
        self.init(scale, offset: offset, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        let scaled = (x.dtype.isFloating ? x : x.cast(to: .float32)) * scale
        return offset == 0 ? scaled : scaled + offset
    }
}
