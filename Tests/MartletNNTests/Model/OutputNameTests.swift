import MartletGraph
import MartletNN
import MartletNumerics
import Testing

/// Outputs and their numbers are named after layers.
@Suite struct OutputNameTests {
    private let model = Model(inputs: [[4], [2]]) { x in
        let both = Concatenate()(x[0], x[1])
        return [Dense(3, activation: .softmax, name: "digit")(both), Dense(1, name: "height")(both)]
    }
    private let inputs = [Tensor.ones([6, 4]), Tensor.ones([6, 2])]
    private let targets = [Tensor([0, 1, 2, 0, 1, 2]), Tensor.ones([6, 1])]

    @Test func logsNameThem() throws {
        var model = model
        try model.compile(
            loss: ["height": .mse, "digit": .sparseCategoricalCrossentropy()], lossWeights: ["height": 0.5],
            metrics: ["digit": [.accuracy], "height": [.mae]])
        let logs = try model.evaluate(inputs: inputs, targets: targets)
        #expect(
            Set(logs.keys) == ["loss", "digit_loss", "height_loss", "digit_accuracy", "height_mean_absolute_error"])
        #expect(abs(logs["loss"]! - (logs["digit_loss"]! + 0.5 * logs["height_loss"]!)) < 1e-6)
        let history = try model.fit(
            inputs: inputs, targets: targets, epochs: 3, callbacks: [EarlyStopping(monitor: "height_loss")])
        #expect(history["digit_loss"].count == 3)
    }

    @Test func namesThatAreNoneAreRefused() {
        var model = model
        #expect(throws: UnknownName("output", "hight", known: ["digit", "height"])) {
            try model.compile(loss: ["digit": .sparseCategoricalCrossentropy(), "hight": .mse])
        }
        #expect { try model.compile(loss: ["digit": .sparseCategoricalCrossentropy()]) } throws: {
            "\($0)".contains("none for the output 'height'")
        }
    }

    @Test func oneOutputHasNoName() throws {
        let one = Model(Sequential { Dense(1, name: "height") }, input: [4])
        #expect(one.outputNames == ["height"])
        let twice = Model(inputs: [[4]]) { x in
            let y = Dense(1, name: "height")(x[0])
            return [y, y, x[0] * 2]
        }
        #expect(twice.outputNames == ["output_0", "output_1", "output_2"])
    }

    @Test func theSummaryTellsInputsApart() {
        #expect(model.summary.contains("input_0, input_1"))
        #expect("\(model)" == model.summary)
        #expect(Model(Sequential { Dense(1) }, input: [4]).summary.contains("  input"))
    }
}
