import MartletNumerics

/// What stacking makes of rows: the outputs of the base estimators side by side, and the features if these pass through.
struct StackedFeatures: Sendable {
    /// What the base estimators learned from all rows.
    let predictors: [any Predictor]
    /// What is asked of each.
    let methods: [OutputMethod]
    let passthrough: Bool

    var allowsMissing: Bool { !passthrough && predictors.allSatisfy(\.allowsMissing) }

    /// `[rows, columns]`
    func callAsFunction(_ x: Tensor) throws -> Tensor {
        try join(zip(methods, predictors).map { try $0($1, x) }, x)
    }

    /// The outputs as columns. Of two classes the first's probability says what the second's does, and is left out.
    private func join(_ outputs: [Tensor], _ x: Tensor) throws -> Tensor {
        var columns = try outputs.map { output in
            if output.rank == 1 { return try output.cast(to: .float64).reshaped([output.count, 1]) }
            return try output.shape[1] == 2 ? output[.all, 1..<2] : output
        }
        if passthrough { columns.append(x.dtype.isFloating ? x : x.cast(to: .float64)) }
        return try Tensor.concatenate(columns, axis: 1)
    }

    /// Learns the base estimators, from all rows and from those of each fold, side by side.
    ///
    /// - Parameter methods: what is asked of each.
    /// - Returns: what they learned from all rows, and the features by which the final estimator learns: of each row by
    ///   what was learned without it.
    static func learn(
        _ estimators: [any Estimator], _ problem: Problem, cv: any CrossValidator, methods: [StackMethod],
        passthrough: Bool, workers: Int?
    ) throws -> (StackedFeatures, training: Tensor) {
        try Checks.check(!estimators.isEmpty, "estimators", "must hold one at least that isn't dropped")
        try Checks.check(
            !passthrough || problem.x.rank == 2, "passthrough", "takes features [rows, features]")
        let folds = try problem.partition(by: cv)
        let jobs = folds.count + 1
        let results = try sideBySide(estimators.count * jobs, workers: workers) { job in
            // Those that learn from all rows take longest, so they come first.
            let (fold, number) = job.quotientAndRemainder(dividingBy: estimators.count)
            let estimator = estimators[number]
            if fold == 0 { return Part.whole(try problem.fit(estimator)) }
            let learned = try problem.fit(estimator, on: folds[fold - 1].train)
            let rows = try problem.x.take(folds[fold - 1].test)
            let method = try methods[number].resolved(learned, rows)
            return Part.outputs(method.outputs, method.method)
        }
        let parts = try results.map { try $0.get() }
        var (predictors, resolved, columns): ([any Predictor], [OutputMethod], [Tensor]) = ([], [], [])
        for number in estimators.indices {
            var outputs: [Tensor] = []
            for case .outputs(let output, let method) in (1..<jobs).map({ parts[$0 * estimators.count + number] }) {
                outputs.append(output)
                if outputs.count == 1 { resolved.append(method) }
            }
            if case .whole(let predictor) = parts[number] { predictors.append(predictor) }
            columns.append(try problem.assemble(outputs, of: folds))
        }
        let features = StackedFeatures(predictors: predictors, methods: resolved, passthrough: passthrough)
        return (features, try features.join(columns, problem.x))
    }

    private enum Part: Sendable {
        case whole(any Predictor)
        case outputs(Tensor, OutputMethod)
    }
}

/// What stacking asks of its base estimators.
public enum StackMethod: Sendable {
    /// Probabilities where there are some, else predictions.
    case auto
    /// Probabilities; of two classes the second's.
    case probabilities
    /// Predictions, classes as their numbers.
    case predictions

    /// What is asked, and what the answer for some rows is.
    fileprivate func resolved(
        _ predictor: any Predictor, _ x: Tensor
    ) throws -> (method: OutputMethod, outputs: Tensor) {
        switch self {
        case .probabilities: return (.probabilities, try OutputMethod.probabilities(predictor, x))
        case .predictions: return (.predictions, try predictor.predict(x))
        case .auto:
            do {
                return (.probabilities, try OutputMethod.probabilities(predictor, x))
            } catch EstimatorError.noProbabilities {
                return (.predictions, try predictor.predict(x))
            }
        }
    }
}
