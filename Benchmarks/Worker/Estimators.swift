import Martlet

/// Estimators of networks on four fifths of the digits, as their peers' workers have them.
enum Estimators {
    static let table: [String: Cases.Preparation] = [
        "stacking_digits": {
            let (x, y) = try digits()
            let stack = StackingClassifier(
                estimators: ["0": network(seed: 0), "1": network(seed: 1), "2": network(seed: 2)],
                finalEstimator: network(seed: 9))
            return try timed { _ = try stack.fit(x, y) }
        },
        "study_30": {
            let (x, y) = try digits()
            let test = try Digits.load().split(testFraction: 0.2).test
            let (features, labels): (Tensor, [Int]) = try (test.features / 16, test.labels.array())
            return try timed {
                let study = try begin(of: network(seed: 0))
                try study.optimize(trials: 30) { try $0.configuration.fit(x, y).score(features, labels) }
            }
        },
        "sampler_200": {
            try timed {
                let study = try begin(of: network(seed: 0))
                try study.optimize(trials: 200) { $0.configuration.network.learningRate }
            }
        },
        "random_search_digits": { try search(workers: nil) },
        "random_search_digits_1": { try search(workers: 1) },
    ]

    private static func search(workers: Int?) throws -> () throws -> Answer {
        let (x, y) = try digits()
        let search = RandomizedSearch(network(seed: 0), trials: 10, SearchSettings(cv: 3, workers: workers)) { space in
            space.vary(\.network.hidden, among: [[32], [64], [64, 64], [128, 64]])
            space.vary(\.network.learningRate, among: [1e-4, 1e-3, 1e-2])
        }
        return try timed { _ = try search.fit(x, y) }
    }

    private static func begin(
        of base: NeuralClassifier<DenseNetwork>
    ) throws -> Study<NeuralClassifier<DenseNetwork>> {
        try Study(base, direction: .maximize) { space in
            space.vary(\.network.hidden, among: [[32], [64], [64, 64], [128, 64]])
            space.vary(\.network.learningRate, in: 1e-4...1e-2, scale: .logarithmic)
        }
    }

    private static func network(seed: UInt64) -> NeuralClassifier<DenseNetwork> {
        NeuralClassifier(DenseNetwork(hidden: [64, 64], normalizes: false), epochs: 5, seed: seed)
    }

    private static func digits() throws -> (x: Tensor, y: [Int]) {
        let train = try Digits.load().split(testFraction: 0.2).train
        return (try train.features / 16, train.labels.array())
    }

    private static func timed(_ body: @escaping () throws -> Void) throws -> () throws -> Answer {
        try body()
        return { .timed(seconds: try Cases.seconds(body), steps: 1) }
    }
}
