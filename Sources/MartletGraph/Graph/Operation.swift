package import MartletNumerics

/// What can be computed: one of these a file, in `Operations/`, and a line in the catalog.
///
/// Attributes never hold the batch size: shapes are inferred again whenever a graph is planned for real inputs.
///
/// What all operations share is compiled once, not once for each of them: none of it runs in a step, and the compiler's
/// copies would double the time that this module takes to build. `@_semantics` says so.
package protocol Operation: Sendable, Hashable, Codable {
    /// The types of the outputs, or the reason why the inputs don't fit. Dimensions may be unknown (`-1`).
    func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType]

    /// The specification in plain loops: oracle of the kernels, and what runs where no kernel exists.
    func reference(_ inputs: [Tensor]) throws -> [Tensor]

    /// How the derivative flows to each input. There is no default, so that none is missing by accident.
    func gradient(_ at: Adjoint) -> [Cotangent]

    /// The kernels that compute this for these types: every choice is made here, once.
    func lower(_ at: Lowering) -> Lowered

    /// Itself, if it computes element by element. A cast would search all types of the process for the conformance.
    var elementwise: (any ElementwiseOperation)? { get }

    /// Itself, if it is a product whose weights can be scaled, and which can go on with what follows it.
    var scalable: (any ScalableOperation)? { get }

    /// What dumps show; by itself the name with the attributes, such as `Sum(axes: [0], keeping: false)`.
    var label: String { get }

    /// Attributes and input types on which the laws are tested.
    static var samples: [Sample] { get }
}

extension Operation {
    /// The name in dumps, files and messages: that of the type.
    /// `String(describing:)` would search all types of the process for what describes this one.
    package static var name: String { _typeName(Self.self, qualified: false) }
    package var name: String { Self.name }

    package func lower(_ at: Lowering) -> Lowered { .reference }
    package var elementwise: (any ElementwiseOperation)? { nil }
    package var scalable: (any ScalableOperation)? { nil }

    /// The types of the outputs as graphs take them: none is larger than can be addressed, so whoever multiplies the
    /// lengths afterwards need not look out.
    @_semantics("optimize.sil.specialize.generic.never")
    package func types(of inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        let types = try infer(inputs)
        if let type = types.first(where: { !$0.shape.isAddressable }) { throw refuse("\(type) is no possible result") }
        return types
    }

    @_semantics("optimize.sil.specialize.generic.never")
    package func refuse(_ message: String) -> GraphError { GraphError(operation: name, message: message) }

    /// Refuses another number of inputs, as a damaged file may hold, and those that can't be.
    @_semantics("optimize.sil.specialize.generic.never")
    package func expect(_ count: Int, _ inputs: [TensorType]) throws(GraphError) {
        if inputs.count != count { throw refuse("takes \(count) inputs, not \(inputs.count)") }
        if let type = inputs.first(where: { !$0.shape.isAddressable }) { throw refuse("\(type) is no possible input") }
    }

    @_semantics("optimize.sil.specialize.generic.never")
    package var label: String {
        let attributes = Mirror(reflecting: self).children.compactMap { child in
            child.label.map { "\($0): \(child.value)" }
        }
        return attributes.isEmpty ? name : "\(name)(\(attributes.joined(separator: ", ")))"
    }
}

/// One case for the laws: the operation, what it is applied to, and where its inputs may lie.
package struct Sample: Sendable {
    package var operation: any Operation
    package var inputs: [TensorType]
    /// The range of the random numbers that fill each input (integers: inclusive of both ends).
    package var range: ClosedRange<Double>
    /// Ranges for single inputs that differ from `range`.
    package var ranges: [Int: ClosedRange<Double>]
    /// The size of intermediate results that cancel: some of their units in the last place are lost for good.
    package var cancelling: Double

    @inline(never)
    package init(
        _ operation: any Operation, _ shapes: Shape..., in range: ClosedRange<Double> = -2...2,
        dtypes: [Int: DType] = [:], ranges: [Int: ClosedRange<Double>] = [:], cancelling: Double = 0
    ) {
        self.operation = operation
        self.inputs = shapes.enumerated().map { TensorType($1, dtypes[$0] ?? .float32) }
        self.range = range
        self.ranges = ranges
        self.cancelling = cancelling
    }
}

/// How the derivative of the result reaches one input.
package enum Cotangent {
    /// The derivative with respect to the input, of the input's type.
    case flows(Symbol)
    /// The result doesn't depend on the input, or is constant almost everywhere: nothing flows.
    case zero
    /// There is no derivative, for this reason; asking for one throws while building.
    case blocked(String)
}

/// Where a gradient rule stands: the operation's inputs, outputs and the derivatives of what follows.
package struct Adjoint {
    package let inputs: [Symbol]
    package let outputs: [Symbol]
    /// Derivatives with respect to the outputs; nil where nothing depends on one.
    package let cotangents: [Symbol?]

    /// The only output.
    package var output: Symbol { outputs[0] }
    /// The derivative with respect to the first output; zeros where nothing depends on it.
    package var cotangent: Symbol { cotangents[0] ?? outputs[0].zerosLike() }
}
