import MartletGraph
public import MartletNN
import MartletNumerics

extension Model {
    /// The model in integers: what `quantizationAware` or `postTrainingQuantized` rounds is kept and computed as bytes.
    ///
    /// Products of rounded activations with rounded weights, with the biases, the batch normalisation and the rectifiers that
    /// follow them, are one operation each on integers (`QuantizedConvolution`, `QuantizedMatMul`), with TensorFlow Lite's
    /// arithmetic; what hands elements on hands bytes on. What isn't rounded, and what integers have no form for, such as a
    /// softmax, is computed in float32, bytes becoming numbers just before it.
    ///
    /// Normalisation is put into the weights' scales and the bias, so that the integers are those to which training
    /// rounded. The result is a model like any other, which predicts and evaluates, and whose file is about a quarter as
    /// large. It can't be trained.
    ///
    /// - Parameter convolutions: how convolutions are summed.
    /// - Throws: mistakes in the layers; `ModelError` for a model without quantizers or with ranges that were never observed,
    ///   for a bound that isn't possible, and for data that are empty, don't fit or aren't finite; what the dataset throws.
    public func quantized(convolutions: IntegerConvolutions = .exact) throws -> Model {
        try checked()
        let quantizers = graph.quantizers
        if quantizers.isEmpty {
            throw ModelError.invalid(
                argument: "the model",
                reason: "has no quantizers; make them with quantizationAware or postTrainingQuantized")
        }
        let isActivation = GraphUnits(graph).isActivation
        for quantizer in quantizers where !quantizer.ranges.isEmpty && isActivation[quantizer.node] {
            try requireObserved(quantizer)
        }
        let inference = try rewritten { graph in
            let decided = graph.improved(by: [.decidePhase(training: false) { _ in false }])
            return decided.leading(to: decided.outputs).improved(by: [.foldPads, .removeDead, .removeUnread])
        }
        let lowered = try IntegerLowering(inference).lowered()
        let exact = try inference.rewritten(values: lowered.values) { _ in lowered.graph }
        switch convolutions {
        case .exact: return exact
        case .winograd: return try exact.tiled { _ in true }
        case .fastest(let noise, let dataset): return try TileChoice(exact, on: dataset).model(within: noise)
        }
    }
}
