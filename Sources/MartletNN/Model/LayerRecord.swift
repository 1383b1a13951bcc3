public import MartletGraph

/// A layer as it was called first, as `summary` shows it.
public struct LayerRecord: Sendable, Hashable, Codable {
    /// The layer's path, such as `dense_1`.
    public var path: String
    /// The layer's type, such as `Dense`.
    public var kind: String
    /// What the layer was made with, as JSON; nil if it holds code and so cannot say.
    public var configuration: String?
    /// The types of what came out.
    public var outputs: [TensorType]
    /// The paths of the layers whose results went in.
    public var inbound: [String]

    package init(
        path: String, kind: String, configuration: String? = nil, outputs: [TensorType], inbound: [String]
    ) {
        self.path = path
        self.kind = kind
        self.configuration = configuration
        self.outputs = outputs
        self.inbound = inbound
    }
}

/// One call of a layer: what went in and what came out.
package struct LayerCall: Sendable, Hashable, Codable {
    /// The layer's path.
    package var layer: String
    package var inputs: [Graph.Value]
    package var outputs: [Graph.Value]

    package init(layer: String, inputs: [Graph.Value], outputs: [Graph.Value]) {
        self.layer = layer
        self.inputs = inputs
        self.outputs = outputs
    }
}
