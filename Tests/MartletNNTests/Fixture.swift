import MartletNN
import MartletNumerics

/// Three classes of points that a small network can tell apart.
enum Points {
    static let count = 150

    static func data(seed: UInt64 = 1) throws -> (x: Tensor, y: Tensor) {
        var random = RandomGenerator(seed: seed)
        let noise = try random.normal([count, 4]).array(of: Float.self)
        let labels = (0..<count).map { Int32($0 % 3) }
        let x = noise.enumerated().map { index, value in
            0.5 * value + (index % 4 == Int(labels[index / 4]) ? 2 : 0)
        }
        return (try Tensor(x, shape: [count, 4]), Tensor(labels))
    }

    /// With dropout and batch normalisation, so that random numbers and state are at stake.
    static func model(seed: UInt64 = 7) -> Model {
        Model(
            Sequential {
                Dense(8, activation: .relu)
                BatchNormalization()
                Dropout(0.25)
                Dense(3, activation: .softmax)
            }, input: [4], seed: seed)
    }

    static func compiled(seed: UInt64 = 7) throws -> Model {
        var model = model(seed: seed)
        try model.compile(
            optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
        return model
    }
}
