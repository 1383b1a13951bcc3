public import MartletGraph
import MartletNumerics

/// A learned vector for each of `inputDim` indices.
///
/// - Shape: `[batch, …] → [batch, …, outputDim]`
public struct Embedding: Layer, Codable {
    /// How many indices there are: 0 ..< inputDim. Another gives NaN.
    public var inputDim: Int
    /// The length of each vector.
    public var outputDim: Int
    /// What the vectors are before training.
    public var embeddingsInitializer: Initializer
    /// A penalty on the vectors, added to the loss.
    public var embeddingsRegularizer: Regularizer?
    public var name: String?

    /// A table of `inputDim` vectors of `outputDim` numbers.
    public init(
        _ inputDim: Int, _ outputDim: Int, embeddingsInitializer: Initializer = .randomUniform(),
        embeddingsRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        self.inputDim = inputDim
        self.outputDim = outputDim
        self.embeddingsInitializer = embeddingsInitializer
        self.embeddingsRegularizer = embeddingsRegularizer
        self.name = name
    }

    /// The same with Keras's labels.
    public init(
        inputDim: Int, outputDim: Int, embeddingsInitializer: Initializer = .randomUniform(),
        embeddingsRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        self.init(
            inputDim, outputDim, embeddingsInitializer: embeddingsInitializer,
            embeddingsRegularizer: embeddingsRegularizer, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        guard inputDim > 0, outputDim > 0 else {
            return scope.fail("Embedding has positive dimensions, not \(inputDim) and \(outputDim)")
        }
        let table = scope.parameter(
            "embeddings", [inputDim, outputDim], embeddingsInitializer, regularizer: embeddingsRegularizer)
        return table.gathered(rows: x.dtype == .int64 ? x : x.cast(to: .int32))
    }
}
