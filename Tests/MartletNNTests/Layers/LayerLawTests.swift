import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

@Suite struct LayerLawTests {
    static let vector = TensorType([6, 5])
    static let images = TensorType([2, 5, 6, 4])
    static let steps = TensorType([2, 7, 4])
    static let cases: [(any Layer, TensorType)] = [
        (Dense(4, activation: .tanh, kernelRegularizer: .l1l2(l1: 0.1, l2: 0.2)), vector),
        (Dense(4, useBias: false), TensorType([3, 2, 5])), (BatchNormalization(), vector),
        (BatchNormalization(axis: 1, center: false), TensorType([4, 3, 2])),
        (BatchNormalization(scale: false), TensorType([2, 3, 2, 4])), (LayerNormalization(), vector),
        (LayerNormalization(axes: [1, 2]), TensorType([3, 4, 2])), (UnitNormalization(), vector),
        (Normalization(mean: [1, 2, 3, 4, 5], variance: [1, 4, 9, 16, 25]), vector),
        (Normalization(axis: nil, mean: [1], variance: [4], invert: true), vector),
        (Embedding(10, 3), TensorType([4, 2], .int32)), (Flatten(), TensorType([3, 2, 4])),
        (Reshape([4, -1]), TensorType([3, 2, 6])), (Permute([2, 1]), TensorType([3, 2, 4])),
        (RepeatVector(3), vector), (Rescaling(0.5, offset: 1), TensorType([4, 3], .uint8)),
        (ReLU(maxValue: 1.5, negativeSlope: 0.1, threshold: 0.25), vector), (LeakyReLU(), vector), (ELU(), vector),
        (Softmax(axis: 1), TensorType([2, 3, 4])), (Lambda { $0 * 2 + 1 }, vector), (Identity(), vector),
        (
            Sequential {
                Dense(4, activation: .sigmoid); BatchNormalization(); Dense(2)
            }, vector
        ),
    ]

    static let ofImages: [(any Layer, TensorType)] = [
        (Conv2D(3, kernelSize: 3, activation: .tanh, kernelRegularizer: .l2(0.1)), images),
        (Conv2D(4, kernelSize: [1, 3], strides: 2, padding: .same, groups: 2, useBias: false), images),
        (Conv2D(2, kernelSize: 2, dilationRate: 2), images),
        (Conv1D(3, kernelSize: 3, padding: .causal, dilationRate: 2), steps),
        (Conv1D(4, kernelSize: 2, strides: 2, groups: 2), steps),
        (DepthwiseConv2D(3, strides: 2, padding: .same, depthMultiplier: 2), images),
        (SeparableConv2D(3, kernelSize: 3, depthMultiplier: 2, activation: .sigmoid), images),
        (Conv2DTranspose(3, kernelSize: 3, strides: 2, padding: .same), images),
        (Conv2DTranspose(3, kernelSize: 2, strides: 3, outputPadding: [2, 0]), images),
        (Conv1DTranspose(3, kernelSize: 3, strides: 2), steps),
        (MaxPooling2D(), images), (MaxPooling2D(3, strides: 2, padding: .same), images), (MaxPooling1D(), steps),
        (AveragePooling2D(2), images), (AveragePooling2D(3, strides: 1, padding: .same), images),
        (AveragePooling1D(3), steps), (GlobalAveragePooling2D(), images),
        (GlobalAveragePooling1D(keepDims: true), steps),
        (GlobalMaxPooling2D(keepDims: true), images), (GlobalMaxPooling1D(), steps),
        (ZeroPadding2D(.init(top: 1, bottom: 0, left: 2, right: 1)), images), (ZeroPadding1D([0, 2]), steps),
        (Cropping2D([1, 2]), images), (Cropping1D(), steps), (UpSampling2D([2, 3]), images),
        (UpSampling2D(2, interpolation: .bilinear), images), (UpSampling1D(3), steps),
    ]

    @Test(arguments: (cases + ofImages).indices) func obeys(_ index: Int) throws {
        let (layer, type) = (Self.cases + Self.ofImages)[index]
        let range = type.dtype.isFloating ? -2.0...2.0 : 0.0...9.0
        let problems = try checkLayer(layer, type, in: range)
        #expect(problems.isEmpty, "\(layer) on \(type): \(problems)")
    }

    @Test(arguments: Activation.named.map(\.name)) func activationsObey(_ name: String) throws {
        // Away from corners, where there is no derivative.
        let problems = try checkLayer(Activation(named: name), TensorType([5, 6]), in: -1.9...1.9)
        #expect(problems.isEmpty, "\(name): \(problems)")
    }
}
