/// Every operation, by name: what files are decoded with and what the laws are tested on.
package enum Catalog {
    package static let types: [any Operation.Type] = [
        // Sources, and what is decided when a graph is planned.
        Placeholder.self,
        Variable.self,
        Constant.self,
        Phase.self,
        // Arithmetic.
        Add.self,
        Subtract.self,
        Multiply.self,
        Divide.self,
        Power.self,
        Minimum.self,
        Maximum.self,
        Negate.self,
        Absolute.self,
        Sign.self,
        Square.self,
        Reciprocal.self,
        // Functions.
        Exp.self,
        Expm1.self,
        Log.self,
        Log1p.self,
        SquareRoot.self,
        ReciprocalRoot.self,
        Sin.self,
        Cos.self,
        Erf.self,
        Floor.self,
        Ceil.self,
        Round.self,
        Tanh.self,
        Sigmoid.self,
        Softplus.self,
        Relu.self,
        ReluGradient.self,
        LeakyRelu.self,
        Elu.self,
        // Comparison and choice.
        Equal.self,
        NotEqual.self,
        Less.self,
        LessEqual.self,
        Greater.self,
        GreaterEqual.self,
        And.self,
        Or.self,
        Not.self,
        IsNaN.self,
        Where.self,
        // Reductions.
        Sum.self,
        Mean.self,
        Variance.self,
        Max.self,
        Min.self,
        Product.self,
        LogSumExp.self,
        ArgMax.self,
        ArgMin.self,
        AnyTrue.self,
        AllTrue.self,
        // Movement.
        Cast.self,
        StopGradient.self,
        Reshape.self,
        Expand.self,
        Transpose.self,
        Concatenate.self,
        Slice.self,
        Pad.self,
        Gather.self,
        ScatterAdd.self,
        OneHot.self,
        // Images: convolution, pooling, resizing.
        Convolution.self,
        ConvolutionInputGradient.self,
        ConvolutionFilterGradient.self,
        MaxPool.self,
        MaxPoolGradient.self,
        MaxPoolPick.self,
        AveragePool.self,
        AveragePoolGradient.self,
        Resize.self,
        ResizeGradient.self,
        AffineSample.self,
        // Products, probabilities and chance.
        MatMul.self,
        Softmax.self,
        SoftmaxGradient.self,
        LogSoftmax.self,
        LogSoftmaxGradient.self,
        SparseSoftmaxCrossEntropy.self,
        SparseSoftmaxCrossEntropyGradient.self,
        SoftmaxCrossEntropy.self,
        SoftmaxCrossEntropyGradient.self,
        Random.self,
        // Pruning.
        PruningMask.self,
        PruningThreshold.self,
        Masked.self,
        // Quantization.
        QuantizationGrid.self,
        FakeQuantize.self,
        Quantize.self,
        Dequantize.self,
        QuantizedConvolution.self,
        QuantizedMatMul.self,
        QuantizedAdd.self,
        QuantizedAveragePool.self,
        Lookup.self,
    ]

    private static let byName = Dictionary(uniqueKeysWithValues: types.map { ($0.name, $0) })

    /// The operation of that name.
    package static func type(named name: String) throws(GraphError) -> any Operation.Type {
        guard let type = byName[name] else {
            throw GraphError(
                operation: name, message: "is not an operation that this version of Martlet knows; a newer one may")
        }
        return type
    }
}

/// An operation in a file: its name and its attributes.
package struct AnyOperation: Sendable, Codable {
    package var operation: any Operation

    package init(_ operation: any Operation) { self.operation = operation }

    private enum Keys: String, CodingKey { case name, attributes }

    package init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: Keys.self)
        let type = try Catalog.type(named: box.decode(String.self, forKey: .name))
        operation = try type.init(from: box.superDecoder(forKey: .attributes))
    }

    package func encode(to encoder: any Encoder) throws {
        var box = encoder.container(keyedBy: Keys.self)
        try box.encode(operation.name, forKey: .name)
        try operation.encode(to: box.superEncoder(forKey: .attributes))
    }
}
