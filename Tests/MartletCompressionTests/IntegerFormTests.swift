import MartletCompression
import MartletGraph
import MartletNN
import MartletNumerics
import Testing

/// Which operations become integers, network by network, and that these agree with the rounded networks: of their results
/// at least 999 in 1000 differ by at most a step.
@Suite struct IntegerFormTests {
    private static let images: Tensor = Shapes.images(400)

    private func check(
        _ model: Model, _ x: [Tensor] = [images], _ scheme: QuantizationScheme = .int8, within most: Float = 1,
        are operations: [String],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        var model = model
        for parameter in model.parameters where parameter.name.contains("moving_") || parameter.name.contains("bias") {
            // As if it had been trained.
            let numbers = (0..<parameter.count).map {
                Float($0 % 7) * 0.05 + (parameter.name.hasSuffix("variance") ? 0.7 : -0.1)
            }
            try model.set(parameter.name, to: Tensor(numbers, shape: parameter.shape))
        }
        for parameter in model.parameters where parameter.name.hasSuffix("gamma") {
            let numbers = (0..<parameter.count).map { Float($0 % 5) * 0.4 - 0.5 }  // below 0, too
            try model.set(parameter.name, to: Tensor(numbers, shape: parameter.shape))
        }
        let rounded = try model.postTrainingQuantized(scheme, calibration: Dataset(inputs: x, targets: []))
        var integers = try rounded.quantized()
        #expect(integers.operations == operations, sourceLocation: sourceLocation)
        for method in IntegerMethod.allCases {
            integers.integers = method
            for (output, steps) in try integers.stepsApart(rounded, x).enumerated() {
                let far = steps.count { $0 > most }
                #expect(
                    far * 1000 <= steps.count,
                    "output \(output), \(method): \(far) of \(steps.count), up to \(steps.max()!) steps",
                    sourceLocation: sourceLocation)
            }
        }
    }

    @Test func batchNormalizationInAnyOrder() throws {
        try check(
            Model(
                Sequential {
                    Conv2D(4, kernelSize: 3, useBias: false)
                    BatchNormalization()
                    Activation.relu6
                    Conv2D(5, kernelSize: 3, activation: .relu)
                    BatchNormalization()
                    Activation.relu
                    Flatten()
                    Dense(6)
                    BatchNormalization()
                    Activation.relu
                    BatchNormalization()
                    Dense(3)
                }, input: [8, 8, 2]),
            are: [
                "Quantize", "QuantizedConvolution", "QuantizedConvolution", "Reshape", "QuantizedConvolution",
                "Reshape",
                "Reshape", "QuantizedMatMul", "Reshape", "QuantizedConvolution", "Reshape", "QuantizedMatMul",
                "Dequantize",
            ])
    }

    @Test func depthwiseAndSeparable() throws {
        try check(
            Model(
                Sequential {
                    DepthwiseConv2D(kernelSize: 3, padding: .same, depthMultiplier: 2)
                    BatchNormalization()
                    Activation.relu
                    SeparableConv2D(4, kernelSize: 3, activation: .relu)
                    GlobalAveragePooling2D()
                    Dense(3)
                }, input: [8, 8, 2]),
            are: [
                "Quantize", "QuantizedConvolution", "QuantizedConvolution", "QuantizedConvolution", "Reshape",
                "QuantizedAveragePool", "Reshape", "QuantizedMatMul", "Dequantize",
            ])
    }

    @Test func residualSums() throws {
        try check(
            Model(inputs: [[8, 8, 2]]) { x in
                let first = Conv2D(4, kernelSize: 3, padding: .same, activation: .relu)(x[0])
                let second = BatchNormalization()(Conv2D(4, kernelSize: 3, padding: .same)(first))
                let sum = Activation.relu(Add()(first, second))
                return Dense(3)(Flatten()(MaxPooling2D()(Average()(sum, first))))
            },
            are: [
                "Quantize", "QuantizedConvolution", "QuantizedConvolution", "QuantizedAdd", "QuantizedAdd", "MaxPool",
                "Reshape", "QuantizedMatMul", "Dequantize",
            ])
    }

    /// As in Inception: what is concatenated is rounded after it, so that each branch ends in the common grid.
    @Test func concatenations() throws {
        try check(
            Model(inputs: [[8, 8, 2]]) { x in
                let stem = Conv2D(4, kernelSize: 3, activation: .relu)(ZeroPadding2D(1)(x[0]))
                let one = Conv2D(3, kernelSize: 1, activation: .relu)(stem)
                let three = Activation.relu(
                    BatchNormalization()(Conv2D(3, kernelSize: 3, padding: .same, useBias: false)(stem)))
                let mean = Conv2D(2, kernelSize: 1, activation: .relu)(
                    AveragePooling2D(poolSize: 3, strides: 1, padding: .same)(stem))
                let most = MaxPooling2D(poolSize: 3, strides: 1, padding: .same)(stem)
                let half = Rescaling(0.5)(most)
                return Dense(3)(GlobalMaxPooling2D()(Concatenate()(one, three, mean, half)))
            },
            are: [
                "Quantize", "QuantizedConvolution", "QuantizedAveragePool", "MaxPool", "QuantizedConvolution",
                "QuantizedConvolution", "QuantizedConvolution", "Lookup", "Concatenate", "Max", "QuantizedMatMul",
                "Dequantize",
            ])
    }

    @Test func severalInputsAndOutputsAndSharedLayers() throws {
        let x = try (0..<2).map { try Shapes.images(400, seed: UInt64($0)).reshaped([400, 128]) }
        try check(
            Model(inputs: [[128], [128]]) { x in
                let shared = Dense(8, activation: .relu, name: "shared")
                let (a, b) = (shared(x[0]), shared(x[1]))
                return [Dense(3, name: "left")(Concatenate()(a, b)), Dense(2, name: "right")(a)]
            }, x,
            are: [
                "Quantize", "Quantize", "QuantizedMatMul", "QuantizedMatMul", "Concatenate",
                "QuantizedMatMul", "QuantizedMatMul", "Dequantize", "Dequantize",
            ])
    }

    @Test func modelsWithinModels() throws {
        let base = Model(
            Sequential {
                Conv2D(4, kernelSize: 3, activation: .relu)
                GlobalMaxPooling2D()
            }, input: [8, 8, 2])
        try check(
            Model(inputs: [[8, 8, 2]]) { x in Dense(3, name: "head")(base(x[0])) },
            are: ["Quantize", "QuantizedConvolution", "Max", "QuantizedMatMul", "Dequantize"])
    }

    /// Functions of one element are tables. A step of what goes into the second activation is up to two of what comes out.
    @Test func otherActivations() throws {
        try check(
            Model(
                Sequential {
                    Rescaling(0.5, offset: 0.1)
                    Conv2D(4, kernelSize: 3)
                    LeakyReLU()
                    Flatten()
                    Dense(6, activation: .gelu)
                    Dense(3)
                }, input: [8, 8, 2]),
            within: 2,
            are: [
                "Quantize", "Lookup", "QuantizedConvolution", "Lookup", "Reshape", "QuantizedMatMul", "Lookup",
                "QuantizedMatMul", "Dequantize",
            ])
    }

    /// What has known bounds isn't rounded after it by tfmot's scheme, but for integers: TensorFlow Lite's grids.
    @Test func boundedActivations() throws {
        let model = Model(
            Sequential {
                Conv2D(4, kernelSize: 3, activation: .sigmoid)
                Conv2D(4, kernelSize: 3, activation: .tanh)
                Flatten()
                Dense(3, activation: .sigmoid)
            }, input: [8, 8, 2])
        let rounded = try model.postTrainingQuantized(calibration: Dataset(Self.images))
        let integers = try rounded.quantized()
        #expect(
            integers.operations == [
                "Quantize", "QuantizedConvolution", "Lookup", "QuantizedConvolution", "Lookup", "Reshape",
                "QuantizedMatMul", "Dequantize", "Sigmoid",
            ])
        #expect(try integers.predict(Self.images).distance(to: rounded.predict(Self.images)) < 0.02)
    }

    /// A product that isn't rounded at once has integers before it and numbers after.
    @Test func swish() throws {
        try check(
            Model(
                Sequential {
                    Conv2D(4, kernelSize: 3, activation: .silu)
                    Flatten()
                    Dense(3)
                }, input: [8, 8, 2]),
            are: [
                "Quantize", "QuantizedConvolution", "Add", "Sigmoid", "Multiply", "Quantize", "Reshape",
                "QuantizedMatMul", "Dequantize",
            ])
    }

    @Test func whatIsMovedAndWhatHasNoForm() throws {
        try check(
            Model(
                Sequential {
                    Conv2D(4, kernelSize: 3, activation: .relu)
                    Cropping2D(1)
                    Conv2DTranspose(3, kernelSize: 2, strides: 2, activation: .relu)
                    Permute([2, 3, 1])
                    Flatten()
                    Dense(3)
                }, input: [8, 8, 2]),
            are: [
                "Quantize", "QuantizedConvolution", "Slice", "Dequantize", "ConvolutionInputGradient", "Add",
                "Quantize",
                "Transpose", "Reshape", "QuantizedMatMul", "Dequantize",
            ])
    }

    private static let schemes: [QuantizationScheme] = [
        .tfmot, QuantizationScheme(weights: .weights(bits: 4)),
        QuantizationScheme(activations: .activations(bits: 6, isSymmetric: true)),
        QuantizationScheme(weights: Quantizer(isSymmetric: true, perChannel: true, observer: .lastValue)),
    ]

    @Test(arguments: 0..<4) func schemesOfOtherKinds(_ index: Int) throws {
        try check(
            Model(
                Sequential {
                    Conv2D(4, kernelSize: 3, activation: .relu)
                    MaxPooling2D()
                    BatchNormalization()
                    Flatten()
                    Dense(6, activation: .relu)
                    BatchNormalization()
                    Dense(3)
                }, input: [8, 8, 2]), [Self.images], Self.schemes[index],
            are: [
                "Quantize", "QuantizedConvolution", "MaxPool", "Reshape", "QuantizedConvolution", "Reshape", "Reshape",
                "QuantizedMatMul", "Reshape", "QuantizedConvolution", "Reshape", "QuantizedMatMul", "Dequantize",
            ])
    }

    /// Sixteen bits are no bytes, and so are weights that aren't around 0: they stay in floating numbers.
    @Test func whatBytesDoNotHold() throws {
        let model = Model(Sequential { Dense(6, activation: .relu) }, input: [8, 8, 2])
        let scheme = QuantizationScheme(activations: .activations(bits: 16))
        let rounded = try model.postTrainingQuantized(scheme, calibration: Dataset(Self.images))
        let integers = try rounded.quantized()
        #expect(integers.operations == ["Quantize", "QuantizedMatMul", "Add", "Relu", "FakeQuantize"])
        #expect(try integers.predict(Self.images).distance(to: rounded.predict(Self.images)) < 0.01)
        let weights = Quantizer(perChannel: true, observer: .lastValue)
        let lopsided = try model.postTrainingQuantized(
            QuantizationScheme(weights: weights), calibration: Dataset(Self.images))
        #expect(try lopsided.quantized()["dense/kernel"]?.dtype == .float32)
    }

    @Test func stepsInTime() throws {
        let x = try Shapes.images(400).reshaped([400, 16, 8])
        try check(
            Model(
                Sequential {
                    Conv1D(6, kernelSize: 3, activation: .relu)
                    MaxPooling1D()
                    Conv1D(4, kernelSize: 3)
                    GlobalAveragePooling1D()
                    Dense(3)
                }, input: [16, 8]), [x],
            are: [
                "Quantize", "Reshape", "QuantizedConvolution", "Reshape", "Reshape", "MaxPool", "Reshape", "Reshape",
                "QuantizedConvolution", "Reshape", "Reshape", "QuantizedAveragePool", "Reshape", "QuantizedMatMul",
                "Dequantize",
            ])
    }
}

extension Model {
    /// By how many steps of the grid of each of this model's outputs, which ends in integers, its results differ from
    /// another's.
    func stepsApart(_ other: Model, _ inputs: [Tensor]) throws -> [[Float]] {
        let (own, others) = (try predict(inputs: inputs), try other.predict(inputs: inputs))
        return try graph.outputs.indices.map { output in
            let end = try #require(graph.nodes[graph.outputs[output].node].operation as? Dequantize)
            return zip(own[output].array(of: Float.self), others[output].array(of: Float.self)).map {
                (abs($0 - $1) / end.scale).rounded()
            }
        }
    }
}
