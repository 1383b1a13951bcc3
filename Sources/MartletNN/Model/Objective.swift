import CMartletKernels
public import MartletGraph
public import MartletNumerics

/// A loss written by hand over one model or several: a target network, a generator and its judge, actor and critic.
///
/// The closure says the loss with symbols. It is traced once for each kind of input; after that only its plan runs.
///
/// ```swift
/// let objective = Objective { networks, x in
///     let goal = networks[1](x[1]).stopGradient()
///     return (networks[0](x[0]) - goal).square().mean()
/// }
/// let (loss, gradients) = try objective.gradient(of: [online, target], at: [x, next])
/// try online.apply(gradients[0])
/// ```
public final class Objective: Sendable {
    private let body: @Sendable ([Network], [Symbol]) -> [Symbol]
    private let programs = RecentlyUsed<Key, Made>(capacity: 16)
    /// What random layers drew for last, by the models; of those used last.
    private let draws = RecentlyUsed<[Int], Int>(capacity: 256)

    /// A program whose last outputs are new values of parameters, each of the model of one of the gradients.
    struct Made: Sendable {
        var program: Program
        var updates: [(gradient: Int, parameter: String)]
    }

    private struct Key: Hashable {
        var inputs: [TensorType]
        var models: [Int]
        var wanted: [Int]
        var isStepped: Bool
        var threads = threadBudget
    }

    /// An objective whose closure gives the loss, a scalar.
    public init(_ loss: @escaping @Sendable (_ networks: [Network], _ inputs: [Symbol]) -> Symbol) {
        body = { [loss($0, $1)] }
    }

    /// An objective whose closure gives the loss first, then other results to look at.
    public init(results: @escaping @Sendable (_ networks: [Network], _ inputs: [Symbol]) -> [Symbol]) {
        body = results
    }

    /// The loss for some inputs, and its derivative by the trainable parameters of the models that `wanted` names.
    ///
    /// - Parameters:
    ///   - models: in the order in which the closure gets them.
    ///   - wanted: indices into `models`, of which there is a gradient each, in this order: of the first alone if not given.
    ///   - step: what random layers draw for, together with the first model's seed. Without it each call for the same
    ///     models draws anew: for the first of `wanted`'s count of steps, and for the next number if a call did already.
    /// - Throws: mistakes in the layers or in the closure.
    public func gradient(
        of models: [Model], at inputs: [Tensor], for wanted: [Int] = [0], step: Int? = nil
    ) throws -> (loss: Float, gradients: [Gradient]) {
        let (results, gradients) = try results(of: models, at: inputs, for: wanted, step: step)
        return (try results[0].scalar(as: Float.self), gradients)
    }

    /// All results of the closure, and the derivative of the first; arguments are those of `gradient`.
    public func results(
        of models: [Model], at inputs: [Tensor], for wanted: [Int] = [0], step: Int? = nil
    ) throws -> (results: [Tensor], gradients: [Gradient]) {
        let made = try program(models, inputs.map { TensorType($0.shape, $0.dtype) }, wanted)
        let program = made.program
        var results = program.plan.outputs.map { Tensor(uninitialized: $0.shape, dtype: $0.dtype) }
        var gradients = wanted.map { Gradient(layout: models[$0].layout) }
        let step = step ?? nextDraw(models, wanted)
        var state = mk_random_state(seed: models.first?.seed ?? 0, step: UInt64(max(0, step)))
        withUnsafeMutablePointer(to: &state) { state in
            program.withSession { session in
                session.bind(program.random, state)
                for (index, input) in inputs.enumerated() {
                    session.bind(program.inputs[index], UnsafeMutableRawPointer(mutating: input.baseAddress))
                }
                for (index, result) in results.enumerated() {
                    session.bind(program.outputs[index], UnsafeMutableRawPointer(mutating: result.baseAddress))
                }
                for (bank, model) in models.enumerated() {
                    session.bind(
                        program.parameters[bank], UnsafeMutableRawPointer(mutating: model.vector.baseAddress),
                        wanted.contains(bank) ? model.version.frozen : model.version.all)
                }
                for (index, bank) in wanted.enumerated() {
                    let base = UnsafeMutableRawPointer(mutating: gradients[index].vector.baseAddress)
                    session.bind(program.gradients[bank], base)
                }
                session.run()
            }
        }
        withExtendedLifetime((models, inputs)) {}
        for (update, value) in zip(made.updates, results.suffix(made.updates.count)) {
            gradients[update.gradient].updates.append((update.parameter, value))
        }
        results.removeLast(made.updates.count)
        return (results, gradients)
    }

    /// What random layers of these models draw for next.
    private func nextDraw(_ models: [Model], _ wanted: [Int]) -> Int {
        let steps = models.isEmpty ? 0 : models[wanted.first ?? 0].iteration
        var next = steps
        draws.change(models.map { $0.programs.identity }) { last in
            next = max(steps, last.map { $0 + 1 } ?? 0)
            last = next
        }
        return next
    }

    /// - Parameter isStepped: whether parameters change from run to run, and state in place.
    func program(_ models: [Model], _ types: [TensorType], _ wanted: [Int], isStepped: Bool = false) throws -> Made {
        for model in models { try model.checked() }
        for index in wanted where !models.indices.contains(index) {
            throw ModelError.invalid(argument: "for", reason: "names model \(index) of \(models.count)")
        }
        guard Set(wanted).count == wanted.count else {
            throw ModelError.invalid(argument: "for", reason: "names a model twice: \(wanted)")
        }
        let key = Key(
            inputs: types, models: models.map { $0.programs.identity }, wanted: wanted, isStepped: isStepped)
        return try programs.value(for: key) { try make(models, types, wanted, isStepped: isStepped) }
    }

    private func make(_ models: [Model], _ types: [TensorType], _ wanted: [Int], isStepped: Bool) throws -> Made {
        let builder = Builder()
        let symbols = types.map(builder.input)
        let calls = Network.Calls()
        let networks = models.enumerated().map { bank, model in
            let frozen = model.frozen
            return Network(
                model: model, calls: calls, bank: bank, builder: builder,
                decided: (
                    model.graph.improved(by: [.decidePhase(training: true) { Model.isFrozen($0, frozen) }]),
                    model.graph.improved(by: [.decidePhase(training: false) { _ in false }])
                ))
        }
        let results = builder.tracing("objective") { body(networks, symbols) }
        if results.isEmpty {
            throw ModelError.invalid(argument: "objective", reason: "gives no loss")
        }
        let updates = wanted.enumerated().flatMap { index, bank in
            networks[bank].updates.said.map { (gradient: index, parameter: $0.name, value: $0.value) }
        }
        let parameters = wanted.flatMap { bank in
            models[bank].layout.trainable.map {
                Variable($0.parameter, bank: bank)
            }
        }
        let outputs = results + updates.map(\.value)
        let isFixed = { @Sendable [layouts = models.map(\.layout)] (variable: Variable) in
            !isStepped && (!wanted.contains(variable.bank) || layouts[variable.bank].isFixed(variable, written: []))
        }
        let traced = try builder.finish(outputs)
        let graph = try (wanted.isEmpty ? traced : traced.differentiated(by: parameters)).optimized(fixed: isFixed)
        let destinations: [Plan.Destination] =
            results.indices.map { .output($0) }
            + updates.enumerated().map { index, update in
                isStepped
                    ? .parameter(bank: wanted[update.gradient], name: update.parameter)
                    : .output(results.count + index)
            }
            + parameters.map { .gradient(bank: $0.bank, parameter: $0.name) }
        let plan = Plan(
            graph, wanted: Array(zip(graph.outputs, destinations)), banks: models.map(\.layout), threads: threadBudget,
            fixed: isFixed)
        return Made(
            program: try Program(plan, banks: models.count), updates: updates.map { ($0.gradient, $0.parameter) })
    }
}

/// The derivative of a loss by a model's trainable parameters.
public struct Gradient: Sendable {
    let layout: ParameterLayout
    /// Flat, as the trainable part of the model's parameters.
    package var vector: Tensor
    /// New values of state, such as batch normalisation's moving averages, which `apply` sets.
    var updates: [(name: String, value: Tensor)] = []

    init(layout: ParameterLayout) {
        self.layout = layout
        vector = Tensor.zeros([max(16, layout.trainableCount)])
    }

    /// The derivative by one parameter; nil if it isn't trained.
    public subscript(name: String) -> Tensor? {
        guard let entry = layout[name], !entry.isFrozen else { return nil }
        return Tensor(copying: vector.baseAddress + entry.byteOffset, entry.parameter.shape, .float32)
    }

    /// The Euclidean norm over all parameters.
    public var norm: Double {
        Double(mk_sum_squares(Int64(layout.trainableCount), floats(vector), 1)).squareRoot()
    }

    /// The gradient, scaled down if its norm is above `limit`.
    public func clipped(toNorm limit: Double) -> Gradient {
        let norm = norm
        return norm > limit ? scaled(by: limit / norm) : self
    }

    /// The gradient times a number.
    public func scaled(by factor: Double) -> Gradient {
        var result = self
        result.vector.makeUnique()
        mk_scale(Int64(layout.trainableCount), floats(result.vector), Float(factor), 1)
        return result
    }
}

extension Gradient: CustomStringConvertible {
    /// Its norm, and the parameters that it is the derivative by.
    public var description: String {
        "gradient of norm \(Float(norm)) by "
            + layout.trainable.map { "\($0.parameter.name) \($0.parameter.shape)" }.joined(separator: ", ")
    }
}

private func floats(_ tensor: Tensor) -> UnsafeMutablePointer<Float> {
    UnsafeMutableRawPointer(mutating: tensor.baseAddress).assumingMemoryBound(to: Float.self)
}

extension Model {
    /// Takes a step of the compiled optimiser along a gradient.
    ///
    /// - Throws: `ModelError.notCompiled`; `ModelError.invalid` for another model's gradient.
    public mutating func apply(_ gradient: Gradient) throws {
        let optimizer = try compilation().optimizer
        guard gradient.layout == layout else {
            throw ModelError.invalid(argument: "gradient", reason: "belongs to a model with other parameters")
        }
        prepareSlots()
        for update in gradient.updates { try set(update.name, to: update.value) }
        let parameters = beginSteps().assumingMemoryBound(to: Float.self)
        var gradient = gradient
        gradient.vector.makeUnique()
        withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<Float>.self, capacity: max(1, training.slots.count)) {
            slots in
            for (index, slot) in training.slots.enumerated() { slots.initializeElement(at: index, to: floats(slot)) }
            let step = OptimizerStep(
                iteration: training.iteration, rate: Float(optimizer.learningRate(training.iteration)),
                parameters: parameters, gradients: floats(gradient.vector),
                slots: UnsafePointer(slots.baseAddress!), layout: layout, threads: threadBudget)
            RestingWeights(self).rest(step)
            optimizer.update(step)
        }
        training.iteration += 1
    }

    /// Copies another model's parameters: the hard update of a target network. With `tau` below 1 the parameters move
    /// that share of the way (Polyak averaging), but for those that aren't float32, which are copied. Allocates nothing
    /// if the parameters are this model's alone.
    ///
    /// - Throws: `ModelError.invalid` when the models' parameters differ.
    public mutating func copyParameters(from other: Model, tau: Float = 1) throws {
        guard layout == other.layout else {
            throw ModelError.invalid(argument: "other", reason: "has other parameters than this model")
        }
        vector.makeUnique()
        let (mine, theirs) = (UnsafeMutableRawPointer(mutating: vector.baseAddress), other.vector.baseAddress)
        if tau == 1 {
            mine.copyMemory(from: theirs, byteCount: layout.byteCount)
        } else {
            for entry in layout.entries {
                let (old, new) = (mine + entry.byteOffset, theirs + entry.byteOffset)
                guard entry.parameter.dtype == .float32 else {
                    old.copyMemory(from: new, byteCount: entry.bytes.count)
                    continue
                }
                let (to, from) = (old.assumingMemoryBound(to: Float.self), new.assumingMemoryBound(to: Float.self))
                for index in 0..<entry.parameter.count { to[index] += tau * (from[index] - to[index]) }
            }
        }
        withExtendedLifetime(other) {}
    }
}
