import MartletCodecs
import MartletEstimators
import MartletNumerics
import Testing

/// Its features are the probabilities that it gives.
private struct Echo: Classifier {
    struct Fitted: ClassPredictor {
        func probabilities(_ x: Tensor) throws -> Tensor { x }
    }

    func learn(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> Fitted { Fitted() }
}

/// Its feature is the value that it predicts.
private struct EchoedValue: Regressor {
    struct Fitted: Predictor {
        func predict(_ x: Tensor) throws -> Tensor { try x[.all, 0] }
    }

    func learn(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> Fitted { Fitted() }
}

@Suite struct ScorerTests {
    static let averaged = [Scorer.Average.binary, .micro, .macro, .weighted].flatMap { average in
        [Scorer.f1(average: average), .precision(average: average), .recall(average: average)]
    }
    static let ranking = [Scorer.MultiClass.ovr, .ovo].flatMap { multiClass in
        [Scorer.Average.macro, .weighted].map { Scorer.rocAUC(multiClass: multiClass, average: $0) }
    }

    /// Sums of at most 60 numbers, in another order than NumPy's.
    @Test(arguments: [2, 3])
    func scoresAreThoseOfScikitLearn(classes: Int) throws {
        let p = try Golden.sklearn.tensor("scorers.\(classes).p")
        let y = try Golden.sklearn.integers("scorers.\(classes).y")
        let fitted = try Echo().fit(p, y)
        let expected = try #require(Golden.sklearn.metadata["scores"]?["\(classes)"])
        var judged = 0
        let scorers = [.accuracy, .balancedAccuracy, .negLogLoss, .rocAUC] + Self.averaged + Self.ranking
        for scorer in scorers {
            guard let score = expected[scorer.name]?.double else { continue }
            #expect(abs(try scorer(fitted, p, y) - score) < 1e-14, "\(scorer.name)")
            judged += 1
        }
        #expect(judged == 16)
        let words = ["ash", "birch", "cedar tree"]
        let (truth, guess) = (y.map { words[$0] }, try fitted.predict(p).map { words[$0] })
        #expect(try ClassificationReport(truth, guess).description == expected["report"]?.string)
        #expect(try confusionMatrix(truth, guess) == Golden.sklearn.tensor("scorers.\(classes).confusion"))
    }

    @Test func scoresOfValuesAreThoseOfScikitLearn() throws {
        let pair = try Golden.sklearn.tensor("scorers.values")
        let (x, y) = try (pair[1].reshaped([30, 1]), pair[0])
        let fitted = try EchoedValue().fit(x, y)
        for scorer in [Scorer.r2, .negMeanSquaredError, .negRootMeanSquaredError, .negMeanAbsoluteError] {
            let expected = try #require(Golden.sklearn.metadata["scores"]?["values"]?[scorer.name]?.double)
            #expect(abs(try scorer(fitted, x, y) - expected) < 1e-13, "\(scorer.name)")
        }
        #expect(try fitted.score(x, y) == Scorer.r2(fitted, x, y))
    }

    @Test func scorersMayBeOnesOwn() throws {
        let p = try Golden.sklearn.tensor("scorers.3.p")
        let y = try Golden.sklearn.integers("scorers.3.y")
        let fitted = try Echo().fit(p, y)
        let errors = Scorer(
            "errors",
            predictions: { truth, predicted in
                -Double(zip(truth.array(of: Int.self), predicted.array(of: Int.self)).count { $0 != $1 })
            })
        let certainty = Scorer("certainty", probabilities: { _, p in try p.max(axis: 1).mean().scalar() })
        #expect(try 1 + errors(fitted, p, y) / 60 == Scorer.accuracy(fitted, p, y))
        #expect(try certainty(fitted, p, y) == p.max(axis: 1).mean().scalar())
        #expect(throws: EstimatorError.self) { try Scorer.r2(fitted, p, y) }
        #expect(throws: EstimatorError.self) { try Scorer.f1(fitted, p, y) }
        #expect(throws: EstimatorError.self) { try Scorer.rocAUC(fitted, p, y) }
    }
}
