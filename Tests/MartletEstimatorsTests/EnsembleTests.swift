import MartletEstimators
import MartletNumerics
import Testing

/// Base estimators are within 2e-5 of their minimum on either side, and so the probabilities that the final one learns from
/// are within 1e-4; its coefficients move by less than ten times that, as its penalty holds them.
private let tolerance = 1e-3

@Suite struct EnsembleTests {
    private static let data = [Data.iris, .wine, .breastCancer]
    private static let base: KeyValuePairs<String, (any Classifier)?> = [
        "weak": exact(c: 10), "strong": exact(c: 0.01), "prior": DummyClassifier(),
    ]
    private static let cases: [String: StackingClassifier] = [
        "auto": StackingClassifier(estimators: base, finalEstimator: exact()),
        "passthrough": StackingClassifier(estimators: base, finalEstimator: exact(), passthrough: true),
        "predict": StackingClassifier(estimators: base, finalEstimator: exact(), stackMethod: .predictions),
        "three": StackingClassifier(estimators: base, finalEstimator: exact(), cv: 3),
    ]

    /// The final estimator learns from predictions out of the folds, so that its coefficients tell of these.
    @Test(arguments: data, cases.keys.sorted())
    func stacksAreThoseOfScikitLearn(data: Data, name: String) throws {
        let (x, y) = try data.load()
        let fitted = try Self.cases[name]!.fit(x, y)
        let key = "stack.\(data.rawValue).\(name)"
        let rows = Array(stride(from: 0, to: y.count, by: 7))
        let learned = try #require(fitted.finalEstimator as? LogisticRegression.Fitted)
        #expect(try difference(learned.coefficients, Golden.sklearn.tensor(key + ".coef")) < tolerance)
        let transformed = try fitted.predictor.transform(x).take(rows)
        #expect(try difference(transformed, Golden.sklearn.tensor(key + ".transform")) < 1e-4)
        let probabilities = try fitted.probabilities(x).take(rows)
        #expect(try difference(probabilities, Golden.sklearn.tensor(key + ".probabilities")) < tolerance)
        #expect(fitted.names == ["weak", "strong", "prior"] && fitted.estimators.count == 3)
    }

    @Test(arguments: data)
    func estimatorsMayBeDroppedOrFrozen(data: Data) throws {
        let (x, y) = try data.load()
        func coefficients(_ stack: StackingClassifier) throws -> Tensor {
            try #require(stack.fit(x, y).finalEstimator as? LogisticRegression.Fitted).coefficients
        }
        let stack = StackingClassifier(
            estimators: ["weak": exact(c: 10), "strong": nil, "prior": DummyClassifier()], finalEstimator: exact())
        #expect(
            try difference(coefficients(stack), Golden.sklearn.tensor("stack.\(data.rawValue).dropped.coef"))
                < tolerance)
        let half = Array(stride(from: 0, to: y.count, by: 2))
        let (some, classes) = try (x.take(half), half.map { y[$0] })
        let frozen = StackingClassifier(
            estimators: [
                "weak": FrozenEstimator(try exact(c: 10).fit(some, classes)),
                "strong": FrozenEstimator(try exact(c: 0.01).fit(some, classes)),
                "prior": FrozenEstimator(try DummyClassifier().fit(some, classes)),
            ], finalEstimator: exact())
        #expect(
            try difference(coefficients(frozen), Golden.sklearn.tensor("stack.\(data.rawValue).prefit.coef"))
                < tolerance)
    }

    /// LAPACK solves these; what remains is rounding.
    @Test func stacksOfRegressorsAreThoseOfScikitLearn() throws {
        let (all, _) = try Data.wine.load()
        let (x, y) = try (all[.all, 1...], all[.all, 0])
        let stack = StackingRegressor(
            estimators: ["a": Ridge(), "b": Ridge(alpha: 100), "c": nil], finalEstimator: Ridge())
        let fitted = try stack.fit(x, y)
        let learned = try #require(fitted.finalEstimator as? Ridge.Fitted)
        #expect(try difference(learned.coefficients, Golden.sklearn.tensor("stack.regressor.coef")) < 1e-9)
        #expect(try difference(fitted.predict(x), Golden.sklearn.tensor("stack.regressor.predictions")) < 1e-9)
        let standard = try StackingRegressor(estimators: ["a": Ridge(), "b": Ridge(alpha: 100)]).fit(x, y)
        #expect(try difference(standard.predict(x), Golden.sklearn.tensor("stack.regressor.default")) < 1e-9)
    }

    @Test(arguments: data, VotingClassifier.Voting.allCases)
    func votesAreThoseOfScikitLearn(data: Data, voting: VotingClassifier.Voting) throws {
        let (x, y) = try data.load()
        for (name, weights) in [("equal", nil), ("weighted", [1, 3, 2.5])] {
            let vote = VotingClassifier(estimators: Self.base, voting: voting, weights: weights)
            let expected = try Golden.sklearn.integers("vote.\(data.rawValue).\(voting).\(name)")
            #expect(try vote.fit(x, y).predict(x) == expected, "\(name)")
        }
        #expect(throws: EstimatorError.self) {
            try VotingClassifier(estimators: Self.base, weights: [1]).fit(x, y)
        }
        let hard = try VotingClassifier(estimators: Self.base).fit(x, y)
        #expect(throws: EstimatorError.noProbabilities("hard voting")) { try hard.probabilities(x) }
    }

    /// Each copy learns from rows of its own, by a seed of its own.
    @Test func bagsDrawRows() throws {
        let (x, y) = try Data.wine.load()
        let bag = BaggingClassifier(
            NeuralClassifier(hidden: [4], learningRate: 0.01, epochs: 5), estimators: 4, maxSamples: 0.5, seed: 3)
        let fitted = try bag.fit(x, y)
        #expect(fitted.samples.count == 4 && Set(fitted.samples).count == 4)
        #expect(fitted.samples.allSatisfy { $0.count == 89 && Set($0).count < 89 })
        let p = try fitted.estimators.map { try $0.probabilities(x).cast(to: .float64) }
        #expect(p[0] != p[1])
        // Four numbers up to 1, added in the same order.
        #expect(try difference(fitted.probabilities(x), (p[0] + p[1] + p[2] + p[3]) / 4) < 1e-15)
        let once = BaggingClassifier(LogisticRegression(), estimators: 2, maxSamples: 0.5, bootstrap: false)
        #expect(try once.fit(x, y).samples.allSatisfy { Set($0).count == 89 })
    }

    @Test func networksAreStacked() throws {
        let (x, y) = try Data.wine.load()
        func stack(_ workers: Int) -> StackingClassifier {
            StackingClassifier(
                estimators: [
                    "small": NeuralClassifier(hidden: [8], learningRate: 0.01, epochs: 10, seed: 1),
                    "large": NeuralClassifier(hidden: [16, 8], learningRate: 0.01, epochs: 10, seed: 2),
                ], finalEstimator: NeuralClassifier(hidden: [8], learningRate: 0.01, epochs: 20, seed: 3),
                workers: workers)
        }
        let words = y.map { ["x", "y", "z"][$0] }
        let (one, two) = try (stack(1).fit(x, words), stack(2).fit(x, words))
        #expect(one.classes == ["x", "y", "z"])
        #expect(try one.score(x, words) > 0.95)
        #expect(try one.probabilities(x) == two.probabilities(x))
    }
}
