import Martlet

/// Trains a small network in VGG's style on the same digits, as images.
struct ConvolutionSection: DemoSection {
    let name = "convolution"
    let title = "See them as images: convolutions"

    private static let epochs = 12

    func run(_ stage: inout DemoStage) throws -> JSON {
        var model = Model(
            Sequential {
                Reshape(Digits.imageShape + [1])
                for filters in [32, 64] {
                    Conv2D(filters, kernelSize: 3, padding: .same, activation: .relu)
                    Conv2D(filters, kernelSize: 3, padding: .same, activation: .relu)
                    MaxPooling2D()
                }
                Flatten()
                Dropout(0.3)
                Dense(10, activation: .softmax)
            }, input: [stage.test.featureCount], seed: stage.run.setup.seed)
        try model.compile(loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
        stage.say(
            "   Conv 32, Conv 32, pool, Conv 64, Conv 64, pool, Dense 10: \(grouped(model.parameterCount)) parameters")
        let (train, test) = (stage.run.train, stage.test)
        let start = nanoseconds()
        let history = try model.fit(
            train.features / 16, train.labels, epochs: Self.epochs, callbacks: [ProgressBar.quiet()])
        let seconds = Double(nanoseconds() - start) * 1e-9
        let accuracy = try model.evaluate(test.features / 16, test.labels)["accuracy"] ?? .nan
        stage.convolutional = model
        stage.say("   \(Self.epochs) epochs in \(seconds.short) s")
        stage.say("   Accuracy on \(test.count) images it has not seen: \(accuracy.percent)")
        stage.show(history, "accuracy", "Accuracy from epoch to epoch, while training")
        return [
            "accuracy": .double(accuracy), "parameters": .integer(model.parameterCount), "seconds": .double(seconds),
        ]
    }
}
