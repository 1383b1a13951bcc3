/// What of a model is quantized, and how: its weights, its activations, its inputs.
public struct QuantizationScheme: Sendable {
    /// Of products' weights: convolutions, dense layers. Nil leaves them as they are.
    public var weights: Quantizer?
    /// Of what layers pass on. Nil leaves it as it is.
    public var activations: Quantizer?
    /// Of the model's inputs. Nil leaves them as they are.
    public var inputs: Quantizer?
    /// Whether weights of dense layers, too, have a range for each unit, where `weights` has one for each channel.
    public var densePerChannel: Bool
    /// Schemes of single layers; the last one that fits holds.
    private(set) var exceptions: [(layers: LayerSelection, scheme: QuantizationScheme)] = []
    /// The names of weights that have one range for all, whatever their scheme says, as those that share values.
    var weightsOfOneRange: Set<String> = []

    /// By default tfmot's 8 bits, and a range for each unit of dense layers.
    public init(
        weights: Quantizer? = .weights(), activations: Quantizer? = .activations(), inputs: Quantizer? = .inputs,
        densePerChannel: Bool = true
    ) {
        self.weights = weights
        self.activations = activations
        self.inputs = inputs
        self.densePerChannel = densePerChannel
    }

    /// 8 bits for weights, each channel with a range of its own, and for activations.
    public static let int8 = QuantizationScheme()

    /// 8 bits for weights, and for what products read, each row by its own range at each run: without training or data.
    public static let dynamicRange = QuantizationScheme(activations: Quantizer(observer: .dynamic), inputs: nil)

    /// What tfmot does by default: as `int8`, and one range for all weights of a dense layer.
    public static let tfmot = QuantizationScheme(densePerChannel: false)

    /// The same but for some layers.
    public func with(_ scheme: QuantizationScheme, for layers: LayerSelection) -> QuantizationScheme {
        var result = self
        result.exceptions.append((layers, scheme))
        return result
    }

    /// Every quantizer that may be used, with what it is for.
    var quantizers: [(what: String, quantizer: Quantizer)] {
        [("weights", weights), ("activations", activations), ("inputs", inputs)]
            .compactMap { what, quantizer in quantizer.map { (what, $0) } }
            + exceptions.flatMap(\.scheme.quantizers)
    }
}
