import MartletEstimators
import MartletTestSupport
import Testing

@Suite struct EstimatorLawsTests {
    private static let network = NeuralClassifier(hidden: [8], learningRate: 0.02, epochs: 12, seed: 1)
    static let classifiers: [(String, any Classifier)] = [
        ("NeuralClassifier", network), ("LogisticRegression", LogisticRegression()),
        ("DummyClassifier", DummyClassifier()),
        (
            "StackingClassifier",
            StackingClassifier(estimators: ["network": network, "linear": LogisticRegression()], cv: 3)
        ),
        (
            "VotingClassifier",
            VotingClassifier(estimators: ["network": network, "linear": LogisticRegression()], voting: .soft)
        ),
        ("BaggingClassifier", BaggingClassifier(network, estimators: 3)),
        ("Pipeline", Pipeline(StandardScaler(), estimator: network)),
        ("AutoClassifier", AutoClassifier(trials: 6, folds: 3)),
        (
            "Pipeline of columns",
            Pipeline(
                ColumnTransformer([("first", QuantileTransformer(), [0])], remainder: .passthrough), MinMaxScaler(),
                estimator: LogisticRegression(c: 100))
        ),
        ("GridSearch", GridSearch(LogisticRegression(), SearchSettings(cv: 2)) { $0.vary(\.c, among: [0.1, 1]) }),
        (
            "RandomizedSearch",
            RandomizedSearch(network, trials: 2, SearchSettings(cv: 2)) {
                $0.vary(\.fitting.batchSize, among: [8, 16])
            }
        ),
        (
            "HalvingRandomSearch",
            HalvingRandomSearch(
                network, candidates: 2, factor: 2, resource: .parameter(\.fitting.epochs), minResources: 8,
                maxResources: 16,
                SearchSettings(cv: 2)
            ) { $0.vary(\.fitting.batchSize, among: [8, 16]) }
        ),
    ]
    static let regressors: [(String, any Regressor)] = [
        ("NeuralRegressor", NeuralRegressor(hidden: [8], learningRate: 0.02, epochs: 60, seed: 1)), ("Ridge", Ridge()),
        ("RidgeCV", RidgeCV()), ("VotingRegressor", VotingRegressor(estimators: ["a": Ridge(), "b": RidgeCV()])),
        ("Pipeline", Pipeline(StandardScaler(), estimator: Ridge())),
        ("StackingRegressor", StackingRegressor(estimators: ["a": Ridge(), "b": Ridge(alpha: 10)], cv: 3)),
        ("GridSearch", GridSearch(Ridge(), SearchSettings(cv: 2)) { $0.vary(\.alpha, among: [0.1, 1]) }),
    ]

    @Test(arguments: classifiers.indices) func classifiersKeepTheLaws(index: Int) throws {
        let (name, classifier) = Self.classifiers[index]
        #expect(try checkEstimator(classifier) == [], "\(name)")
    }

    @Test(arguments: regressors.indices) func regressorsKeepTheLaws(index: Int) throws {
        let (name, regressor) = Self.regressors[index]
        #expect(try checkEstimator(regressor) == [], "\(name)")
    }

    /// What draws a class for each place says another of a row when others come before it.
    @Test func brokenLawsAreFound() throws {
        #expect(try checkEstimator(DummyClassifier(strategy: .stratified)) == ["says another of rows among fewer"])
    }
}
