import MartletNN
import MartletNumerics

/// What automatic learning tries: first what does well on most tables, then networks that are drawn.
struct AutoCandidates {
    /// What becomes of the features.
    private enum Preparation: String, CaseIterable { case standard, quantiles, pieces }

    private let rows: Int
    private let seed: UInt64
    private var random: RandomGenerator

    init(rows: Int, seed: UInt64) {
        (self.rows, self.seed, random) = (rows, seed, RandomGenerator(seed: seed))
    }

    mutating func classifiers(_ count: Int) -> [(name: String, estimator: any Estimator)] {
        func linear(_ preparation: Preparation, c: Double) -> (String, any Estimator) {
            (
                "logistic regression, \(preparation), c \(c)",
                Self.pipeline(preparation, LogisticRegression(c: c, maxIter: 500))
            )
        }
        let first = [
            linear(.standard, c: 1), linear(.pieces, c: 0.3), linear(.quantiles, c: 1), linear(.standard, c: 0.05),
        ]
        return all(first, count) { preparation, network, fitting in
            Self.pipeline(preparation, NeuralClassifier(network, fitting))
        }
    }

    mutating func regressors(_ count: Int) -> [(name: String, estimator: any Estimator)] {
        let alphas = [0.01, 0.1, 1, 10, 100]
        let first: [(String, any Estimator)] = [Preparation.standard, .pieces, .quantiles].map {
            ("ridge regression, \($0)", Self.pipeline($0, RidgeCV(alphas: alphas)))
        }
        return all(first, count) { preparation, network, fitting in
            Self.pipeline(preparation, NeuralRegressor(network, fitting))
        }
    }

    private mutating func all(
        _ first: [(String, any Estimator)], _ count: Int,
        _ make: (Preparation, TabularNetwork, FittingSettings) -> any Estimator
    ) -> [(name: String, estimator: any Estimator)] {
        var all: [(name: String, estimator: any Estimator)] = first.map { ($0.0, $0.1) }
        while all.count < count {
            let number = all.count - first.count
            let isDrawn = number >= Preparation.allCases.count
            let preparation = isDrawn ? drawn(Preparation.allCases) : Preparation.allCases[number]
            let network = isDrawn ? drawnNetwork() : TabularNetwork()
            let batchSize = isDrawn ? drawn([32, 64, 128]) : 64
            let name =
                "network \(number + 1), \(network.hidden), \(network.activation), \(preparation), rate "
                + "\(network.learningRate), decay \(network.weightDecay), dropout \(network.dropout), "
                + "smoothing \(network.labelSmoothing), batches of \(batchSize)"
            all.append((name, make(preparation, network, fitting(batchSize: batchSize, number: number))))
        }
        return Array(all.prefix(max(1, count)))
    }

    private mutating func drawnNetwork() -> TabularNetwork {
        TabularNetwork(
            hidden: drawn([[64], [256], [64, 64], [128, 128], [256, 128], [256, 256], [128, 64, 64]]),
            activation: drawn([.relu, .silu, .mish]), learningRate: 1e-3 * Double(1 << drawn([0, 1, 2, 3])),
            weightDecay: drawn([0, 0.01, 0.05, 0.2]), dropout: drawn([0, 0.1, 0.2, 0.4]),
            labelSmoothing: drawn([0, 0.02, 0.1]))
    }

    private mutating func drawn<T>(_ values: [T]) -> T { values[Int(random.next(below: UInt32(values.count)))] }

    /// About as many steps for every table, within 20…150 passes.
    private func fitting(batchSize: Int, number: Int) -> FittingSettings {
        let steps = max(1, rows / batchSize)
        return FittingSettings(
            epochs: min(max(3000 / steps, 20), 150), batchSize: batchSize, seed: seed &+ UInt64(number))
    }

    private static func pipeline<Final: Estimator>(_ preparation: Preparation, _ final: Final) -> Pipeline<Final> {
        var pipeline = Pipeline(SimpleImputer(addIndicator: true), estimator: final)
        switch preparation {
        case .standard: break
        case .quantiles: pipeline.steps.append(QuantileTransformer(outputDistribution: .normal))
        case .pieces: pipeline.steps.append(PiecewiseLinearEncoder())
        }
        pipeline.steps.append(StandardScaler())
        return pipeline
    }
}
