public import MartletGraph

/// The mean over all steps, channel by channel.
///
/// - Shape: `[batch, steps, channels] → [batch, channels]`, or `[batch, 1, channels]` with `keepDims`
public struct GlobalAveragePooling1D: Layer, Codable {
    /// Whether the axes that are pooled stay, with length 1.
    public var keepDims: Bool
    public var name: String?

    /// The axes that are pooled disappear, or stay with length 1.
    public init(keepDims: Bool = false, name: String? = nil) {
        self.keepDims = keepDims
        self.name = name
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        scope.takes(x, "GlobalAveragePooling1D", axes: 1)
            ? x.mean(axes: [1], keepingDimensions: keepDims) : scope.poisoned
    }
}

/// The mean over all pixels, channel by channel.
///
/// - Shape: `[batch, height, width, channels] → [batch, channels]`, or `[batch, 1, 1, channels]` with `keepDims`
public struct GlobalAveragePooling2D: Layer, Codable {
    /// Whether the axes that are pooled stay, with length 1.
    public var keepDims: Bool
    public var name: String?

    /// The axes that are pooled disappear, or stay with length 1.
    public init(keepDims: Bool = false, name: String? = nil) {
        self.keepDims = keepDims
        self.name = name
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        scope.takes(x, "GlobalAveragePooling2D", axes: 2)
            ? x.mean(axes: [1, 2], keepingDimensions: keepDims) : scope.poisoned
    }
}

/// The largest over all steps, channel by channel.
///
/// - Shape: `[batch, steps, channels] → [batch, channels]`, or `[batch, 1, channels]` with `keepDims`
public struct GlobalMaxPooling1D: Layer, Codable {
    /// Whether the axes that are pooled stay, with length 1.
    public var keepDims: Bool
    public var name: String?

    /// The axes that are pooled disappear, or stay with length 1.
    public init(keepDims: Bool = false, name: String? = nil) {
        self.keepDims = keepDims
        self.name = name
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        scope.takes(x, "GlobalMaxPooling1D", axes: 1)
            ? x.max(axes: [1], keepingDimensions: keepDims) : scope.poisoned
    }
}

/// The largest over all pixels, channel by channel.
///
/// - Shape: `[batch, height, width, channels] → [batch, channels]`, or `[batch, 1, 1, channels]` with `keepDims`
public struct GlobalMaxPooling2D: Layer, Codable {
    /// Whether the axes that are pooled stay, with length 1.
    public var keepDims: Bool
    public var name: String?

    /// The axes that are pooled disappear, or stay with length 1.
    public init(keepDims: Bool = false, name: String? = nil) {
        self.keepDims = keepDims
        self.name = name
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        scope.takes(x, "GlobalMaxPooling2D", axes: 2)
            ? x.max(axes: [1, 2], keepingDimensions: keepDims) : scope.poisoned
    }
}
