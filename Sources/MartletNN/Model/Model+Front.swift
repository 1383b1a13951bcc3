import MartletGraph
import MartletNumerics

extension Model {
    /// The most bytes that are kept of what the front makes of the rows, where the rows themselves are fewer.
    static var frontByteLimit: Int { 1 << 30 }

    /// The values at which the frozen front of the network ends; none if it has no layer, or takes more than `limit`
    /// bytes for so many rows.
    func front(rows: Int, limit: Int) -> [Graph.Value] {
        guard !frozen.isEmpty else { return [] }
        let written = Set(graph.updates.map(\.parameter).filter { !isFrozen($0) })
        let front = graph.front(
            isFixed: { layout[$0.name]?.isFrozen == true && !written.contains($0.name) }, isFrozen: isFrozen)
        let isInput = front.allSatisfy { graph.nodes[$0.node].operation is Placeholder }
        let isSingle = front.allSatisfy { graph.nodes[$0.node].types.count == 1 }
        guard !isInput, isSingle else { return [] }
        let bytes = front.reduce(0) { sum, value in
            let type = graph.type(of: value)
            return sum + type.shape.dropFirst().reduce(type.dtype.byteCount, *)
        }
        return bytes.multipliedReportingOverflow(by: rows).overflow || bytes * rows > limit ? [] : front
    }

    /// These samples with the values at the end of the frozen front in place of the inputs.
    func front(_ front: [Graph.Value], of samples: Samples) throws -> Samples {
        if front.isEmpty { return samples }
        var result = samples
        result.inputs = try infer(.front, graph.leading(to: front), samples.inputs)
        return result
    }
}
