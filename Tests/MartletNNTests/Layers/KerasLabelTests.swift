import MartletGraph
import MartletNN
import MartletNumerics
import Testing

/// Arguments labelled as Keras labels them say what the short forms say.
@Suite struct KerasLabelTests {
    @Test func labelsMeanWhatPlacesMean() {
        let pairs: [(any Layer, any Layer)] = [
            (Dense(units: 64, activation: .relu), Dense(64, activation: .relu)),
            (Conv1D(filters: 8, kernelSize: 3), Conv1D(8, kernelSize: 3)),
            (Conv2D(filters: 32, kernelSize: 3), Conv2D(32, kernelSize: 3)),
            (
                Conv2D(filters: 32, kernelSize: (3, 5), strides: (2, 1), padding: .same),
                Conv2D(32, kernelSize: [3, 5], strides: [2, 1], padding: .same)
            ),
            (Conv2D(16, kernelSize: (3, 5), activation: .relu), Conv2D(16, kernelSize: [3, 5], activation: .relu)),
            (Conv2D(16, (3, 5), strides: (2, 1)), Conv2D(16, kernelSize: [3, 5], strides: [2, 1])),
            (Conv2D(32, 3, strides: 2, padding: .same), Conv2D(32, kernelSize: 3, strides: 2, padding: .same)),
            (Conv2DTranspose(filters: 4, kernelSize: (2, 3)), Conv2DTranspose(4, kernelSize: [2, 3])),
            (Conv2DTranspose(4, (2, 3), outputPadding: (1, 0)), Conv2DTranspose(4, [2, 3], outputPadding: [1, 0])),
            (Conv2DTranspose(4, kernelSize: (2, 3)), Conv2DTranspose(4, kernelSize: [2, 3])),
            (DepthwiseConv2D((3, 4), strides: (2, 1)), DepthwiseConv2D([3, 4], strides: [2, 1])),
            (SeparableConv2D(4, (3, 5)), SeparableConv2D(4, kernelSize: [3, 5])),
            (SeparableConv2D(4, kernelSize: (3, 5)), SeparableConv2D(4, [3, 5])),
            (MaxPooling2D((2, 3)), MaxPooling2D([2, 3])), (AveragePooling2D((2, 3)), AveragePooling2D([2, 3])),
            (UpSampling2D((2, 3)), UpSampling2D([2, 3])),
            (ZeroPadding2D((1, 2)), ZeroPadding2D([1, 2])), (ZeroPadding2D(padding: (1, 2)), ZeroPadding2D([1, 2])),
            (
                ZeroPadding2D(padding: ((0, 1), (2, 3))),
                ZeroPadding2D(Border(top: 0, bottom: 1, left: 2, right: 3))
            ),
            (Cropping2D(((0, 1), (2, 3))), Cropping2D(Border(top: 0, bottom: 1, left: 2, right: 3))),
            (Cropping2D(cropping: (1, 2)), Cropping2D([1, 2])),
            (ZeroPadding1D((1, 2)), ZeroPadding1D([1, 2])), (Cropping1D(cropping: (1, 2)), Cropping1D([1, 2])),
            (DepthwiseConv2D(kernelSize: (3, 4)), DepthwiseConv2D([3, 4])),
            (SeparableConv2D(filters: 4, kernelSize: (3, 3)), SeparableConv2D(4, kernelSize: 3)),
            (MaxPooling2D(poolSize: (2, 3)), MaxPooling2D([2, 3])),
            (MaxPooling2D(poolSize: 2, strides: 1), MaxPooling2D(2, strides: 1)),
            (AveragePooling2D(poolSize: (2, 2), strides: (1, 2)), AveragePooling2D(2, strides: [1, 2])),
            (MaxPooling1D(poolSize: 3), MaxPooling1D(3)),
            (UpSampling2D(size: (2, 3)), UpSampling2D([2, 3])),
            (Dropout(rate: 0.5), Dropout(0.5)), (GaussianNoise(stddev: 0.1), GaussianNoise(0.1)),
            (Embedding(inputDim: 10, outputDim: 4), Embedding(10, 4)),
            (Reshape(targetShape: [2, 2]), Reshape([2, 2])), (RepeatVector(n: 3), RepeatVector(3)),
            (Rescaling(scale: 2, offset: 1), Rescaling(2, offset: 1)),
            (Resizing(height: 4, width: 5), Resizing(4, 5)), (CenterCrop(height: 4, width: 5), CenterCrop(4, 5)),
            (RandomRotation(factor: 0.1), RandomRotation(0.1)), (RandomFlip(mode: .vertical), RandomFlip(.vertical)),
            (ZeroPadding2D(padding: 2), ZeroPadding2D(2)), (Cropping2D(cropping: 1), Cropping2D(1)),
        ]
        for (labelled, short) in pairs { #expect("\(labelled)" == "\(short)") }
    }

    @Test func verbsTakeLabels() throws {
        let (x, y) = try Points.data()
        var (labelled, short) = (try Points.compiled(), try Points.compiled())
        let history = try labelled.fit(x: x, y: y, epochs: 2)
        try short.fit(x, y, epochs: 2)
        #expect(history.epochs == [0, 1])
        #expect(try labelled.predict(x: x) == short.predict(x))
        #expect(try labelled.evaluate(x: x, y: y) == short.evaluate(x, y))
    }

    /// With brackets or without them: `.mse`, `.mse()`, `.huber`, `.huber()`.
    @Test func casesAreSpelledAlike() throws {
        let losses: [(Loss, Loss)] = [
            (.meanSquaredError(), .mse), (.mae(), .meanAbsoluteError), (.huber, .huber(delta: 1)), (.mse(), .mse),
            (.binaryCrossentropy, .binaryCrossentropy()), (.categoricalCrossentropy, .categoricalCrossentropy()),
            (.sparseCategoricalCrossentropy, .sparseCategoricalCrossentropy()), (.huber(), .huber),
        ]
        for (a, b) in losses { #expect("\(a)" == "\(b)") }
        let metrics: [(Metric, Metric)] = [
            (.accuracy(), .accuracy), (.mae, .meanAbsoluteError), (.rmse, .rootMeanSquaredError), (.mse(), .mse),
            (.precision, .precision()), (.recall, .recall()), (.auc, .auc()), (.binaryAccuracy, .binaryAccuracy()),
        ]
        for (a, b) in metrics { #expect("\(a)" == "\(b)") }
        let activations: [(Activation, Activation)] = [
            (.relu(), .relu), (.leakyRelu, .leakyRelu()), (.elu, .elu(alpha: 1)), (.gelu, .gelu()),
            (.softmax(), .softmax),
        ]
        for (a, b) in activations { #expect(a == b) }
        let initializers: [(Initializer, Initializer)] = [
            (.zeros(), .zeros), (.glorotUniform(), .glorotUniform), (.randomNormal, .randomNormal()),
            (.heNormal(), .heNormal), (.orthogonal, .orthogonal()),
        ]
        for (a, b) in initializers { #expect(a == b) }
        var model = Points.model()
        try model.compile(optimizer: .adam, loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
        try model.compile(optimizer: .sgd, loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])
    }
}
