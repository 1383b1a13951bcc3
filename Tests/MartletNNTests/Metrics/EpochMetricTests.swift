import MartletGraph
import MartletNN
import MartletNumerics
import Testing

/// Metrics that are no mean over rows: they are of the epoch, not of its batches.
@Suite struct EpochMetricTests {
    private let truth = Tensor([0, 1, 2, 0, 1, 2] as [Int32])
    /// Guesses 0, 2, 1, 0, 0, 1: the example of scikit-learn's `f1_score`.
    private let scores = try! Tensor(
        [[3, 1, 2], [1, 2, 3], [1, 3, 2], [3, 2, 1], [3, 2, 1], [1, 3, 2]] as [[Float]])

    /// As scikit-learn's documentation has them: macro 0.26…, micro 0.33…, weighted 0.26….
    @Test func fOneIsScikitLearns() throws {
        #expect(abs(try Metric.f1(average: .macro).value(truth, scores) - 0.8 / 3) < 1e-7)
        #expect(abs(try Metric.f1(average: .micro).value(truth, scores) - 2.0 / 6) < 1e-7)
        #expect(abs(try Metric.f1(average: .weighted).value(truth, scores) - 0.8 / 3) < 1e-7)
        // Of fbeta_score with beta=0.5: macro 0.23….
        #expect(abs(try Metric.fBeta(beta: 0.5).value(truth, scores) - 0.714_285_714 / 3) < 1e-7)
    }

    @Test func oneHotTargetsMeanTheSame() throws {
        let oneHot = try Tensor.eye(3).take(truth)
        let column = try truth.reshaped([6, 1])
        for metric in [Metric.f1(), .balancedAccuracy, .f1(average: .micro)] {
            let value = try metric.value(truth, scores)
            #expect(try metric.value(oneHot, scores) == value)
            #expect(try metric.value(column, scores) == value)
        }
    }

    @Test func oneColumnIsOfTwoClasses() throws {
        let y = try Tensor([1, 1, 1, 0] as [Float]).reshaped([4, 1])
        let p = try Tensor([0.9, 0.8, 0.2, 0.7] as [Float]).reshaped([4, 1])
        // Two of three positives found, one of three finds wrong.
        #expect(abs(try Metric.f1().value(y, p) - 2.0 / 3) < 1e-7)
        #expect(abs(try Metric.balancedAccuracy.value(y, p) - (2.0 / 3 + 0) / 2) < 1e-7)
        #expect(abs(try Metric.f1(threshold: 0.75).value(y, p) - 0.8) < 1e-7)
    }

    @Test func balancedAccuracyIsTheMeanRecall() throws {
        #expect(abs(try Metric.balancedAccuracy.value(truth, scores) - 1.0 / 3) < 1e-7)
        // Of classes that are there.
        #expect(try Metric.balancedAccuracy.value(truth[0..<1], scores[0..<1]) == 1)
    }

    @Test func cosineSimilarityIsPositive() throws {
        let y = try Tensor([[0, 1], [1, 1]] as [[Float]]), p = try Tensor([[1, 0], [1, 1]] as [[Float]])
        #expect(abs(try Metric.cosineSimilarity.value(y, p) - 0.5) < 1e-6)
        #expect(Metric.cosineSimilarity.isMaximized)
    }

    /// scikit-learn's examples of `r2_score`.
    @Test func rSquaredIsScikitLearns() throws {
        let y = try Tensor([3, -0.5, 2, 7] as [Float]).reshaped([4, 1])
        let p = try Tensor([2.5, 0, 2, 8] as [Float]).reshaped([4, 1])
        #expect(abs(try Metric.r2Score.value(y, p) - 0.948_608_137) < 1e-6)
        let columns = try Tensor([[0.5, 1], [-1, 1], [7, -6]] as [[Float]])
        let guesses = try Tensor([[0, 2], [-1, 2], [8, -5]] as [[Float]])
        #expect(abs(try Metric.r2Score.value(columns, guesses) - 0.936_800_526) < 1e-6)
        #expect(try Metric.r2Score.value(.ones([3, 1]), .ones([3, 1])) == 1)
        #expect(try Metric.r2Score.value(.ones([3, 1]), .zeros([3, 1])) == 0)
    }

    /// Far from zero the squares of float32 numbers are all alike.
    @Test func rSquaredBearsTargetsFarFromZero() throws {
        var random = RandomGenerator(seed: 3)
        let noise = try random.normal([200, 1])
        let (y, p) = (try noise + 1000, try noise * 0.5 + 1000)
        #expect(abs(try Metric.r2Score.value(y, p, cuts: [50, 130]) - 0.75) < 0.01)
    }

    @Test(arguments: [Metric.f1(), .fBeta(beta: 2, average: .weighted), .balancedAccuracy, .r2Score, .cosineSimilarity])
    func batchesDoNotMatter(_ metric: Metric) throws {
        var random = RandomGenerator(seed: 5)
        let (y, p) = (try random.bernoulli([60, 3]).cast(to: .float32), try random.uniform([60, 3]))
        let weights = try random.uniform([60]) + 0.5
        let whole = try metric.value(y, p, weights: weights)
        #expect(abs(try metric.value(y, p, weights: weights, cuts: [7, 30, 59]) - whole) < 1e-5)
        // A row of weight 2 is two rows.
        let twice = try Tensor.concatenate([y, y]), predictedTwice = try Tensor.concatenate([p, p])
        let doubled = try metric.value(y, p, weights: .full(2 as Float, shape: [60]))
        #expect(abs(try metric.value(twice, predictedTwice) - doubled) < 1e-5)
    }

    @Test func metricsOfOnesOwnAccumulate() throws {
        let largest = Metric.custom("spread", isMaximized: false) { target, prediction in
            [prediction.sum().reshaped([1]), prediction.square().sum().reshaped([1])].concatenated(axis: 0)
        } result: {
            $0[1] - $0[0] * $0[0] / 150
        }
        let (x, y) = try Points.data()
        var model = Points.model()
        try model.compile(loss: .sparseCategoricalCrossentropy(), metrics: [largest, .f1(), .balancedAccuracy])
        let logs = try model.evaluate(x, y, batchSize: 64)
        let p = try model.predict(x).cast(to: .float64)
        let expected = try (p.square().sum() - p.sum().square() / 150).scalar(as: Double.self)
        #expect(abs(logs["spread"]! - expected) < 1e-4)
        #expect(Set(logs.keys) == ["loss", "spread", "f1_score", "balanced_accuracy"])
        let counts = try confusionMatrix(y, p)
        let recalls = (0..<3).map { i in
            let row = counts.array(of: Double.self)[3 * i..<3 * i + 3]
            return row[3 * i + i] / row.reduce(0, +)
        }
        #expect(abs(logs["balanced_accuracy"]! - recalls.reduce(0, +) / 3) < 1e-6)
        #expect(try model.fit(x, y, epochs: 2)["spread"].count == 2)
    }

    @Test func aVectorAsLongAsTheBatchIsRefused() {
        let rows = Metric.custom("rows") {
            $1.sum(axis: 1) + $0.cast(to: .float32) * 0
        } result: {
            $0[0]
        }
        var model = Points.model()
        #expect {
            try model.compile(loss: .sparseCategoricalCrossentropy(), metrics: [rows])
        } throws: {
            "\($0)".contains("sum over rows")
        }
    }

    @Test func lossesOfOnesOwnReadClassIndices() throws {
        let own = Loss.custom("own", targets: .classIndices) { target, prediction in
            -(prediction * target.oneHot(depth: 3)).sum(axis: -1).log()
        }
        let (x, y) = try Points.data()
        var (mine, known) = (Points.model(), Points.model())
        try mine.compile(loss: own, metrics: [.accuracy])
        try known.compile(loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
        let (a, b) = (try mine.evaluate(x, y), try known.evaluate(x, y))
        #expect(abs(a["loss"]! - b["loss"]!) < 1e-5 && a["accuracy"] == b["accuracy"])
        try mine.fit(x, y)
    }

    @Test func confusionMatricesCount() throws {
        #expect(
            try confusionMatrix(truth, scores) == Tensor([[2, 0, 0], [1, 0, 1], [0, 2, 0]]))
        #expect(try confusionMatrix(Tensor([0, 1, 1]), Tensor([0.2, 0.9, 0.4])) == Tensor([[1, 0], [1, 1]]))
        #expect(try confusionMatrix(Tensor([0]), Tensor([0]), classes: 2) == Tensor([[1, 0], [0, 0]]))
        #expect(throws: ArgumentError.self) { try confusionMatrix(Tensor([0, 1]), Tensor([0])) }
        #expect(throws: ArgumentError.self) { try confusionMatrix(Tensor([0, 3]), Tensor([0, 1]), classes: 2) }
        #expect(throws: ArgumentError.self) { try confusionMatrix(Tensor([-1]), Tensor([0])) }
    }

    @Test func onePrecisionOfSeveralClasses() throws {
        // Predicted 1: rows 2 and 5, both of class 2.
        let shares = try Tensor([[0.9, 0, 0.1], [0, 0.1, 0.9], [0, 0.9, 0.1], [0.9, 0.1, 0]] as [[Float]])
        let classes = Tensor([0, 1, 1, 2] as [Int32])
        #expect(try Metric.precision(classIndex: 1).value(classes, shares) == 1)
        #expect(try Metric.recall(classIndex: 1).value(classes, shares) == 0.5)
        var model = Points.model()
        #expect {
            try model.compile(loss: .sparseCategoricalCrossentropy(), metrics: [.precision()])
        } throws: {
            "\($0)".contains("classIndex: 0")
        }
    }

    @Test func valuesOutsideTheirRangeAreRefused() {
        for metric in [Metric.fBeta(beta: 0), .fBeta(beta: .nan), .f1(threshold: 2)] {
            #expect(throws: ArgumentError.self) { try metric.validate() }
        }
    }
}
