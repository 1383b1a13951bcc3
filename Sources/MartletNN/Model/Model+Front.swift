import MartletGraph
import MartletNumerics

extension Model {
    /// The values at which the frozen front of the network ends, if computing them once for all epochs is worth their
    /// memory: they take no more than the rows themselves, or than a gibibyte.
    func front(rows: [Tensor]) -> [Graph.Value] {
        guard !frozen.isEmpty else { return [] }
        let written = Set(graph.updates.map(\.parameter).filter { !isFrozen($0) })
        let front = graph.front(
            isFixed: { layout[$0.name]?.isFrozen == true && !written.contains($0.name) }, isFrozen: isFrozen)
        let isInput = front.allSatisfy { graph.nodes[$0.node].operation is Placeholder }
        let isSingle = front.allSatisfy { graph.nodes[$0.node].types.count == 1 }
        guard !isInput, isSingle else { return [] }
        let count = rows[0].shape[0]
        let bytes = front.reduce(0) { sum, value in
            let type = graph.type(of: value)
            return sum + type.shape.dropFirst().reduce(type.dtype.byteCount * count, *)
        }
        return bytes <= max(1 << 30, rows.reduce(0) { $0 + $1.byteCount }) ? front : []
    }

    /// These samples with the values at the end of the frozen front in place of the inputs.
    func front(_ front: [Graph.Value], of samples: Samples) throws -> Samples {
        if front.isEmpty { return samples }
        var result = samples
        result.inputs = try infer(.front, graph.leading(to: front), samples.inputs)
        return result
    }
}
