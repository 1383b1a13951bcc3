import MartletGraph
import MartletNN
import MartletNumerics

/// Small images of three classes, and networks that can tell them apart.
enum Shapes {
    static let count = 96

    static func data(seed: UInt64 = 1) throws -> (x: Tensor, y: Tensor) {
        var random = RandomGenerator(seed: seed)
        let noise = try random.normal([count, 8, 8, 2]).array(of: Float.self)
        let labels = (0..<count).map { Int32($0 % 3) }
        let x = noise.enumerated().map { index, value in
            let (row, column) = (index / 128, index / 2 % 8)
            return 0.5 * value + (column / 3 == Int(labels[row]) ? 1 : 0)
        }
        return (try Tensor(x, shape: [count, 8, 8, 2]), Tensor(labels))
    }

    /// Noise.
    static func images(_ count: Int, seed: UInt64 = 7) -> Tensor {
        var random = RandomGenerator(seed: seed)
        return try! random.normal([count, 8, 8, 2])
    }

    static func convolutional(seed: UInt64 = 3) -> Model {
        Model(
            Sequential {
                Conv2D(4, kernelSize: 3, activation: .relu)
                MaxPooling2D()
                Dropout(0.25)
                Flatten()
                Dense(8, activation: .relu)
                Dense(3, activation: .softmax)
            }, input: [8, 8, 2], seed: seed)
    }

    static func compiled(_ model: Model) throws -> Model {
        var model = model
        try model.compile(
            optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
        return model
    }
}

extension Model {
    /// The names of the ranges, without `_min` and `_max`.
    var ranges: [String] {
        parameters.map(\.name).filter { $0.hasPrefix("quant") && $0.hasSuffix("_min") }
            .map { String($0.dropLast("_min".count)) }.sorted()
    }
}
