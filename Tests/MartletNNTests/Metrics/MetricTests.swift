import MartletCodecs
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

@Suite struct MetricTests {
    @Test func namesAndAliases() throws {
        for metric in Metric.all { #expect(try Metric(named: metric.name).name == metric.name) }
        let known = [
            "acc": "accuracy", "mae": "mean_absolute_error", "AUC": "auc", "hinge": "hinge",
            "SparseTopKCategoricalAccuracy": "sparse_top_k_categorical_accuracy", "f1": "f1_score",
            "R2Score": "r2_score",
        ]
        for (alias, name) in known { #expect(try Metric(named: alias).name == name) }
        #expect { try Metric(named: "acuracy") } throws: {
            "\($0)".contains("unknown metric 'acuracy'; known are accuracy")
        }
    }

    @Test func comesBackFromFiles() throws {
        let metrics =
            Metric.all + [
                .loss(.huber(delta: 2)), .auc(curve: .pr, numberOfThresholds: 50), .precision(threshold: 0.2),
                .fBeta(beta: 2, average: .weighted, threshold: 0.3),
            ]
        for metric in metrics {
            let json = try JSON(encoding: metric)
            #expect(try JSON(encoding: json.decode(Metric.self)) == json)
        }
    }

    @Test func accuracyMeansWhatTheOutputSays() {
        let cases: [(Loss, Shape, String)] = [
            (.binaryCrossentropy(), [-1, 1], "binary_accuracy"), (.meanSquaredError, [-1], "binary_accuracy"),
            (.sparseCategoricalCrossentropy(), [-1, 4], "sparse_categorical_accuracy"),
            (.categoricalCrossentropy(), [-1, 4], "categorical_accuracy"),
        ]
        for (loss, shape, name) in cases {
            #expect(Metric.accuracy.resolved(loss: loss, prediction: TensorType(shape)).name == name)
            #expect(Metric.recall().resolved(loss: loss, prediction: TensorType(shape)).name == "recall")
        }
    }

    /// Sums over batches are the sums over all rows.
    @Test(arguments: [
        Metric.auc(), .auc(curve: .pr), .precision(), .recall(), .binaryAccuracy(), .rootMeanSquaredError,
    ])
    func batchesDoNotMatter(_ metric: Metric) throws {
        var generator = RandomGenerator(seed: 5)
        let y = try generator.bernoulli([60, 1]).cast(to: .float32)
        let p = try generator.uniform([60, 1])
        let whole = try metric.value(y, p)
        #expect(abs(try metric.value(y, p, cuts: [7, 30, 59]) - whole) < 1e-6)
    }

    /// The area under the ROC curve is the probability that a positive ranks above a negative; 200 thresholds find it
    /// to their distance.
    @Test func aucIsTheProbabilityOfRightOrder() throws {
        var generator = RandomGenerator(seed: 6)
        let y = try generator.bernoulli([300, 1]).cast(to: .float32)
        let p = try (y * 0.3 + generator.uniform([300, 1]) * 0.7)
        let (truth, score) = (y.array(of: Float.self), p.array(of: Float.self))
        var (right, pairs) = (0.0, 0.0)
        for i in truth.indices where truth[i] == 1 {
            for j in truth.indices where truth[j] == 0 {
                pairs += 1
                right += score[i] > score[j] ? 1 : (score[i] == score[j] ? 0.5 : 0)
            }
        }
        #expect(abs(try Metric.auc().value(y, p) - right / pairs) < 1.0 / 199)
    }

    @Test func nothingPredictedIsNoPrecision() throws {
        #expect(try Metric.precision().value(.ones([3, 1]), .zeros([3, 1])) == 0)
        #expect(try Metric.recall().value(.zeros([3, 1]), .ones([3, 1])) == 0)
    }

    /// Other classes' scores may be infinite, as masked logits are.
    @Test func topKBearsInfiniteScores() throws {
        let scores = try Tensor([[1, -.infinity, 3], [-.infinity, 2, 1]] as [[Float]])
        #expect(try Metric.sparseTopKCategoricalAccuracy(k: 1).value(Tensor([2, 0] as [Int32]), scores) == 0.5)
    }

    @Test func refusesTargetsThatDoNotFit() throws {
        let builder = Builder()
        let (y, p) = (builder.input(TensorType([4, 3])), builder.input(TensorType([4, 3])))
        let wrong = Metric.sparseCategoricalAccuracy.accumulate(y, p, weights: nil)
        #expect { try builder.finish([wrong]) } throws: { "\($0)".contains("takes class indices [batch, …]") }
    }
}
