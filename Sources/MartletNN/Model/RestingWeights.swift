import MartletGraph
import MartletNumerics

/// Where the weights lie whose masked elements rest (`Masked.regrows`), and their masks.
struct RestingWeights {
    private var places: [(start: Int, count: Int, mask: Int)] = []
    /// What the optimiser's slots begin with.
    private var initial: [Float] = []

    init(_ model: Model) {
        if model.graph.updates.isEmpty { return }  // as where nothing makes masks; each epoch asks
        for node in model.graph.nodes {
            guard let masked = node.operation as? Masked, !masked.regrows,
                let weights = model.graph.nodes[node.inputs[0].node].operation as? Variable,
                let entry = model.layout[weights.name], !entry.isFrozen, let mask = model.layout[weights.maskName],
                mask.parameter.type == TensorType(weights.shape, .bool)
            else { continue }
            places.append((entry.start, entry.parameter.count, mask.byteOffset))
        }
        guard !places.isEmpty, let optimizer = model.compiled?.optimizer else { return }
        initial = optimizer.slots.map(optimizer.initialSlotValue)
    }

    /// Lets the optimiser forget what it remembers of masked elements, whose gradients are zero.
    func rest(_ step: OptimizerStep) {
        for place in places {
            let mask = UnsafeRawPointer(step.parameters).assumingMemoryBound(to: UInt8.self) + place.mask
            for (slot, value) in initial.enumerated() {
                let slot = step.slots[slot] + place.start
                for index in 0..<place.count where mask[index] == 0 { slot[index] = value }
            }
        }
    }
}
