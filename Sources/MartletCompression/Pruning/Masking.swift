import MartletGraph
import MartletNN
import MartletNumerics

/// How masks of weights are made, and what they do.
struct Masking: Sendable, Hashable {
    var schedule: PruningSchedule
    var pattern: SparsityPattern
    var regrowth: Bool

    init(_ schedule: PruningSchedule, _ pattern: SparsityPattern, regrowth: Bool) {
        (self.schedule, self.pattern, self.regrowth) = (schedule, pattern, regrowth)
    }
}

extension Graph {
    package var isPruned: Bool { nodes.contains { $0.operation is Masked } }

    /// The weights that have a mask.
    var maskedWeights: [Variable] { maskings.map(\.weight) }

    /// The weights that have a mask, and how it is made.
    var maskings: [(weight: Variable, masking: Masking)] {
        let made = nodes.compactMap { node -> (Variable, PruningMask)? in
            guard let mask = node.operation as? PruningMask else { return nil }
            return (nodes[node.inputs[0].node].operation as? Variable).map { ($0, mask) }
        }
        let masks = Dictionary(made.map { ($0.name, $1) }, uniquingKeysWith: { first, _ in first })
        var known: Set<String> = []
        return nodes.compactMap { node in
            guard let masked = node.operation as? Masked,
                let weight = nodes[node.inputs[0].node].operation as? Variable, let mask = masks[weight.name],
                known.insert(weight.name).inserted
            else { return nil }
            return (weight, Masking(mask.schedule, mask.pattern, regrowth: masked.regrows))
        }
    }

    /// The weights of some layers that can be pruned: products, convolutions that mix channels and look-ups read them, as
    /// they are or moved.
    ///
    /// - Throws: `ModelError.unknownLayer` for a name that no layer has.
    func prunableWeights(of layers: LayerSelection = .all) throws -> [Variable] {
        let paths = try layers.paths(of: self.layers)
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
            .filter { paths?.contains($0.name.parentPath) ?? true }
    }

    /// The graph in which the weights of some layers have masks; `.all` are those that have none yet.
    ///
    /// - Throws: `ModelError` for what isn't possible.
    func pruned(_ masking: Masking, layers: LayerSelection) throws -> Graph {
        if let reason = masking.schedule.objection {
            throw ModelError.invalid(argument: "schedule", reason: "isn't possible: \(reason)")
        }
        let chosen = try prunableWeights(of: layers)
        if chosen.isEmpty {
            throw ModelError.invalid(argument: "layers", reason: "has no layer with weights that can be pruned")
        }
        let masked = Set(maskedWeights.map(\.name))
        let weights = chosen.filter { !masked.contains($0.name) }
        if weights.isEmpty || !layers.isAll, let weight = chosen.first(where: { masked.contains($0.name) }) {
            throw ModelError.invalid(
                argument: "the model",
                reason: "is pruned already: '\(weight.name)' has a mask; begin with what stripPruning gives")
        }
        for weight in weights {
            guard let reason = masking.pattern.objection(Array(weight.shape)) else { continue }
            throw ModelError.invalid(argument: "pattern", reason: "doesn't suit '\(weight.name)': \(reason)")
        }
        let names = Set(weights.map(\.name))
        var made: [String: Symbol] = [:]
        var shared: [Symbol]?
        return try transformed { _, node, _, new in
            guard let weight = node.operation as? Variable, names.contains(weight.name) else { return nil }
            let known = shared ?? new.builder.shared(by: weights, masking)
            shared = known
            let masked = made[weight.name] ?? new.builder.masked(weight, masking, known)
            made[weight.name] = masked
            return [masked]
        }
    }
}

extension Builder {
    /// What all masks read: the step that is being taken, from 1, and if they are made together the least magnitude that stays.
    fileprivate func shared(by weights: [Variable], _ masking: Masking) -> [Symbol] {
        within(whole: "") {
            let state = Parameter(name: Graph.pruningStep, shape: [], dtype: .int64, isTrainable: false)
            update(state.name, to: parameter(state) + 1)
            let step = current(state, followsFreezing: false)
            guard masking.pattern == .global else { return [step] }
            let numbers = weights.map { apply($0, [])[0] }
            return [step] + apply(PruningThreshold(masking.schedule), numbers + [step])
        }
    }

    /// Weights of which a mask leaves some, which is made anew as the schedule says.
    fileprivate func masked(_ weight: Variable, _ masking: Masking, _ shared: [Symbol]) -> Symbol {
        within(whole: weight.name.parentPath) {
            let state = Parameter(name: weight.maskName, shape: weight.shape, dtype: .bool, isTrainable: false)
            let numbers = apply(weight, [])[0]
            let mask = apply(
                PruningMask(masking.schedule, masking.pattern), [numbers, parameter(state, .ones)] + shared)[0]
            update(state.name, to: mask)
            let masked = numbers.apply(Masked(regrows: masking.regrowth), current(state, followsFreezing: true))
            project(weight.name, to: masked)
            return masked
        }
    }
}
