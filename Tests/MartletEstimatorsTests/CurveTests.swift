import MartletCodecs
import MartletEstimators
import MartletNumerics
import Testing

/// A quotient of whole numbers, or a mean of 80 numbers up to 1.
private let tolerance = 1e-14

@Suite struct CurveTests {
    private static func data() throws -> (truth: [Bool], scores: [Double]) {
        let truth = try Golden.sklearn.integers("curves.truth").map { $0 == 1 }
        return (truth, try Golden.sklearn.tensor("curves.scores").array())
    }

    @Test(arguments: [("short", true), ("long", false)])
    func rocCurvesAreThoseOfScikitLearn(name: String, dropIntermediate: Bool) throws {
        let (truth, scores) = try Self.data()
        let curve = try rocCurve(truth, scores, dropIntermediate: dropIntermediate)
        #expect(curve.thresholds[0] == .infinity)
        let expected = try Golden.sklearn.tensor("curves.roc.\(name)")[.all, 1...]
        let found = try Tensor([curve.falsePositiveRate, curve.truePositiveRate, curve.thresholds])
        #expect(try difference(found[.all, 1...], expected) < tolerance)
        let area = try #require(Golden.sklearn.metadata["curves"]?["area"]?.double)
        // Of up to 80 trapezoids.
        #expect(abs(curve.area - area) < 1e-13)
    }

    @Test func precisionRecallCurvesAreThoseOfScikitLearn() throws {
        let (truth, scores) = try Self.data()
        let curve = try precisionRecallCurve(truth, scores)
        let expected = try Golden.sklearn.tensor("curves.precision_recall")
        #expect(try difference(Tensor([curve.precision, curve.recall]), expected) < tolerance)
        #expect(try curve.thresholds == Golden.sklearn.tensor("curves.precision_recall.thresholds").array())
        let average = try #require(Golden.sklearn.metadata["curves"]?["average_precision"]?.double)
        #expect(abs(curve.averagePrecision - average) < 1e-13)
    }

    @Test(arguments: BinStrategy.allCases) func calibrationIsThatOfScikitLearn(strategy: BinStrategy) throws {
        let (truth, scores) = try Self.data()
        let curve = try calibrationCurve(truth, scores, bins: 7, strategy: strategy)
        let expected = try Golden.sklearn.tensor("curves.calibration.\(strategy)")
        #expect(
            try difference(Tensor([curve.truePositiveFraction, curve.predictedProbability]), expected) < tolerance)
    }

    @Test func badScoresAreRefused() {
        #expect(throws: EstimatorError.oneClass("the ROC curve")) { try rocCurve([true, true], [0, 1]) }
        #expect(throws: EstimatorError.self) { try rocCurve([true], [0, 1]) }
        #expect(throws: EstimatorError.self) { try rocCurve([], []) }
        #expect(throws: EstimatorError.self) { try rocCurve([true, false], [.nan, 1]) }
        #expect(throws: EstimatorError.self) { try precisionRecallCurve([false], [0]) }
        #expect(throws: EstimatorError.self) { try calibrationCurve([true], [1.5]) }
        #expect(throws: EstimatorError.self) { try calibrationCurve([true], [0.5], bins: 0) }
        #expect(throws: EstimatorError.self) { try calibrationCurve([true], [0.5], bins: .max) }
    }
}
