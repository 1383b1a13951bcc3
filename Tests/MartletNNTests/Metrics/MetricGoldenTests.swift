import MartletCodecs
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// The values of metrics over two batches, agreeing with Keras.
@Suite struct MetricGoldenTests {
    static let golden = KerasGolden("metrics")

    /// Vectors of thresholds are several metrics here; top k within precision and recall doesn't exist.
    static let names = golden.names.filter { name in
        let metric = golden.cases[name]!["metric"]!
        return metric["thresholds"]?.array == nil && metric["top_k"] == nil
    }

    /// Sums of 50 rows of float32 each, in two batches.
    static let tolerance = 8 * Double(Float.ulpOfOne)

    @Test(arguments: names, [false, true]) func agrees(_ name: String, weighted: Bool) throws {
        let (golden, described) = (Self.golden, Self.golden.cases[name]!)
        let metric = try described["metric"]!.kerasMetric
        let result = try metric.value(
            golden["\(name)/y_true"], golden["\(name)/y_pred"],
            weights: weighted ? golden["\(name)/sample_weight"] : nil, cuts: [described["split"]!.integer!])
        let truth = try golden.exact("\(name)/\(weighted ? "weighted_" : "")result").scalar(as: Double.self)
        #expect(abs(result - truth) <= Self.tolerance * max(abs(truth), 1e-30), "\(result), and Keras \(truth)")
    }
}

extension Metric {
    /// The metric over rows that come in batches cut at `cuts`.
    func value(_ target: Tensor, _ prediction: Tensor, weights: Tensor? = nil, cuts: [Int] = []) throws -> Double {
        var totals: [Double]?
        let rows = target.shape[0]
        for (start, end) in zip([0] + cuts, cuts + [rows]) {
            let inputs = try ([target, prediction] + (weights.map { [$0] } ?? [])).map { try $0[start..<end] }
            let builder = Builder()
            let symbols = inputs.map { builder.input(TensorType($0.shape, $0.dtype)) }
            let sums = accumulate(symbols[0], symbols[1], weights: symbols.count > 2 ? symbols[2] : nil)
            let batch = try builder.finish([sums]).run(inputs)[0].array(of: Double.self)
            if totals == nil { totals = batch.map { _ in 0 } }
            batch.map { Float($0) }.withUnsafeBufferPointer { add($0.baseAddress!, to: &totals!) }
        }
        return result(totals ?? [])
    }
}
