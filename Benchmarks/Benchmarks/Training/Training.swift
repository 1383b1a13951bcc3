import Benchmark
import Martlet

/// Whole trainings on real data; the score is the test accuracy in per mille, so that speed bought with accuracy shows.
let benchmarks: @Sendable () -> Void = {
    Benchmark(
        "digits, 20 epochs",
        configuration: .init(metrics: [
            .wallClock, .peakMemoryResident, .custom("accuracy ‰", polarity: .prefersLarger),
        ])
    ) { benchmark in
        let (train, test) = try Digits.load().split(testFraction: 0.2, seed: 1)
        benchmark.startMeasurement()
        var model = Model(
            Sequential {
                Rescaling(1 / 16)
                Dense(64, activation: .relu)
                Dense(64, activation: .relu)
                Dense(10, activation: .softmax)
            }, input: [64])
        try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
        try model.fit(train.features, train.labels, epochs: 20)
        benchmark.stopMeasurement()
        let accuracy = try model.evaluate(test.features, test.labels)["accuracy"]!
        benchmark.measurement(.custom("accuracy ‰", polarity: .prefersLarger), Int((accuracy * 1000).rounded()))
    }
}
