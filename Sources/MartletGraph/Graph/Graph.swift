public import MartletNumerics

/// A computation as a value: inputs, parameters and operations in an order in which each comes after what it needs.
///
/// A graph knows no numbers but constants and no batch size. It is traced from layers (`Builder`), differentiated
/// (`gradient`), improved (`Passes`) and planned (`Plan`).
public struct Graph: Sendable {
    /// One output of one node.
    package struct Value: Sendable, Hashable, Codable {
        package var node: Int
        package var output: Int

        package init(node: Int, output: Int = 0) {
            self.node = node
            self.output = output
        }
    }

    package struct Node: Sendable {
        package var operation: any Operation
        package var inputs: [Value]
        package var types: [TensorType]
        /// The layer that said it.
        package var path: String

        package init(operation: any Operation, inputs: [Value], types: [TensorType], path: String) {
            self.operation = operation
            self.inputs = inputs
            self.types = types
            self.path = path
        }
    }

    /// A new value for a parameter that isn't trained, written back after each training step (moving averages).
    package struct Update: Sendable, Hashable, Codable {
        package var parameter: String
        package var value: Value

        package init(parameter: String, value: Value) {
            self.parameter = parameter
            self.value = value
        }
    }

    package var nodes: [Node] = []
    package var outputs: [Value] = []
    package var updates: [Update] = []
    /// Losses that layers add (regularizers, activity), scalars, in the order said.
    package var losses: [Value] = []
    /// What is looked up by name: probes and intermediate results.
    package var probes: [String: Value] = [:]

    /// The parameters that the graph reads, in the order in which layers declared them.
    public package(set) var parameters: [Parameter] = []
    /// The layers in the order in which they were called.
    public package(set) var layers: [LayerRecord] = []
    /// All calls of layers in the order in which they ended, those of layers within a layer before its own.
    package var calls: [LayerCall] = []
    public package(set) var inputs: [TensorType] = []

    public init() {}

    package func type(of value: Value) -> TensorType { nodes[value.node].types[value.output] }

    /// The types of the outputs.
    public var outputTypes: [TensorType] { outputs.map(type(of:)) }
}

/// A named tensor that belongs to a model and outlives a step.
public struct Parameter: Sendable, Hashable, Codable {
    /// The path that names it, such as `block1_conv1/kernel`.
    public var name: String
    public var shape: Shape
    /// Whether training changes it by gradient; otherwise it is state, such as a moving average.
    public var isTrainable: Bool
    public var initializer: Initializer

    package init(name: String, shape: Shape, isTrainable: Bool, initializer: Initializer) {
        self.name = name
        self.shape = shape
        self.isTrainable = isTrainable
        self.initializer = initializer
    }

    public var count: Int { shape.elementCount }
}

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

extension LayerRecord {
    /// Layers lie in layers no deeper than this.
    package static let greatestDepth = 64

    /// Why a layer can't have this path; nil if it can.
    package static func objection(to path: String) -> String? {
        let names = path.split(separator: "/", maxSplits: greatestDepth, omittingEmptySubsequences: false)
        if names.contains("") { return "the path '\(path.prefix(80))' has an empty name in it" }
        return names.count <= greatestDepth ? nil : "it lies deeper than \(greatestDepth) layers within layers"
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
