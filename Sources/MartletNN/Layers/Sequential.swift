public import MartletGraph

/// Layers one after the other.
///
/// ```swift
/// let hidden = Sequential {
///     for units in [64, 64] { Dense(units, activation: .relu) }
///     Dense(10, activation: .softmax)
/// }
/// ```
///
/// No two of them may have one name.
///
/// - Shape: from what the first layer takes to what the last one gives
public struct Sequential: Layer {
    /// The layers, first to last.
    public var layers: [any Layer]
    public var name: String?

    /// Layers from an array.
    public init(_ layers: [any Layer], name: String? = nil) {
        self.layers = layers
        self.name = name
    }

    /// Layers under one another in braces.
    public init(name: String? = nil, @LayerBuilder _ layers: () throws -> [any Layer]) rethrows {
        self.init(try layers(), name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        var names: Set<String> = []
        for name in layers.compactMap(\.name) where !names.insert(name).inserted {
            return scope.fail("two layers of a Sequential are named '\(name)'; give one of them another name")
        }
        scope.builder.names.announce(names)
        return layers.reduce(x) { $1($0) }
    }
}

/// Layers written under one another, with conditions and loops.
@resultBuilder
public enum LayerBuilder {
    /// A layer as it stands.
    public static func buildExpression(_ layer: any Layer) -> [any Layer] { [layer] }
    /// An array of layers.
    public static func buildExpression(_ layers: [any Layer]) -> [any Layer] { layers }
    /// Layers under one another.
    public static func buildBlock(_ parts: [any Layer]...) -> [any Layer] { parts.flatMap { $0 } }
    /// `if` without `else`.
    public static func buildOptional(_ part: [any Layer]?) -> [any Layer] { part ?? [] }
    /// `if`, where the condition holds.
    public static func buildEither(first part: [any Layer]) -> [any Layer] { part }
    /// `else`.
    public static func buildEither(second part: [any Layer]) -> [any Layer] { part }
    /// `for`.
    public static func buildArray(_ parts: [[any Layer]]) -> [any Layer] { parts.flatMap { $0 } }
    /// `if #available`.
    public static func buildLimitedAvailability(_ part: [any Layer]) -> [any Layer] { part }
}
