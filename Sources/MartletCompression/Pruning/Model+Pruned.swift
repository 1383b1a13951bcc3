public import MartletGraph
public import MartletNN
import MartletNumerics

extension Model {
    /// The model with the smallest of its weights held at zero, more of them as training goes on (Zhu and Gupta 2017).
    ///
    /// Weights are the kernels of dense layers and of convolutions that mix channels, and embeddings; never biases nor
    /// depthwise filters. In each training step the count of steps, `pruning_step`, grows by 1; then, where the schedule says
    /// so, the masks, such as `dense/kernel_mask`, are made anew by the weights' magnitudes; then masked weights become
    /// zero, and the step goes on with these, as tfmot's does. Gradients aren't masked, so that what is zero may be among
    /// the largest again when the next mask is made. Masks of frozen layers stay.
    ///
    /// The result is a model like any other: what `compile` set stays, as do parameters and what the optimiser knows, and
    /// masks are saved with it, so that training is resumed with the same bits. `stripPruning` gives a model without masks.
    ///
    /// - Parameters:
    ///   - schedule: how much is zero, and when.
    ///   - layers: only these.
    ///   - pattern: which weights are zero together.
    /// - Throws: mistakes in the layers; `ModelError` for a schedule or a pattern that isn't possible, for layers that there
    ///   aren't or in which nothing can be pruned, and for a model that is pruned already.
    public func pruned(
        _ schedule: PruningSchedule = .constantSparsity(0.5), layers: LayerSelection = .all,
        pattern: SparsityPattern = .unstructured
    ) throws -> Model {
        try checked()
        if let reason = schedule.objection {
            throw ModelError.invalid(argument: "schedule", reason: "isn't possible: \(reason)")
        }
        if graph.isPruned {
            throw ModelError.invalid(
                argument: "the model", reason: "is pruned already; begin with what stripPruning gives")
        }
        let paths = try layers.paths(of: graph.layers)
        let weights = graph.prunableWeights.filter { paths?.contains($0.name.parentPath) ?? true }
        if weights.isEmpty {
            throw ModelError.invalid(argument: "layers", reason: "has no layer with weights that can be pruned")
        }
        for weight in weights {
            guard let reason = pattern.objection(Array(weight.shape)) else { continue }
            throw ModelError.invalid(argument: "pattern", reason: "doesn't suit '\(weight.name)': \(reason)")
        }
        var values = [Graph.pruningStep: Tensor(Int64(0))]
        for weight in weights { values[weight.maskName] = Tensor.full(true, shape: weight.shape) }
        return try rewritten(values: values) { try $0.pruned(schedule, pattern, Set(weights.map(\.name))) }
    }

    /// The model without masks, in which masked weights are zero.
    ///
    /// - Throws: mistakes in the layers; `ModelError` for a model that isn't pruned.
    public func stripPruning() throws -> Model {
        try checked()
        guard graph.isPruned else {
            throw ModelError.invalid(argument: "the model", reason: "isn't pruned; prune it with pruned")
        }
        let masked = graph.maskedWeights
        let values = try Dictionary(uniqueKeysWithValues: masked.map { ($0.name, try numbers(of: $0)) })
        let forgotten = Set(masked.flatMap { [$0.name, $0.maskName] } + [Graph.pruningStep])
        return try rewritten(values: values) { graph in
            try graph.transformed { _, node, inputs, _ in node.operation is Masked ? [inputs[0]] : nil }
                .improved(by: [.forgetUpdates(of: forgotten), .removeDead, .removeUnread])
        }
    }

    /// The numbers of weights, 0 and never -0 where they are masked, so that files can do without.
    func numbers(of weight: Variable) throws -> Tensor {
        let numbers = self[weight.name]!
        guard let mask = self[weight.maskName] else { return numbers }
        return try Tensor.where(mask, numbers, Float(0))
    }
}

extension Variable {
    /// The name of the mask of these weights.
    var maskName: String { name + "_mask" }
}

extension Graph {
    /// The name of the state that counts the steps in which masks could be made.
    static let pruningStep = "pruning_step"

    var isPruned: Bool { nodes.contains { $0.operation is Masked } }

    /// The weights that have a mask.
    var maskedWeights: [Variable] {
        nodes.compactMap { $0.operation is Masked ? nodes[$0.inputs[0].node].operation as? Variable : nil }
    }

    /// The weights that products, convolutions that mix channels and look-ups read, as they are or moved.
    var prunableWeights: [Variable] {
        let trained = Set(parameters.filter { $0.isTrainable && $0.shape.count >= 2 }.map(\.name))
        var origins: [Value: Int] = [:]
        var found: [Int] = []
        for (index, node) in nodes.enumerated() {
            func take(_ input: Int) { if let origin = origins[node.inputs[input]] { found.append(origin) } }
            switch node.operation {
            case let variable as Variable where trained.contains(variable.name): origins[Value(node: index)] = index
            case is MartletGraph.Reshape, is Transpose, is FakeQuantize, is Masked:
                origins[Value(node: index)] = origins[node.inputs[0]]
            case is MatMul: take(1)
            case let convolution as Convolution where convolution.groups == 1: take(1)
            case is Gather: take(0)
            default: break
            }
        }
        return Set(found).sorted().map { nodes[$0].operation as! Variable }
    }

    /// The graph in which these weights have masks.
    fileprivate func pruned(
        _ schedule: PruningSchedule, _ pattern: SparsityPattern, _ weights: Set<String>
    ) throws -> Graph {
        var step: Symbol?
        return try transformed { _, node, _, new in
            guard let weight = node.operation as? Variable, weights.contains(weight.name) else { return nil }
            let now = step ?? new.builder.countedPruningStep()
            step = now
            return [new.builder.masked(weight, schedule, pattern, step: now)]
        }
    }
}

extension Builder {
    /// The step that is being taken, from 1.
    fileprivate func countedPruningStep() -> Symbol {
        let state = Parameter(name: Graph.pruningStep, shape: [], dtype: .int64, isTrainable: false)
        update(state.name, to: parameter(state) + 1)
        return current(state, followsFreezing: false)
    }

    /// Weights of which a mask leaves some, which is made anew as the schedule says.
    fileprivate func masked(
        _ weight: Variable, _ schedule: PruningSchedule, _ pattern: SparsityPattern, step: Symbol
    ) -> Symbol {
        let state = Parameter(name: weight.maskName, shape: weight.shape, dtype: .bool, isTrainable: false)
        let numbers = apply(weight, [])[0]
        update(state.name, to: numbers.apply(PruningMask(schedule, pattern), parameter(state), step))
        let masked = numbers.apply(Masked(), current(state, followsFreezing: true))
        project(weight.name, to: masked)
        return masked
    }
}
