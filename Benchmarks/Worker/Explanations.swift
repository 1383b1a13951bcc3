import Martlet

/// KernelSHAP of networks of two layers of 64 units, with 100 rows of background, as their peers' workers have it.
enum Explanations {
    static let table: [String: Cases.Preparation] = [
        "shap_10": { try explaining(noise(features: 10, rows: 10)) },
        "shap_10_predict": { try predicting(noise(features: 10, rows: 10)) },
        "shap_30": { try explaining(breastCancer()) },
        "shap_30_predict": { try predicting(breastCancer()) },
        "shap_30_error": { try explaining(breastCancer(), nsamples: 1 << 16, standardError: 0.002) },
        "shap_exact_16": { try explaining(noise(features: 16, rows: 1), nsamples: 1 << 16) },
    ]

    /// What is explained: some rows of what a network predicts.
    private struct Problem {
        let model: Model
        let background, x: Tensor

        func explain(
            nsamples: Int? = nil, standardError: Double? = nil, _ function: @escaping (Tensor) throws -> Tensor
        ) throws -> Explanation {
            try KernelSHAP(background: background, function)
                .explain(x, nsamples: nsamples, standardError: standardError)
        }
    }

    private static func explaining(
        _ problem: Problem, nsamples: Int? = nil, standardError: Double? = nil
    ) throws -> () throws -> Answer {
        try timed {
            _ = try problem.explain(nsamples: nsamples, standardError: standardError) { try problem.model.predict($0) }
        }
    }

    /// What predicting the rows alone takes.
    private static func predicting(_ problem: Problem) throws -> () throws -> Answer {
        var batches: [Int] = []
        _ = try problem.explain { x in
            batches.append(x.shape[0])
            return try problem.model.predict(x)
        }
        var random = RandomGenerator(seed: 1)
        let rows = try random.normal([batches.max() ?? 1, problem.x.shape[1]])
        return try timed { for count in batches { _ = try problem.model.predict(rows[0..<count]) } }
    }

    private static func network(features: Int, classes: Int) -> Model {
        Model(
            Sequential {
                Dense(64, activation: .relu)
                Dense(64, activation: .relu)
                Dense(classes, activation: .softmax)
            }, input: [features], seed: 1)
    }

    private static func noise(features: Int, rows: Int) throws -> Problem {
        var random = RandomGenerator(seed: 0)
        return Problem(
            model: network(features: features, classes: 10), background: try random.normal([100, features]),
            x: try random.normal([rows, features]))
    }

    /// Thirty standardized features; the network has learned from all rows in five epochs.
    private static func breastCancer() throws -> Problem {
        let data = BreastCancer.load()
        let x = try (data.features - data.features.mean(axis: 0)) / data.features.variance(axis: 0).squareRoot()
        var model = network(features: 30, classes: 2)
        try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy())
        try model.fit(x, data.labels, epochs: 5, batchSize: 200)
        return Problem(model: model, background: try x[0..<100], x: try x[(x.shape[0] - 10)...])
    }

    private static func timed(_ body: @escaping () throws -> Void) throws -> () throws -> Answer {
        try body()
        return { .timed(seconds: try Cases.seconds(body), steps: 1) }
    }
}
