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
        /// The layer that it comes from.
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

    /// Made by a `Builder`, and made again by `rewritten` and `transformed`.
    package internal(set) var nodes: [Node] = []
    package internal(set) var outputs: [Value] = []
    package internal(set) var updates: [Update] = []
    /// Losses that layers add (regularizers, activity), scalars, in the order added.
    package internal(set) var losses: [Value] = []
    /// What is looked up by name: probes and intermediate results.
    package var probes: [String: Value] = [:]

    /// The parameters that the graph reads, in the order in which layers declared them.
    public package(set) var parameters: [Parameter] = []
    /// What the tier above notes of it.
    package var notes: (any GraphNotes)?
    /// The types of the inputs, in order; an unknown batch is −1.
    public package(set) var inputs: [TensorType] = []

    /// A graph without nodes.
    public init() {}

    package func type(of value: Value) -> TensorType { nodes[value.node].types[value.output] }

    /// The types of the outputs.
    public var outputTypes: [TensorType] { outputs.map(type(of:)) }
}

/// A named tensor that belongs to a model and outlives a step.
public struct Parameter: Sendable, Hashable, Codable {
    /// The path that names it, such as `block1_conv1/kernel`.
    public package(set) var name: String
    /// Its shape, which is always concrete.
    public package(set) var shape: Shape
    /// What its elements are; those that training changes are float32.
    public package(set) var dtype: DType
    /// Whether training changes it by gradient; otherwise it is state, such as a moving average or a mask.
    public package(set) var isTrainable: Bool

    package init(name: String, shape: Shape, dtype: DType = .float32, isTrainable: Bool) {
        self.name = name
        self.shape = shape
        self.dtype = dtype
        self.isTrainable = isTrainable
    }

    /// How many numbers it holds.
    public var count: Int { shape.elementCount }
    /// Shape and dtype together.
    public var type: TensorType { TensorType(shape, dtype) }

    /// Files of before there were other dtypes name none.
    public init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: CodingKeys.self)
        name = try box.decode(String.self, forKey: .name)
        shape = try Shape(validating: box.decode(Shape.self, forKey: .shape))
        dtype = try box.decodeIfPresent(DType.self, forKey: .dtype) ?? .float32
        isTrainable = try box.decode(Bool.self, forKey: .isTrainable)
    }
}
