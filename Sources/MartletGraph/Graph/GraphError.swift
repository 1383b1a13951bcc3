/// A mistake in how a graph was built: which operation, in which layer, and what would be right.
public struct GraphError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The operation that refused, such as `MatMul`, or the part of a file that is wrong, such as `node 3`.
    public var operation: String
    /// The path of the layer that applied it, such as `encoder/dense_1`; empty outside layers.
    public var path: String
    /// What is wrong and what would be right.
    public var message: String

    /// A mistake of `operation` in the layer at `path`, which is empty outside of layers.
    public init(operation: String, path: String = "", message: String) {
        self.operation = operation
        self.path = path
        self.message = message
    }

    /// What a layer says of itself has its path in front, not also that it is a layer.
    public var description: String {
        let place = path.isEmpty ? [] : [path]
        let speaker = operation == "layer" && !path.isEmpty ? [] : [operation]
        return (place + speaker + [message]).joined(separator: ": ")
    }
}
