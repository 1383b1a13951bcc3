public import MartletGraph

/// The sum of its inputs, element by element; shapes broadcast.
///
/// - Shape: `[batch, …], [batch, …], … → [batch, …]`
public struct Add: MergeLayer, Codable {
    public var name: String?
    /// Takes one input or more when it is called.
    public init(name: String? = nil) { self.name = name }
    public func forward(_ inputs: [Symbol], _ scope: Scope) -> Symbol { inputs.merged(+) }
}

/// The first of its two inputs less the second, element by element.
///
/// - Shape: `[batch, …], [batch, …] → [batch, …]`
public struct Subtract: MergeLayer, Codable {
    public var name: String?
    /// Takes exactly two inputs of one shape when it is called.
    public init(name: String? = nil) { self.name = name }

    public func forward(_ inputs: [Symbol], _ scope: Scope) -> Symbol {
        inputs.count == 2 ? inputs.merged(-) : scope.fail("Subtract takes two inputs, not \(inputs.count)")
    }
}

/// The product of its inputs, element by element; shapes broadcast.
///
/// - Shape: `[batch, …], [batch, …], … → [batch, …]`
public struct Multiply: MergeLayer, Codable {
    public var name: String?
    /// Takes one input or more when it is called.
    public init(name: String? = nil) { self.name = name }
    public func forward(_ inputs: [Symbol], _ scope: Scope) -> Symbol { inputs.merged(*) }
}

/// The mean of its inputs, element by element; shapes broadcast.
///
/// - Shape: `[batch, …], [batch, …], … → [batch, …]`
public struct Average: MergeLayer, Codable {
    public var name: String?
    /// Takes one input or more when it is called.
    public init(name: String? = nil) { self.name = name }
    public func forward(_ inputs: [Symbol], _ scope: Scope) -> Symbol { inputs.merged(+) / Double(inputs.count) }
}

/// The largest of its inputs, element by element; shapes broadcast.
///
/// - Shape: `[batch, …], [batch, …], … → [batch, …]`
public struct Maximum: MergeLayer, Codable {
    public var name: String?
    /// Takes one input or more when it is called.
    public init(name: String? = nil) { self.name = name }
    public func forward(_ inputs: [Symbol], _ scope: Scope) -> Symbol { inputs.merged { $0.maximum($1) } }
}

/// The smallest of its inputs, element by element; shapes broadcast.
///
/// - Shape: `[batch, …], [batch, …], … → [batch, …]`
public struct Minimum: MergeLayer, Codable {
    public var name: String?
    /// Takes one input or more when it is called.
    public init(name: String? = nil) { self.name = name }
    public func forward(_ inputs: [Symbol], _ scope: Scope) -> Symbol { inputs.merged { $0.minimum($1) } }
}

extension [Symbol] {
    /// Joined pairwise from the left; invalid if there is none.
    fileprivate func merged(_ join: (Symbol, Symbol) -> Symbol) -> Symbol {
        guard let first else {
            return Builder().fail(GraphError(operation: "layer", message: "takes at least one input"))
        }
        return dropFirst().reduce(first, join)
    }
}
