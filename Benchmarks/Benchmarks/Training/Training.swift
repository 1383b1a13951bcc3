import Benchmark
import Martlet

private let accuracy = BenchmarkMetric.custom("accuracyPerMille", polarity: .prefersLarger)

/// Whole trainings on real data; the score is the test accuracy in per mille, so that speed bought with accuracy shows.
/// Score and memory have thresholds; time has none, because machines differ.
let benchmarks: @Sendable () -> Void = {
    Benchmark(
        "digits",
        configuration: .init(
            metrics: [.wallClock, .peakMemoryResident, accuracy],
            thresholds: [
                accuracy: .init(absolute: [.p90: 10]), .peakMemoryResident: .init(relative: [.p90: 20]),
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
        let score = try model.evaluate(test.features, test.labels)["accuracy"]!
        benchmark.measurement(accuracy, Int((score * 1000).rounded()))
    }
}
