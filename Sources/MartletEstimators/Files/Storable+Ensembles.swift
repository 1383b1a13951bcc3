import MartletNumerics

extension FittedPipeline: Storable {
    var kind: String { "pipeline" }

    func write(to writer: inout EstimatorWriter) throws {
        try writer.write(part: steps, "steps")
        try writer.write(part: estimator, "estimator")
    }
}

extension StackingClassifier.Fitted: Storable {
    var kind: String { "stacking_classifier" }

    func write(to writer: inout EstimatorWriter) throws { try features.write(names, finalEstimator, to: &writer) }

    init(_ reader: EstimatorReader) throws {
        self.init(
            names: try reader.value("names"), finalEstimator: try reader.classPredictor("final_estimator"),
            features: try StackedFeatures(reader))
    }
}

extension StackingRegressor.Fitted: Storable {
    var kind: String { "stacking_regressor" }

    func write(to writer: inout EstimatorWriter) throws { try features.write(names, finalEstimator, to: &writer) }

    init(_ reader: EstimatorReader) throws {
        self.init(
            names: try reader.value("names"), finalEstimator: try reader.predictor("final_estimator"),
            features: try StackedFeatures(reader))
    }
}

extension StackedFeatures {
    /// A stack, with the names of its estimators and what learned from them.
    fileprivate func write(
        _ names: [String], _ finalEstimator: any Predictor, to writer: inout EstimatorWriter
    ) throws {
        try writer.write(names, "names")
        try writer.write(part: finalEstimator, "final_estimator")
        try writer.write(parts: predictors, "estimators")
        try writer.write(methods.map { $0 == .probabilities }, "probabilities")
        try writer.write(passthrough, "passthrough")
    }

    fileprivate init(_ reader: EstimatorReader) throws {
        let areProbabilities: [Bool] = try reader.value("probabilities")
        self.init(
            predictors: try reader.predictors("estimators"),
            methods: areProbabilities.map { $0 ? .probabilities : .predictions },
            passthrough: try reader.value("passthrough"))
        try reader.require(
            !predictors.isEmpty && methods.count == predictors.count, "probabilities",
            "must say for each estimator whether they are asked for")
    }
}

extension VotingClassifier.Fitted: Storable {
    var kind: String { "voting" }

    func write(to writer: inout EstimatorWriter) throws {
        try writer.write(names, "names")
        try writer.write(parts: estimators, "estimators")
        try writer.write(weights, "weights")
        try writer.write(voting.rawValue, "voting")
        try writer.write(classes, "classes")
    }

    init(_ reader: EstimatorReader) throws {
        let voting = VotingClassifier.Voting(rawValue: try reader.value("voting"))
        try reader.require(voting != nil, "voting", "must be hard or soft")
        self.init(
            names: try reader.value("names"), estimators: try reader.classPredictors("estimators"),
            weights: try reader.value("weights"), voting: voting ?? .hard, classes: try reader.value("classes"))
        try reader.require(weights.count == estimators.count, "weights", "must be one for each estimator")
        try reader.require((1...1_000_000).contains(classes), "classes", "must be from 1 to 1,000,000")
    }
}

extension VotingRegressor.Fitted: Storable {
    var kind: String { "voting_regressor" }

    func write(to writer: inout EstimatorWriter) throws {
        try writer.write(names, "names")
        try writer.write(parts: estimators, "estimators")
        try writer.write(weights, "weights")
    }

    init(_ reader: EstimatorReader) throws {
        self.init(
            names: try reader.value("names"), estimators: try reader.predictors("estimators"),
            weights: try reader.value("weights"))
        try reader.require(
            !weights.isEmpty && weights.count == estimators.count, "weights", "must be one for each estimator")
    }
}

extension BaggedClassPredictor: Storable {
    var kind: String { "bagging" }

    func write(to writer: inout EstimatorWriter) throws {
        try writer.write(parts: estimators, "estimators")
        for (index, rows) in samples.enumerated() { writer.write(Tensor(rows.map(Int64.init)), "samples/\(index)") }
    }

    init(_ reader: EstimatorReader) throws {
        let estimators = try reader.classPredictors("estimators")
        self.init(
            estimators: estimators,
            samples: try estimators.indices.map { try reader.tensor("samples/\($0)").array(of: Int.self) })
    }
}

extension PartialPredictor: Storable {
    var kind: String { "some_classes" }

    func write(to writer: inout EstimatorWriter) throws {
        try writer.write(part: learned, "learned")
        try writer.write(present, "present")
        try writer.write(classes, "classes")
    }

    init(_ reader: EstimatorReader) throws {
        self.init(
            learned: try reader.classPredictor("learned"), present: try reader.value("present"),
            classes: try reader.value("classes"))
        try reader.require((1...1_000_000).contains(classes), "classes", "must be from 1 to 1,000,000")
        try reader.require(present.allSatisfy((0..<classes).contains), "present", "must be classes")
    }
}
