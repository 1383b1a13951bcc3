import MartletEstimators
import MartletNumerics
import Testing

@Suite struct CrossValidationTests {
    /// The logarithm of a probability moves by no more than the scores of a row, of features below 10, do: 1e-4.
    @Test(arguments: Data.allCases)
    func scoresAreThoseOfScikitLearn(data: Data) throws {
        let (x, y) = try data.load()
        let scores = try crossValidate(
            exact(), x, y, scoring: [.accuracy, .f1(average: .macro), .negLogLoss], returnTrainScore: true)
        for name in ["test_accuracy", "test_f1_macro", "test_neg_log_loss", "train_accuracy"] {
            let expected = try Golden.sklearn.tensor("validate.\(data.rawValue).\(name)")
            let (part, scorer) = (name.prefix(while: { $0 != "_" }), String(name.drop { $0 != "_" }.dropFirst()))
            let found = try #require((part == "test" ? scores.test : scores.train)[scorer])
            #expect(try difference(Tensor(found), expected) < (scorer == "neg_log_loss" ? 1e-4 : 1e-12), "\(name)")
        }
        #expect(scores.fitTimes.count == 5 && scores.errors.allSatisfy { $0 == nil })
    }

    @Test func predictionsAreThoseOfScikitLearn() throws {
        let (x, y) = try Data.iris.load()
        #expect(try crossValidatePredictions(exact(), x, y, cv: 4) == Golden.sklearn.integers("predict.iris"))
        let shares = try crossValidateProbabilities(exact(), x, y, cv: 4)
        #expect(try difference(shares, Golden.sklearn.tensor("predict.iris.probabilities")) < 1e-4)
        let values = try crossValidatePredictions(Ridge(), x[.all, 0..<3], x[.all, 3], cv: KFold(3, shuffle: true))
        #expect(values.shape == [150])
        #expect(throws: EstimatorError.self) { try crossValidatePredictions(exact(), x, y, cv: ShuffleSplit(2)) }
    }

    /// Classes that are only among a fold's test rows are never predicted, and cost no more than their rows.
    @Test func foldsMayLackClasses() throws {
        let (x, y) = try Data.iris.load()
        // Rows come class by class.
        let shares = try crossValidateProbabilities(LogisticRegression(), x, y, cv: KFold(3))
        for row in stride(from: 0, to: 150, by: 10) {
            let p = try shares[row].array(of: Double.self)
            #expect(p[y[row]] == 0)
            #expect(abs(p.reduce(0, +) - 1) < 1e-12)
        }
        #expect(try crossValidate(LogisticRegression(), x, y, cv: KFold(3))["accuracy"] == [0, 0, 0])
    }

    @Test func failuresAreKeptOrThrown() throws {
        let (x, y) = try Data.iris.load()
        struct Picky: Classifier {
            func learn(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> DummyClassifier.Fitted {
                guard y.count != 101 else { throw EstimatorError.oneClass("Picky") }
                return try DummyClassifier().learn(x, y, sampleWeight: sampleWeight)
            }
        }
        struct Validator: CrossValidator {
            func folds(rows: Int, classes: [Int]?, groups: [Int]?) throws -> [Fold] {
                [Fold(train: Array(0..<100), test: [100]), Fold(train: Array(0...100), test: [101])]
            }
        }
        let scores = try crossValidate(Picky(), x, y, cv: Validator())
        #expect(scores[][0] == 0 && scores[][1].isNaN)
        #expect(scores.errors[0] == nil && scores.errors[1]?.contains("Picky") == true)
        #expect(try crossValidate(Picky(), x, y, cv: Validator(), errorScore: .value(-1))[] == [0, -1])
        #expect(throws: EstimatorError.oneClass("Picky")) {
            try crossValidate(Picky(), x, y, cv: Validator(), errorScore: .raise)
        }
        #expect(throws: EstimatorError.self) { try crossValidate(LogisticRegression(c: -1), x, y) }
    }

    @Test func workersDontMatter() throws {
        let (x, y) = try Data.iris.load()
        let classifier = NeuralClassifier(hidden: [8], epochs: 3, seed: 1)
        let one = try crossValidateProbabilities(classifier, x, y, workers: 1)
        #expect(try one == crossValidateProbabilities(classifier, x, y, workers: 2))
        // Folds share plans, which an estimator that learns alone makes for itself.
        for fold in try 5.folds(of: y) {
            let alone = try classifier.fit(x.take(fold.train), fold.train.map { y[$0] })
            #expect(try alone.probabilities(x.take(fold.test)) == one.take(fold.test))
        }
    }
}
