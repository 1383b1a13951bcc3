import Martlet

/// The network and the data that all workers measure: 10 → 64 relu → 64 relu → 10 softmax.
enum Network {
    static let features = 10
    static let classes = 10

    static func compiled() throws -> Model {
        var model = Model(
            Sequential {
                Dense(64, activation: .relu)
                Dense(64, activation: .relu)
                Dense(classes, activation: .softmax)
            }, input: [features])
        try model.compile(
            optimizer: .adam(learningRate: 1e-3), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
        return model
    }

    static func data(rows: Int) throws -> (x: Tensor, y: Tensor) {
        var random = RandomGenerator(seed: 0)
        let x = try random.normal([rows, features])
        return (x, Tensor((0..<rows).map { _ in Int32.random(in: 0..<Int32(classes), using: &random) }))
    }
}
