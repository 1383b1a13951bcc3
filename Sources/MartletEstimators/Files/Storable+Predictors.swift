import MartletNN
import MartletNumerics

extension EstimatorReader {
    /// What a part of this kind is; nil for kinds that aren't known.
    func read(kind: String) throws -> (any Sendable)? {
        switch kind {
        case "dummy": try DummyClassifier.Fitted(self)
        case "logistic": try LogisticRegression.Fitted(self)
        case "ridge": try Ridge.Fitted(self)
        case "ridge_cv": try RidgeCV.Fitted(self)
        case "network_classifier": try NetworkClassPredictor(self)
        case "network_regressor": try NetworkPredictor(self)
        case "stacking_classifier": try StackingClassifier.Fitted(self)
        case "stacking_regressor": try StackingRegressor.Fitted(self)
        case "voting": try VotingClassifier.Fitted(self)
        case "voting_regressor": try VotingRegressor.Fitted(self)
        case "bagging": try BaggedClassPredictor(self)
        case "some_classes": try PartialPredictor(self)
        case "pipeline": try pipeline()
        case "steps": try TransformerPipeline.Fitted(self)
        case "columns": try ColumnTransformer.Fitted(self)
        case "scaler": try value("found") as FittedScaler
        case "quantiles": try QuantileTransformer.Fitted(self)
        case "pieces": try value("found") as PiecewiseLinearEncoder.Fitted
        case "imputer": try value("found") as SimpleImputer.Fitted
        case "one_hot": try value("found") as OneHotEncoder.Fitted
        default: nil
        }
    }
}

extension AnyPredictor: Storable {
    var kind: String { (base as? any Storable)?.kind ?? "" }
    func write(to writer: inout EstimatorWriter) throws { try writer.write(contentOf: base) }
}

extension AnyClassPredictor: Storable {
    var kind: String { (base as? any Storable)?.kind ?? "" }
    func write(to writer: inout EstimatorWriter) throws { try writer.write(contentOf: base) }
}

extension AutoClassifier.Fitted: Storable {
    var kind: String { ensemble.kind }
    /// What was learned; the report isn't kept.
    func write(to writer: inout EstimatorWriter) throws { try ensemble.write(to: &writer) }
}

extension AutoRegressor.Fitted: Storable {
    var kind: String { ensemble.kind }
    /// What was learned; the report isn't kept.
    func write(to writer: inout EstimatorWriter) throws { try ensemble.write(to: &writer) }
}

extension SearchOutcome: Storable {
    var kind: String { (best as? any Storable)?.kind ?? "" }
    /// What the best learned; the other candidates' results aren't kept.
    func write(to writer: inout EstimatorWriter) throws { try writer.write(contentOf: refitted()) }
}

extension EstimatorWriter {
    /// Writes what something that stands for another is made of.
    fileprivate mutating func write(contentOf base: any Sendable) throws {
        guard let base = base as? any Storable else {
            throw ModelFileError(file, .unsupported, "\(type(of: base)) isn't Martlet's, and files can't hold it")
        }
        try base.write(to: &self)
    }
}

extension DummyClassifier.Fitted: Storable {
    var kind: String { "dummy" }

    func write(to writer: inout EstimatorWriter) throws {
        try writer.write(strategy.rawValue, "strategy")
        try writer.write(seed, "seed")
        try writer.write(classPrior, "class_prior")
    }

    init(_ reader: EstimatorReader) throws {
        guard let strategy = DummyClassifier.Strategy(rawValue: try reader.value("strategy")) else {
            throw ModelFileError(reader.file, .invalid, "'strategy' is none that this Martlet knows")
        }
        let prior: [Double] = try reader.value("class_prior")
        try reader.require(!prior.isEmpty, "class_prior", "must have a share for each class")
        self.init(strategy: strategy, seed: try reader.value("seed"), classPrior: prior)
    }
}

extension LogisticRegression.Fitted: Storable {
    var kind: String { "logistic" }

    func write(to writer: inout EstimatorWriter) throws {
        writer.write(coefficients, "coefficients")
        writer.write(intercept, "intercept")
        try writer.write(iterations, "iterations")
    }

    init(_ reader: EstimatorReader) throws {
        self.init(
            coefficients: try reader.tensor("coefficients"), intercept: try reader.tensor("intercept"),
            iterations: try reader.value("iterations"))
        try reader.require(
            coefficients.rank == 2 && intercept.shape == [coefficients.shape[0]], "coefficients",
            "must be [classes, features], with an intercept for each class")
    }
}

extension Ridge.Fitted: Storable {
    var kind: String { "ridge" }

    func write(to writer: inout EstimatorWriter) throws {
        writer.write(coefficients, "coefficients")
        try writer.write(intercept, "intercept")
    }

    init(_ reader: EstimatorReader) throws {
        self.init(coefficients: try reader.tensor("coefficients"), intercept: try reader.value("intercept"))
        try reader.require(coefficients.rank == 1, "coefficients", "must be [features]")
    }
}

extension RidgeCV.Fitted: Storable {
    var kind: String { "ridge_cv" }

    func write(to writer: inout EstimatorWriter) throws {
        try writer.write(alpha, "alpha")
        try writer.write(bestScore, "best_score")
        try writer.write(part: ridge, "ridge")
    }

    init(_ reader: EstimatorReader) throws {
        self.init(
            alpha: try reader.value("alpha"), bestScore: try reader.value("best_score"),
            ridge: try reader.typed(reader.part("ridge"), "ridge"))
    }
}

extension NetworkClassPredictor: Storable {
    var kind: String { "network_classifier" }

    func write(to writer: inout EstimatorWriter) throws {
        try writer.write(model, "model")
        try writer.write(history)
    }

    init(_ reader: EstimatorReader) throws {
        self.init(model: try reader.model("model"), history: try reader.history())
    }
}

extension NetworkPredictor: Storable {
    var kind: String { "network_regressor" }

    func write(to writer: inout EstimatorWriter) throws {
        try writer.write(model, "model")
        try writer.write(history)
        try writer.write(mean, "mean")
        try writer.write(deviation, "deviation")
    }

    init(_ reader: EstimatorReader) throws {
        self.init(
            model: try reader.model("model"), history: try reader.history(), mean: try reader.value("mean"),
            deviation: try reader.value("deviation"))
    }
}

extension EstimatorWriter {
    fileprivate mutating func write(_ history: History) throws {
        try write(history.epochs, "epochs")
        try write(history.logs, "logs")
    }
}

extension EstimatorReader {
    fileprivate func history() throws -> History { History(epochs: try value("epochs"), logs: try value("logs")) }

    fileprivate func pipeline() throws -> any Sendable {
        let steps: TransformerPipeline.Fitted = try typed(part("steps"), "steps")
        let last = try predictor("estimator")
        guard let last = last as? any ClassPredictor else {
            return FittedPipeline(steps: steps, estimator: AnyPredictor(last))
        }
        return FittedPipeline(steps: steps, estimator: AnyClassPredictor(last))
    }
}
