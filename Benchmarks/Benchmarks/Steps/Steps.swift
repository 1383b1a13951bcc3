import Benchmark
import Martlet

/// Training steps of small networks by each optimiser: 100 steps a measurement.
let benchmarks: @Sendable () -> Void = {
    let optimizers: [(String, any Optimizer)] = [
        ("sgd", .sgd()), ("adam", .adam()), ("rmsprop", .rmsprop()), ("adagrad", .adagrad()),
    ]
    for (name, optimizer) in optimizers {
        for hidden in [24, 64, 256] {
            Benchmark("step 10-\(hidden)-\(hidden)-10 \(name)") { benchmark in
                var model = Model(
                    Sequential {
                        Dense(hidden, activation: .relu)
                        Dense(hidden, activation: .relu)
                        Dense(10, activation: .softmax)
                    }, input: [10])
                try model.compile(optimizer: optimizer, loss: .sparseCategoricalCrossentropy())
                var random = RandomGenerator(seed: 0)
                let x = try random.normal([3200, 10])
                let y = Tensor((0..<3200).map { Int32($0 % 10) })
                try model.fit(x, y, epochs: 1)
                benchmark.startMeasurement()
                try model.fit(x, y, epochs: 1)
            }
        }
    }
}
