public import MartletGraph
public import MartletNumerics

/// A network with its parameters: a value, so that a copy is a true copy.
///
/// A model is traced once, when it is made; mistakes in its layers are thrown by the first verb that needs it.
public struct Model: Sendable {
    /// The traced computation.
    public private(set) var graph: Graph
    /// What it is called as a layer of another model; `model`, `model_1` if it has none.
    public var name: String?
    /// The first mistake made while tracing.
    let mistake: GraphError?
    /// The number from which parameters, shuffling and dropout are drawn.
    public let seed: UInt64
    /// Where each parameter lies in `vector`.
    package private(set) var layout: ParameterLayout
    /// The bytes of all parameters: trainable, frozen, state.
    package var vector: Tensor {
        get { numbers }
        _modify {
            defer { version.changed() }
            yield &numbers
        }
    }
    private var numbers: Tensor
    /// Of the numbers in `vector`.
    package private(set) var version = ParameterVersion()
    /// The paths of frozen layers.
    public internal(set) var frozen: Set<String> = []
    /// What `compile` set.
    package var compiled: Compiled?
    /// Where training stands.
    package var training = TrainingState()
    /// Set if the model was read from a file that couldn't keep what `compile` set.
    package var uncompiled: Uncompiled?
    /// The run of `fit` that a checkpoint interrupted; `fit(…, resume: true)` goes on with it.
    package var interrupted: Interruption?
    /// The stored model that this one was read from; nil if it was made in code. Training leaves it as it is, and no file
    /// keeps it.
    public var origin: ModelOrigin?
    /// Notes that are saved with the model, such as class names; keys that begin with `martlet.` are reserved.
    public var metadata: [String: String] = [:]
    /// Whether plans give up speed for memory: convolutions keep their filters nearly as they are, rather than
    /// transformed to four times the size.
    public var savesMemory = false { didSet { if savesMemory != oldValue { forgetPrograms() } } }
    /// What convolutions multiply in `predict` and `evaluate`; training is always in float32.
    ///
    /// With `.bfloat16` convolutions other than depthwise ones round their input and their filters, as transformed for
    /// the algorithm, to eight significant bits; they sum in float32 and pass float32 on. Results then err by at most
    /// 3·10⁻² of the largest for networks as deep as VGG16. Filters take half the memory, which makes small batches of
    /// large networks faster; where the processor has a fast dot product of bfloat16, arithmetic is too.
    public var precision = Precision.float32 { didSet { if precision != oldValue { forgetPrograms() } } }
    /// Whether `predict` gives a row the same bytes whatever rows come with it, in batches of any size, with one thread
    /// or many. Without it they may differ in rounding: which kernels are the fastest depends on the number of rows.
    public var isBatchInvariant = false { didSet { if isBatchInvariant != oldValue { forgetPrograms() } } }
    /// Whose products convolutions are made of: Martlet's, or the system's BLAS's, in training too.
    public var convolution = ConvolutionMethod.automatic { didSet { if convolution != oldValue { forgetPrograms() } } }
    /// Whether `predict` and `evaluate` skip the zeros of weights, in the layers where that is faster by estimate. Results
    /// then differ in rounding. Each change of the parameters has it planned anew.
    public var skipsZeros = false { didSet { if skipsZeros != oldValue { forgetPrograms() } } }
    /// In what numbers products of integers are computed; only models that `quantized` gave have some.
    public var integers = IntegerMethod.automatic { didSet { if integers != oldValue { forgetPrograms() } } }
    /// What predicts; copies share it until they are frozen differently.
    package private(set) var programs = Programs()
    /// What trains and evaluates; copies share it until they are frozen or compiled differently.
    package private(set) var judges = Programs()

    /// A model whose parameters have the values that their initialisers give.
    ///
    /// - Throws: `GraphError` for a graph that is no model; what an initialiser throws.
    private init(initializing traced: Graph, seed: UInt64) throws {
        let graph = try traced.rewrittenByLayers()
        if let objection = graph.objectionToModel { throw objection }
        let notes = graph.notes as? LayerNotes
        self.init(graph: graph, mistake: nil, seed: seed, frozen: notes?.frozen ?? [])
        for entry in layout.entries {
            try graph.initialValue(of: entry.parameter, seed: seed).withUnsafeBytes { write($0, at: entry) }
        }
        if var notes, !notes.given.isEmpty {  // another model's numbers needn't be kept for this one
            (notes.given, notes.frozen) = ([:], [])
            self.graph.notes = notes
        }
    }

    /// A model whose parameters are given, one tensor of its type for each name.
    package init(graph: Graph, seed: UInt64, frozen: Set<String>, values: (Parameter) -> Tensor) {
        self.init(graph: graph, mistake: nil, seed: seed, frozen: frozen)
        for entry in layout.entries { values(entry.parameter).withUnsafeBytes { write($0, at: entry) } }
    }

    /// A model whose parameters are zero.
    private init(graph: Graph, mistake: GraphError?, seed: UInt64, frozen: Set<String>) {
        self.graph = graph
        self.mistake = mistake
        self.seed = seed
        self.frozen = frozen
        layout = ParameterLayout(graph.parameters) { Self.isFrozen($0.name, frozen) }
        numbers = Tensor.zeros([layout.byteCount], dtype: .uint8)
    }

    /// A model that is one layer, such as a `Sequential`.
    ///
    /// - Parameter input: the shape of one row, without the batch.
    public init(_ layer: some Layer, input: [Int], dtype: DType = .float32, seed: UInt64 = 0) {
        self.init(types: [(input, dtype)], seed: seed) { [layer.forward($0[0], Scope($0[0].builder))] }
    }

    /// A model that is a function of symbols: layers are called on them. One shape for each input, without the batch.
    public init(
        inputs: [[Int]], dtypes: [DType]? = nil, seed: UInt64 = 0, _ body: ([Symbol]) -> Symbol
    ) {
        self.init(inputs: inputs, dtypes: dtypes, seed: seed) { [body($0)] }
    }

    /// A model with several outputs.
    public init(
        inputs: [[Int]], dtypes: [DType]? = nil, seed: UInt64 = 0, _ body: ([Symbol]) -> [Symbol]
    ) {
        let given = dtypes ?? inputs.map { _ in .float32 }
        let types = inputs.enumerated().map { ($1, given.indices.contains($0) ? given[$0] : .float32) }
        self.init(types: types, seed: seed) { x in
            let outputs = given.count == inputs.count ? body(x) : []
            if !outputs.isEmpty { return outputs }
            let message =
                given.count == inputs.count
                ? "has no output; return at least one" : "has \(inputs.count) inputs and \(given.count) dtypes"
            return [Builder().fail(GraphError(operation: "model", message: message))]
        }
    }

    private init(types: [(shape: [Int], dtype: DType)], seed: UInt64, _ body: ([Symbol]) -> [Symbol]) {
        let builder = Builder()
        let inputs = types.map { shape, dtype in
            guard shape.allSatisfy({ $0 > 0 }), shape.count < 8 else {
                return builder.fail(
                    GraphError(
                        operation: "input",
                        message: "its shape \(shape) must have positive dimensions, without the batch"))
            }
            return builder.input(TensorType(Shape([-1] + shape), dtype))
        }
        let outputs = builder.tracing("model") { body(inputs) }
        do {
            self = try Self(initializing: try builder.finish(outputs), seed: seed)
        } catch {
            let mistake = error as? GraphError ?? GraphError(operation: "initializer", message: "\(error)")
            self = Self(graph: Graph(), mistake: mistake, seed: seed, frozen: [])
        }
    }

    /// Throws the first mistake made while tracing.
    package func checked() throws { if let mistake { throw mistake } }
}

// MARK: Parameters

extension Model {
    /// The parameters, this model's own, for training steps to change: frozen ones stay as they are.
    package mutating func beginSteps() -> UnsafeMutableRawPointer {
        numbers.makeUnique()
        version.stepped()
        return UnsafeMutableRawPointer(mutating: vector.baseAddress)
    }

    /// Every parameter: trainable first, then frozen, then state.
    public var parameters: [Parameter] { layout.entries.map(\.parameter) }

    /// How many numbers all parameters hold.
    public var parameterCount: Int { graph.parameters.reduce(0) { $0 + $1.count } }

    /// How many numbers training changes.
    public var trainableCount: Int { layout.trainable.reduce(0) { $0 + $1.parameter.count } }

    /// The value of a parameter by its path, such as `dense/kernel`; nil if there is none.
    public subscript(name: String) -> Tensor? {
        guard let entry = layout[name] else { return nil }
        return Tensor(copying: vector.baseAddress + entry.byteOffset, entry.parameter.shape, entry.parameter.dtype)
    }

    /// Sets a parameter; values of another dtype are converted to the parameter's.
    ///
    /// - Throws: `ModelError.unknownParameter`, `ModelError.wrongShape`.
    public mutating func set(_ name: String, to value: Tensor) throws {
        try checked()
        guard let entry = layout[name] else {
            throw ModelError.unknownParameter(name: name, known: parameters.map(\.name))
        }
        guard value.shape == entry.parameter.shape else {
            throw ModelError.wrongShape(
                what: name, expected: entry.parameter.type, got: TensorType(value.shape, value.dtype))
        }
        var version = version
        value.cast(to: entry.parameter.dtype).withUnsafeBytes { write($0, at: entry) }
        if entry.isFrozen { return }
        version.stepped()  // what was prepared from frozen parameters holds on
        self.version = version
    }

    mutating func write(_ value: UnsafeRawBufferPointer, at entry: ParameterLayout.Entry) {
        vector.withUnsafeMutableBytes { bytes in
            UnsafeMutableRawBufferPointer(rebasing: bytes[entry.bytes]).copyMemory(from: value)
        }
    }

    /// The model with all parameters as a file kept `vector`, which older files hold as float32; nil if they don't fit.
    package func restored(_ kept: Tensor) -> Model? {
        guard kept.dtype == .uint8 || kept.dtype == .float32, kept.byteCount == layout.byteCount else { return nil }
        let areBools = kept.withUnsafeBytes { bytes in
            layout.entries.allSatisfy { $0.parameter.dtype != .bool || bytes[$0.bytes].allSatisfy { $0 <= 1 } }
        }
        guard areBools else { return nil }
        var model = self
        model.vector = Tensor(wrapping: kept.storage, shape: [layout.byteCount], dtype: .uint8)
        return model
    }
}

// MARK: Freezing

extension Model {
    /// Keeps the parameters of layers as they are while training, theirs and those of layers within them.
    /// Batch normalisation in a frozen layer works as in inference, as in Keras.
    ///
    /// - Throws: `ModelError.unknownLayer`.
    public mutating func freeze(_ paths: String...) throws { try setFrozen(frozen.union(try known(paths))) }

    /// Lets training change the parameters of layers again.
    ///
    /// - Throws: `ModelError.unknownLayer`.
    public mutating func unfreeze(_ paths: String...) throws { try setFrozen(frozen.subtracting(try known(paths))) }

    /// Freezes layers by position, in the order of `graph.layers`; `..<(-4)`-like cuts are written with `count`.
    ///
    /// - Throws: `ModelError.invalid` when the range reaches beyond the layers.
    public mutating func freeze(layers range: Range<Int>) throws {
        let layers = graph.layers
        guard range.lowerBound >= 0, range.upperBound <= layers.count else {
            throw ModelError.invalid(argument: "layers", reason: "\(range) reaches beyond the \(layers.count) layers")
        }
        try setFrozen(frozen.union(layers[range].map(\.path)))
    }

    /// Freezes what is inside a layer but for its last `count` layers, in the order of `graph.layers`: what
    /// `for layer in base.layers[:-count]: layer.trainable = False` does in Keras.
    ///
    /// - Throws: `ModelError.unknownLayer`; `ModelError.invalid` when the layer has fewer layers inside.
    public mutating func freeze(_ path: String, exceptLast count: Int) throws {
        _ = try known([path])
        let prefix = path + "/"
        let inner = graph.layers.map(\.path).filter {
            $0.hasPrefix(prefix) && !$0.dropFirst(prefix.count).contains("/")
        }
        guard (0...inner.count).contains(count) else {
            throw ModelError.invalid(
                argument: "exceptLast", reason: "is \(count), and '\(path)' has \(inner.count) layers inside")
        }
        let others = frozen.filter { $0 != path && !$0.hasPrefix(prefix) }
        try setFrozen(others.union(inner.dropLast(count)))
    }

    /// Lets training change every layer.
    public mutating func unfreezeAll() throws { try setFrozen([]) }

    /// Whether a layer or one that contains it is frozen.
    public func isFrozen(_ path: String) -> Bool { Self.isFrozen(path, frozen) }

    package static func isFrozen(_ path: String, _ frozen: Set<String>) -> Bool {
        if frozen.isEmpty { return false }
        var path = path[...]
        while true {
            if frozen.contains(String(path)) { return true }
            guard let cut = path.lastIndex(of: "/") else { return false }
            path = path[..<cut]
        }
    }

    private func known(_ paths: [String]) throws -> [String] {
        try checked()
        let layers = graph.layers.map(\.path)
        for path in paths where !layers.contains(path) { throw ModelError.unknownLayer(path: path, known: layers) }
        return paths
    }

    /// Moves parameters between the trainable and the frozen part; the optimiser starts anew, as after Keras's compile.
    package mutating func setFrozen(_ paths: Set<String>) throws {
        if paths == frozen { return }
        frozen = paths
        layOut(graph)
        training.slots = []
    }

    /// Takes another graph, or frozen layers; parameters of before keep their values, new ones are zero.
    mutating func layOut(_ graph: Graph) {
        let old = (layout, vector)
        self.graph = graph
        layout = ParameterLayout(graph.parameters) { [frozen] in Self.isFrozen($0.name, frozen) }
        vector = Tensor.zeros([layout.byteCount], dtype: .uint8)
        for entry in old.0.entries {
            guard let new = layout[entry.parameter.name], new.parameter.type == entry.parameter.type else { continue }
            old.1.withUnsafeBytes { write(UnsafeRawBufferPointer(rebasing: $0[entry.bytes]), at: new) }
        }
        forgetPrograms()
    }

    /// This model without its numbers, for whoever needs the rest of it while they change.
    var withoutNumbers: Model {
        var model = self
        model.vector = Tensor.zeros([0])
        model.training.slots = []
        return model
    }

    /// Forgets plans, because what they compute has changed.
    package mutating func forgetPrograms() {
        programs = Programs()
        forgetJudges()
    }

    /// Uses the plans of a model that computes the same.
    mutating func share(_ other: Model) { (programs, judges) = (other.programs, other.judges) }

    /// Forgets plans for training and evaluating.
    mutating func forgetJudges() { judges = Programs() }
}
