import MartletCompression
import MartletGraph
import MartletNN
import MartletNumerics
import Testing

/// Where quantizers go, told by the names of their ranges.
@Suite struct QuantizerPlacesTests {
    private func ranges(
        _ model: Model, _ scheme: QuantizationScheme = .int8, layers: LayerSelection = .all
    ) throws -> [String] {
        try model.quantizationAware(scheme, layers: layers).ranges
    }

    @Test func nothingIsQuantizedWhereElementsAreHandedOn() throws {
        #expect(
            try ranges(Shapes.convolutional()) == [
                "quant_conv2d/kernel", "quant_conv2d/post_activation", "quant_dense/kernel",
                "quant_dense/post_activation", "quant_dense_1/kernel", "quant_dense_1/pre_activation",
                "quantize_layer/quantize_layer",
            ])
    }

    @Test func batchNormalizationIsPartOfItsProductInAnyOrder() throws {
        let model = Model(
            Sequential {
                Conv2D(4, kernelSize: 3)
                BatchNormalization()
                Activation.relu
                Conv2D(4, kernelSize: 3, activation: .relu)
                BatchNormalization()
                Conv2D(4, kernelSize: 3)
                Activation.relu
                GlobalAveragePooling2D()
                Dense(3)
                BatchNormalization()
            }, input: [8, 8, 2])
        #expect(
            try ranges(model) == [
                "quant_activation/output", "quant_activation_1/output", "quant_batch_normalization_1/output",
                "quant_batch_normalization_2/output", "quant_conv2d/kernel", "quant_conv2d_1/kernel",
                "quant_conv2d_1/post_activation", "quant_conv2d_2/kernel", "quant_dense/kernel",
                "quant_global_average_pooling2d/output", "quantize_layer/quantize_layer",
            ])
    }

    @Test func sumsAndConcatenationsAreQuantizedOnce() throws {
        let model = Model(inputs: [[8], [8]]) { x in
            let shared = Dense(4, activation: .relu, name: "shared")
            let (a, b) = (shared(x[0]), shared(x[1]))
            let c = Dense(4, name: "c")(Add(name: "sum")(a, b))
            return Dense(2, name: "end")(Concatenate(name: "both")(a, c))
        }
        #expect(
            try ranges(model) == [
                "quant_both/output", "quant_c/kernel", "quant_end/kernel", "quant_end/post_activation",
                "quant_shared/kernel", "quant_shared/post_activation", "quant_sum/output",
                "quantize_layer/quantize_layer", "quantize_layer_1/quantize_layer_1",
            ])
    }

    /// What is written in the model's closure itself belongs to no layer.
    @Test func arithmeticOutsideOfLayersIsQuantizedToo() throws {
        let model = Model(inputs: [[8]]) { x in
            let a = Dense(8, name: "a")(x[0])
            return (a + x[0]).relu().sigmoid() * a
        }
        #expect(
            try ranges(model) == [
                "quant_a/kernel", "quant_a/post_activation", "quant_multiply/output", "quant_relu/output",
                "quantize_layer/quantize_layer",
            ])
    }

    @Test func functionsWithoutASingleStepAreQuantizedBeforeAndAfter() throws {
        let model = Model(Sequential { Dense(4, activation: .gelu) }, input: [4])
        #expect(
            try ranges(model) == [
                "quant_dense/kernel", "quant_dense/post_activation", "quant_dense/pre_activation",
                "quantize_layer/quantize_layer",
            ])
    }

    @Test func productsWithinOneLayerEachHaveTheirs() throws {
        let model = Model(Sequential { SeparableConv2D(4, kernelSize: 3) }, input: [8, 8, 2])
        #expect(
            try ranges(model) == [
                "quant_separable_conv2d/depthwise_kernel", "quant_separable_conv2d/depthwise_post_activation",
                "quant_separable_conv2d/pointwise_kernel", "quant_separable_conv2d/post_activation",
                "quantize_layer/quantize_layer",
            ])
        let aware = try model.quantizationAware()
        #expect(aware["quant_separable_conv2d/depthwise_kernel_min"]!.shape == [2])
        #expect(aware["quant_separable_conv2d/pointwise_kernel_min"]!.shape == [4])
    }

    @Test func layersThatGiveWhatTheyReadAreSkipped() throws {
        let model = Model(
            Sequential {
                Identity()
                Dropout(0)
                Dense(4, activation: .relu)
                Dropout(0)
                Dense(2)
            }, input: [4])
        #expect(
            try ranges(model) == [
                "quant_dense/kernel", "quant_dense/post_activation", "quant_dense_1/kernel",
                "quant_dense_1/post_activation", "quantize_layer/quantize_layer",
            ])
    }

    @Test func modelsWithinModelsAreQuantizedAlike() throws {
        let base = Model(
            Sequential {
                Conv2D(4, kernelSize: 3, activation: .relu)
                GlobalMaxPooling2D()
            }, input: [8, 8, 2])
        let model = Model(inputs: [[8, 8, 2]]) { x in Dense(3, name: "head")(base(x[0])) }
        #expect(
            try ranges(model) == [
                "quant_head/kernel", "quant_head/post_activation", "quant_model/conv2d/kernel",
                "quant_model/conv2d/post_activation", "quantize_layer/quantize_layer",
            ])
    }

    @Test func onlyChosenLayersAndWhatTheyReadAreQuantized() throws {
        let model = Shapes.convolutional()
        let dense = ["quant_conv2d/post_activation", "quant_dense/kernel", "quant_dense/post_activation"]
        #expect(try ranges(model, layers: ["dense"]) == dense)
        #expect(try ranges(model, layers: .named("dense")) == dense)
        #expect(try ranges(model, layers: .where { $0.path == "dense" }) == dense)
        #expect(
            try ranges(model, layers: ["conv2d"]) == [
                "quant_conv2d/kernel", "quant_conv2d/post_activation", "quantize_layer/quantize_layer",
            ])
    }

    @Test func aChosenProductHasItsNormalizationQuantized() throws {
        let model = Model(
            Sequential {
                Conv2D(4, kernelSize: 3)
                BatchNormalization()
                Activation.relu
                Flatten()
                Dense(3)
            }, input: [8, 8, 2])
        #expect(
            try ranges(model, layers: ["conv2d"]) == [
                "quant_activation/output", "quant_conv2d/kernel", "quantize_layer/quantize_layer",
            ])
    }

    @Test func schemesOfSingleLayersHold() throws {
        let float = QuantizationScheme(weights: nil, activations: nil, inputs: nil)
        #expect(
            try ranges(Shapes.convolutional(), .int8.with(float, for: ["conv2d", "dense_1"])) == [
                "quant_dense/kernel", "quant_dense/post_activation", "quantize_layer/quantize_layer",
            ])
        let four = QuantizationScheme(weights: .weights(bits: 4))
        let aware = try Shapes.convolutional().quantizationAware(
            .tfmot.with(four, for: .where { $0.kind == "Conv2D" }))
        let levels = aware.graph.nodes.compactMap { ($0.operation as? FakeQuantize)?.levels }
        #expect(levels == [255, 14, 255, 254, 255, 254, 255])
        #expect(aware["quant_conv2d/kernel_max"]!.shape == [4] && aware["quant_dense/kernel_max"]!.shape == [])
        #expect(try Shapes.convolutional().quantizationAware()["quant_dense/kernel_max"]!.shape == [8])
    }
}
