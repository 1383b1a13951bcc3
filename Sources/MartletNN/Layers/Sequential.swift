public import MartletGraph

/// Layers one after the other.
///
///     Sequential {
///         for units in [64, 64] { Dense(units, activation: .relu) }
///         Dense(10, activation: .softmax)
///     }
///
/// No two of them may have one name.
///
/// - Shape: from what the first layer takes to what the last one gives
public struct Sequential: Layer {
    public var layers: [any Layer]
    public var name: String?

    public init(_ layers: [any Layer], name: String? = nil) {
        self.layers = layers
        self.name = name
    }

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
    public static func buildExpression(_ layer: any Layer) -> [any Layer] { [layer] }
    public static func buildExpression(_ layers: [any Layer]) -> [any Layer] { layers }
    public static func buildBlock(_ parts: [any Layer]...) -> [any Layer] { parts.flatMap { $0 } }
    public static func buildOptional(_ part: [any Layer]?) -> [any Layer] { part ?? [] }
    public static func buildEither(first part: [any Layer]) -> [any Layer] { part }
    public static func buildEither(second part: [any Layer]) -> [any Layer] { part }
    public static func buildArray(_ parts: [[any Layer]]) -> [any Layer] { parts.flatMap { $0 } }
    public static func buildLimitedAvailability(_ part: [any Layer]) -> [any Layer] { part }
}
