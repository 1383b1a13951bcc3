import CMartletKernels
public import MartletGraph
public import MartletNumerics

extension Objective {
    /// Prepares to compute this objective again and again, for inputs of given types.
    ///
    /// ```swift
    /// var update = try objective.stepper(of: [online, target], inputs: batch, training: 0)
    /// try update.withInput(0, as: Float.self) { rows in
    ///     for i in rows.indices { rows[i] = Float(i % 2) }
    /// }
    /// try update.step(&online, with: target)
    /// print(update.loss)
    /// ```
    ///
    /// - Parameters:
    ///   - models: in the order in which the closure gets them; steps are given the same ones.
    ///   - training: which of them is trained, by its compiled optimiser; nil computes results alone, which need not
    ///     begin with a scalar.
    /// - Throws: mistakes in the layers or in the closure; `ModelError.notCompiled`.
    public func stepper(
        of models: [Model], inputs: [TensorType], training: Int? = nil
    ) throws -> ObjectiveStepper {
        for type in inputs where !type.isConcrete {
            throw ModelError.invalid(argument: "inputs", reason: "have unknown dimensions: \(type)")
        }
        let made = try program(models, inputs, training.map { [$0] } ?? [], isStepped: true)
        var trained: OptimizerSteps?
        if let training {
            _ = try models[training].compilation()
            var model = models[training]
            trained = OptimizerSteps(&model)
        }
        return ObjectiveStepper(self, made.program, models, training, trained)
    }
}

/// Computes an objective again and again, on inputs that it owns; takes a step of the optimiser each time if a model is
/// trained. Steps allocate nothing.
public struct ObjectiveStepper: ~Copyable {
    private let objective: Objective
    private var program: Program
    private var session: Session
    private let inputs: [UnsafeMutableRawPointer]
    private let outputs: [UnsafeMutableRawPointer]
    private let random: UnsafeMutablePointer<mk_random_state>
    /// Tells the models that the program is for.
    private var identities: [Int]
    private let training: Int?
    private var trained: OptimizerSteps?

    init(
        _ objective: Objective, _ program: Program, _ models: [Model], _ training: Int?,
        _ trained: consuming OptimizerSteps?
    ) {
        self.objective = objective
        self.program = program
        session = Session(program.plan)
        inputs = program.plan.inputs.map(Self.memory)
        outputs = program.plan.outputs.map(Self.memory)
        random = .allocate(capacity: 1)
        random.initialize(to: mk_random_state(seed: models.first?.seed ?? 0, step: 0))
        identities = models.map { $0.judges.identity }
        self.training = training
        self.trained = trained
        bindMemory()
    }

    private func bindMemory() {
        session.bind(program.random, UnsafeMutableRawPointer(random))
        for index in inputs.indices { session.bind(program.inputs[index], inputs[index]) }
        for index in outputs.indices { session.bind(program.outputs[index], outputs[index]) }
    }

    deinit {
        for pointer in inputs + outputs { pointer.deallocate() }
        random.deallocate()
    }

    private static func memory(_ type: TensorType) -> UnsafeMutableRawPointer {
        let size = max(64, type.byteCount)
        let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        return memory
    }

    /// The types of the inputs.
    public var inputTypes: [TensorType] { program.plan.inputs }

    /// Writes to an input, which keeps its elements from step to step.
    ///
    /// - Throws: `ModelError` if there is no such input or if its elements aren't `T`.
    public mutating func withInput<T: TensorScalar, R>(
        _ index: Int, as type: T.Type, _ body: (inout MutableSpan<T>) throws -> R
    ) throws -> R {
        let input = try Self.place(index, T.dtype, program.plan.inputs, "the input")
        var span = MutableSpan(
            _unsafeStart: inputs[index].assumingMemoryBound(to: T.self), count: input.shape.elementCount)
        return try body(&span)
    }

    /// Reads a result of the last step.
    ///
    /// - Throws: `ModelError` if there is no such result or if its elements aren't `T`.
    public func withResult<T: TensorScalar, R>(
        _ index: Int, as type: T.Type, _ body: (Span<T>) throws -> R
    ) throws -> R {
        let output = try Self.place(index, T.dtype, program.plan.outputs, "the result")
        let span = Span(_unsafeStart: outputs[index].assumingMemoryBound(to: T.self), count: output.shape.elementCount)
        return try body(span)
    }

    private static func place(_ index: Int, _ dtype: DType, _ types: [TensorType], _ what: String) throws -> TensorType
    {
        guard types.indices.contains(index) else {
            throw ModelError.invalid(argument: "index", reason: "\(index) is none of the \(types.count)")
        }
        guard types[index].dtype == dtype else {
            throw ModelError.wrongShape(
                what: what, expected: types[index], got: TensorType(types[index].shape, dtype))
        }
        return types[index]
    }

    /// The first result of the last step, if it is float32.
    public var loss: Float { program.plan.outputs[0].dtype == .float32 ? outputs[0].load(as: Float.self) : .nan }

    /// What runs in a step, a line for each kernel; for debugging.
    public var planDescription: String { program.plan.description }

    /// Runs the kernels on what is bound, without the optimiser, and gives the nanoseconds of each.
    package func profile() -> [UInt64] { session.profile() }

    /// The memory of an input, of its type.
    package func input(_ index: Int) -> UnsafeMutableRawPointer { inputs[index] }

    /// The memory of a result, of its type.
    package func output(_ index: Int) -> UnsafeMutableRawPointer { outputs[index] }

    /// Computes the results without training.
    ///
    /// Other models than before, such as copies, are taken up, as long as the results are of the same types.
    ///
    /// - Parameter draw: what random layers draw for, together with the first model's seed.
    /// - Throws: `ModelError.invalid` for models that don't fit, and if this was made for training.
    public mutating func run(_ models: [Model], draw: UInt64 = 0) throws {
        guard training == nil else {
            throw ModelError.invalid(argument: "stepper", reason: "was made for training; call step")
        }
        if !isMade(for: models) { try take(models) }
        bind(models)
        random.pointee.step = draw
        session.run()
    }

    /// Computes the results, and takes a step of the trained model's optimiser.
    ///
    /// Other models than before, such as copies, are taken up, as long as the results are of the same types.
    ///
    /// - Throws: `ModelError.invalid` for models that don't fit, and if this was made without training.
    public mutating func step(_ models: inout [Model]) throws {
        guard let training else {
            throw ModelError.invalid(argument: "stepper", reason: "was made without training; call run")
        }
        if !isMade(for: models) { try take(models) }
        bind(models)
        trained!.own(&models[training])
        trained!.bind(session, program, bank: training, models[training].version.frozen)
        trained!.run(session)
        models[training].training.iteration += 1
    }

    /// Computes the results, and takes a step of the first model's optimiser; the second is the one that the first learns
    /// from, such as a target network.
    ///
    /// Other models than before, such as `target = online`, are taken up, as long as the results are of the same types.
    ///
    /// - Throws: `ModelError.invalid` for models that don't fit, and unless this was made to train the first.
    public mutating func step(_ model: inout Model, with other: Model) throws {
        guard training == 0 else {
            throw ModelError.invalid(argument: "stepper", reason: "wasn't made with training: 0")
        }
        if identities.count != 2 || !isMade(for: model, 0) || !isMade(for: other, 1) { try take([model, other]) }
        bind(model, 0)
        bind(other, 1)
        trained!.own(&model)
        trained!.bind(session, program, bank: 0, model.version.frozen)
        trained!.run(session)
        model.training.iteration += 1
    }

    private func isMade(for models: [Model]) -> Bool {
        models.count == identities.count && models.indices.allSatisfy { isMade(for: models[$0], $0) }
    }

    private func isMade(for model: Model, _ bank: Int) -> Bool { model.judges.identity == identities[bank] }

    /// Takes up models in place of those before: others, copies, or the same compiled or frozen anew.
    private mutating func take(_ models: [Model]) throws {
        guard models.count == identities.count else { throw Self.strangers }
        if let training { _ = try models[training].compilation() }
        let made = try objective.program(
            models, program.plan.inputs, training.map { [$0] } ?? [], isStepped: true
        ).program
        guard made.plan.outputs == program.plan.outputs else { throw Self.strangers }
        program = made
        session = Session(made.plan)
        identities = models.map { $0.judges.identity }
        random.pointee.seed = models.first?.seed ?? 0
        bindMemory()
    }

    private func bind(_ models: [Model]) {
        for bank in models.indices { bind(models[bank], bank) }
    }

    private func bind(_ model: Model, _ bank: Int) {
        session.bind(
            program.parameters[bank], UnsafeMutableRawPointer(mutating: model.vector.baseAddress), model.version.frozen)
    }

    private static var strangers: ModelError {
        .invalid(
            argument: "models", reason: "are others, or give other results, than those that the stepper was made for")
    }
}
