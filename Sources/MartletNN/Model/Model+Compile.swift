package import MartletGraph
package import MartletNumerics

/// What `compile` sets: how a model is trained and judged.
package struct Compiled: Sendable {
    package var optimizer: any Optimizer { didSet { optimizerStamp = Stamp() } }
    /// One for each output.
    package var losses: [Loss]
    package var lossWeights: [Double]
    /// For each output.
    package var metrics: [[Metric]]
    /// Tells one call of `compile` from another.
    let stamp = Stamp()
    /// Of the optimiser as it is now.
    private(set) var optimizerStamp = Stamp()

    init(optimizer: any Optimizer, losses: [Loss], lossWeights: [Double], metrics: [[Metric]]) {
        self.optimizer = optimizer
        self.losses = losses
        self.lossWeights = lossWeights
        self.metrics = metrics
    }
}

/// Where training stands: everything, besides the parameters, that the next step depends on.
package struct TrainingState: Sendable {
    /// Optimiser steps taken.
    package var iteration = 0
    /// Epochs finished.
    package var epoch = 0
    /// The optimiser's slot vectors, each as long as the trainable part; empty before the first step.
    package var slots: [Tensor] = []
}

/// Stands for a `Compiled` that couldn't be kept in a file.
package struct Uncompiled: Sendable {
    /// What couldn't be kept.
    package var reason: String
    /// The names of the optimiser's slots, which were kept.
    package var slots: [String]

    package init(reason: String, slots: [String]) {
        self.reason = reason
        self.slots = slots
    }
}

extension Model {
    /// Chooses how the model is trained and judged; training starts anew with the parameters as they are.
    ///
    /// - Parameters:
    ///   - optimizer: such as `.adam(learningRate: 1e-3)`.
    ///   - loss: such as `.sparseCategoricalCrossentropy()`.
    ///   - metrics: such as `[.accuracy]`, which is resolved by the loss and the output as in Keras.
    /// - Throws: mistakes in the layers; a loss or metric that doesn't fit the output.
    public mutating func compile(
        optimizer: any Optimizer = .adam(), loss: Loss, metrics: [Metric] = []
    ) throws {
        try checked()
        try compile(
            optimizer: optimizer, losses: graph.outputs.map { _ in loss }, metrics: graph.outputs.map { _ in metrics })
    }

    /// Chooses a loss, its weight and metrics for each output.
    public mutating func compile(
        optimizer: any Optimizer = .adam(), losses: [Loss], lossWeights: [Double]? = nil, metrics: [[Metric]]? = nil
    ) throws {
        try checked()
        let count = graph.outputs.count
        let weights = lossWeights ?? Array(repeating: 1, count: count)
        let metrics = metrics ?? Array(repeating: [], count: count)
        for (what, got) in [
            ("losses", losses.count), ("loss weights", weights.count), ("lists of metrics", metrics.count),
        ]
        where got != count {
            throw ModelError.wrongCount(what: what, expected: count, got: got)
        }
        try optimizer.validate()
        for loss in losses { try loss.validate() }
        for metric in metrics.joined() { try metric.validate() }
        compiled = Compiled(
            optimizer: optimizer, losses: losses, lossWeights: weights,
            metrics: metrics)
        // A model whose file couldn't keep this goes on from where its training stood.
        if uncompiled?.slots != optimizer.slots { training = TrainingState() }
        uncompiled = nil
        forgetJudges()
        if SharedPrograms.current?.share(with: &self) == true { return }  // a model like this was compiled before
        // Losses and metrics fit the outputs, or this throws.
        _ = try judge(rows: 2, weighted: false, training: false)
        for (index, metrics) in metrics.enumerated() {
            for metric in metrics where metric.isCustom { try checkTotals(of: metric, losses[index], output: index) }
        }
        SharedPrograms.current?.add(self)
    }

    /// - Throws: `ModelError.invalid` for a metric whose totals are more the more rows there are.
    private func checkTotals(of metric: Metric, _ loss: Loss, output: Int) throws {
        let totals = try [2, 3].map { rows in
            let builder = Builder()
            var type = graph.outputTypes[output]
            type.shape[0] = rows
            let (target, prediction) = (builder.input(loss.targetType(for: type)), builder.input(type))
            return try builder.finish([metric.accumulate(target, prediction, weights: nil)]).outputTypes
        }
        guard totals[0] == totals[1] else {
            throw ModelError.invalid(
                argument: "metrics",
                reason: "accumulate as many numbers as a batch has rows; sum over rows, such as by .sum(axis: 0)")
        }
    }

    /// Chooses losses, their weights and metrics by the outputs' names: `loss: ["digit": .sparseCategoricalCrossentropy()]`.
    ///
    /// - Throws: `UnknownName` for a name that no output has; `ModelError.invalid` for an output without a loss; as
    ///   `compile(optimizer:loss:metrics:)`.
    public mutating func compile(
        optimizer: any Optimizer = .adam(), loss: [String: Loss], lossWeights: [String: Double] = [:],
        metrics: [String: [Metric]] = [:]
    ) throws {
        try checked()
        let names = outputNames
        for name in Array(loss.keys) + Array(lossWeights.keys) + Array(metrics.keys) where !names.contains(name) {
            throw UnknownName("output", name, known: names)
        }
        let losses = try names.map { name in
            guard let loss = loss[name] else {
                throw ModelError.invalid(argument: "loss", reason: "has none for the output '\(name)'")
            }
            return loss
        }
        try compile(
            optimizer: optimizer, losses: losses, lossWeights: names.map { lossWeights[$0] ?? 1 },
            metrics: names.map { metrics[$0] ?? [] })
    }

    /// The optimiser's learning rate at the next step; nil before `compile`.
    public var learningRate: Double? { compiled.map { $0.optimizer.learningRate(training.iteration) } }

    /// Goes on with another learning rate: a number in place of a number, or a schedule in place of either.
    ///
    /// - Throws: `ModelError` before `compile`, or if a number would replace a schedule, which Keras refuses too;
    ///   `ArgumentError` for a rate outside its range.
    public mutating func setLearningRate(_ rate: LearningRate) throws {
        try rate.validate()
        if case .constant = rate { try checkLearningRateIsNumber("setLearningRate") }
        _ = try compilation()
        compiled!.optimizer.learningRate = rate
    }

    /// Goes on with another number as the learning rate.
    ///
    /// - Throws: as `setLearningRate(_: LearningRate)`.
    public mutating func setLearningRate(_ rate: Double) throws { try setLearningRate(.constant(rate)) }

    /// - Throws: `ArgumentError` if the optimiser's rate is a schedule, which a number would end.
    func checkLearningRateIsNumber(_ owner: String) throws {
        guard case .constant = try compilation().optimizer.learningRate else {
            throw ArgumentError(
                owner,
                "the optimizer's learning rate is a schedule, which a number would end for good; "
                    + "compile the model with a number as learningRate, or set another schedule")
        }
    }
}

extension Model {
    /// What `compile` set.
    ///
    /// - Throws: `ModelError` if it wasn't called.
    func compilation() throws -> Compiled {
        if let compiled { return compiled }
        throw uncompiled.map { .compilationNotSaved(reason: $0.reason) } ?? ModelError.notCompiled
    }

    /// Epochs trained since `compile`.
    public var epoch: Int { training.epoch }

    /// Optimiser steps taken since `compile`.
    public var iteration: Int { training.iteration }
}

/// A graph that judges a model on a batch: its loss, its metrics and, for training, the gradient.
package struct Judgement {
    package var graph: Graph
    /// Each output of the graph and where it goes; output 0 is the loss; then come the loss of each output if
    /// there are several, and the metrics' totals.
    var wanted: [(Graph.Value, Plan.Destination)]
    var targets: [TensorType]
    /// Whether a parameter keeps its value while the model is trained or judged.
    var isFixed: @Sendable (Variable) -> Bool
}

extension Model {
    /// Says loss and metrics on `rows` rows, and for training the gradient of what isn't frozen.
    ///
    /// The graph's inputs are the model's, or the values at its `front`, then one target for each output, then the row
    /// weights if `weighted`.
    package func judge(rows: Int, weighted: Bool, training: Bool, front: [Graph.Value] = []) throws -> Judgement {
        let compiled = try compilation()
        if training, layout.trainable.isEmpty, graph.parameters.contains(where: { $0.dtype == .int8 }) {
            throw ModelError.invalid(
                argument: "the model",
                reason: "is of integers, which can't be trained; train the one that quantized() was asked of")
        }
        let builder = Builder()
        let decided = decided(training: training, front: front)
        let inputs = decided.concreteInputs(builder, rows: rows)
        let types = graph.outputTypes.map { type in
            var shape = type.shape
            shape[0] = rows
            return TensorType(shape, type.dtype)
        }
        let targetTypes = zip(compiled.losses, types).map { $0.targetType(for: $1) }
        let targets = targetTypes.map(builder.input)
        let weights = weighted ? builder.input(TensorType([rows])) : nil

        let value = builder.inline(decided, inputs)
        let predictions = decided.outputs.map(value)
        try graph.requireRows(rows, in: predictions)
        var loss: Symbol?
        var losses: [Symbol] = []
        var totals: [Symbol] = []
        for index in predictions.indices {
            let (target, prediction) = (targets[index], predictions[index])
            var each = compiled.losses[index].perSample(target, prediction)
            if let weights { each = each * weights }
            var mean = each.mean()
            if predictions.count > 1 { losses.append(mean) }
            if compiled.lossWeights[index] != 1 { mean = mean * compiled.lossWeights[index] }
            loss = loss.map { $0 + mean } ?? mean
            totals += compiled.metrics[index].map { metric in
                metric.resolved(loss: compiled.losses[index], prediction: types[index])
                    .accumulate(target, prediction, weights: nil)
            }
        }
        for penalty in decided.losses.map(value) { loss = loss.map { $0 + penalty } ?? penalty }
        let results = [loss!] + losses + totals
        let updates = training ? decided.updates.map { ($0.parameter, value($0.value)) } : []
        let trainable = training ? Array(layout.trainable) : []
        let destinations: [Plan.Destination] =
            results.indices.map { .output($0) }
            + updates.map { .parameter(bank: 0, name: $0.0) }
            + trainable.map { .gradient(bank: 0, parameter: $0.parameter.name) }
        let isFixed = { @Sendable [layout] (variable: Variable) in
            !training || layout.isFixed(variable, written: destinations)
        }
        let improved = try builder.finish(results + updates.map(\.1))
            .differentiated(by: trainable.map { Variable($0.parameter) })
            .optimized(integers: integers, fixed: isFixed)
        return Judgement(
            graph: improved, wanted: Array(zip(improved.outputs, destinations)), targets: targetTypes, isFixed: isFixed)
    }

    /// What follows the front, or the whole, for training or inference.
    private func decided(training: Bool, front: [Graph.Value]) -> Graph {
        func name(_ place: Int) -> String { "martlet.front.\(place)" }
        var marked = graph
        for (place, value) in front.enumerated() { marked.probes[name(place)] = value }
        var decided = marked.improved(by: [
            .decidePhase(training: training) { [frozen] in Self.isFrozen($0, frozen) }
        ])
        if front.isEmpty { return decided }
        let values = front.indices.map { decided.probes.removeValue(forKey: name($0))! }
        return decided.following(values)
    }

    /// The program for a judgement.
    func judge(_ purpose: Programs.Purpose, rows: Int, front: [Graph.Value] = []) throws -> Program {
        let (weighted, training) =
            switch purpose {
            case .train(let weighted, _): (weighted, true)
            case .evaluate(let weighted, _): (weighted, false)
            case .predict, .front, .calibrate: preconditionFailure("only data with targets are judged")
            }
        return try judges.program(purpose, graph.inputTypes(rows: rows), training ? version.frozen : version.all) {
            let judgement = try judge(rows: rows, weighted: weighted, training: training, front: front)
            return try program(judgement.graph, for: purpose, to: judgement.wanted, fixed: judgement.isFixed)
        }
    }
}
