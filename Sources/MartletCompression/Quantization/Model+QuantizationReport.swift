import MartletGraph
public import MartletNN
import MartletNumerics

extension Model {
    /// How much the rounding of this model changes what it computes for some rows, place by place: which layers to leave in
    /// floating numbers, or to give more bits.
    ///
    /// - Throws: mistakes in the layers; `ModelError` for a model without quantizers, for ranges that were never observed,
    ///   and for data that are empty, don't fit or aren't finite; what the dataset throws.
    public func quantizationReport(on dataset: Dataset) throws -> QuantizationReport {
        try checked()
        var quantizers = graph.quantizers
        if quantizers.isEmpty {
            throw ModelError.invalid(
                argument: "the model", reason: "has no quantizers; make them with quantizationAware")
        }
        quantizers.removeAll(where: \.ranges.isEmpty)  // those by rows count in what they make of the outputs
        for quantizer in quantizers { try requireObserved(quantizer) }
        let isOfInputs = graph.isOfInputs
        let activations = quantizers.filter { isOfInputs[$0.node] }
        let values = activations.map { Graph.Value(node: $0.node) } + graph.outputs
        let rounded = try rewritten { $0.leading(to: values) }
        let plain = try rewritten { graph in
            try graph.leading(to: values)
                .transformed { _, node, inputs, _ in node.operation is FakeQuantize ? [inputs[0]] : nil }
                .improved(by: [.removeDead])
        }
        var (alone, together) = (values.map { _ in Noise() }, values.map { _ in Noise() })
        try ActivationValues([plain, rounded], on: dataset).forEach { tensors in
            for index in values.indices {
                let (exact, actual) = (tensors[index], tensors[values.count + index])
                together[index].add(exact, actual)
                if index < activations.count { alone[index].add(exact, self.grid(of: activations[index]), channels: 1) }
            }
        }
        var place = 0
        let rows = try quantizers.map { quantizer in
            if isOfInputs[quantizer.node] {
                defer { place += 1 }
                return row(quantizer, alone[place].ratio, together[place].ratio)
            }
            var noise = Noise()
            let weights = try self.value(of: quantizer.input)
            let grid = grid(of: quantizer)
            let isLast = weights.shape.last == grid.count
            noise.add(weights, grid, channels: isLast ? 1 : weights.count / max(1, grid.count))
            return row(quantizer, noise.ratio, nil)
        }
        return QuantizationReport(rows: rows, outputs: together.suffix(graph.outputs.count).map(\.ratio))
    }

    private func row(_ quantizer: GraphQuantizer, _ alone: Double, _ together: Double?) -> QuantizationReport.Row {
        let ends = quantizer.ranges.map { self[$0]!.array(of: Float.self) }
        return .init(
            place: quantizer.place, bits: Int.bitWidth - quantizer.levels.leadingZeroBitCount,
            minimum: ends[0].min()!, maximum: ends[1].max()!, signalToNoise: alone, accumulatedSignalToNoise: together)
    }

    /// Scale and zero point of each channel.
    private func grid(of quantizer: GraphQuantizer) -> [(scale: Float, zeroPoint: Float, levels: Float)] {
        let ends = quantizer.ranges.map { self[$0]!.array(of: Float.self) }
        return zip(ends[0], ends[1]).map { low, high in
            let grid = QuantizationGrid(levels: quantizer.levels).grid(Double(low), Double(high))
            return (Float(grid.scale), Float(grid.zeroPoint), Float(quantizer.levels))
        }
    }

    /// Refuses a range that is as it began.
    func requireObserved(_ quantizer: GraphQuantizer) throws {
        let ends = quantizer.ranges.map { self[$0]!.array(of: Float.self) }
        let isNew = zip(ends[0], ends[1]).allSatisfy { ($0 == -6 && $1 == 6) || $0 == $1 }
        if isNew {
            throw ModelError.invalid(
                argument: "the model",
                reason: "has no range at \(quantizer.place) yet; train or calibrate it, or take postTrainingQuantized")
        }
    }
}

extension GraphQuantizer {
    /// What is rounded, such as `conv2d/kernel`.
    var place: String {
        guard let name = ranges.first?.dropLast("_min".count) else { return "" }
        if name.hasPrefix("quantize_layer") {
            return "input" + name.prefix { $0 != "/" }.dropFirst("quantize_layer".count)
        }
        return String(name.dropFirst("quant_".count))
    }
}

extension Graph {
    /// Of each node whether it depends on the inputs.
    fileprivate var isOfInputs: [Bool] {
        var result: [Bool] = []
        for node in nodes {
            result.append(node.operation is Placeholder || read(node).contains { result[$0.node] })
        }
        return result
    }
}
