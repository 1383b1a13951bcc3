import MartletNN
import MartletNumerics

/// A small network and data for tests of pruning.
enum PruningSamples {
    static func dense(
        _ inputs: Int = 8, _ units: Int = 4, optimizer: any Optimizer = .sgd(learningRate: 0.1)
    ) throws -> Model {
        try compiled(
            Sequential {
                Dense(16, activation: .relu)
                BatchNormalization()
                Dense(units)
            }, inputs, optimizer: optimizer)
    }

    static func compiled(
        _ layer: some Layer, _ inputs: Int = 8, optimizer: any Optimizer = .sgd(learningRate: 0.1)
    ) throws -> Model {
        var model = Model(layer, input: [inputs], seed: 3)
        try model.compile(optimizer: optimizer, loss: .meanSquaredError)
        return model
    }

    static func data(_ rows: Int, _ inputs: Int = 8, _ outputs: Int = 4) throws -> (x: Tensor, y: Tensor) {
        var random = RandomGenerator(seed: 7)
        return (try random.normal([rows, inputs]), try random.normal([rows, outputs]))
    }
}
