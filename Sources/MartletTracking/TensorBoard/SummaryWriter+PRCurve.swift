import MartletCodecs
import MartletNN
public import MartletNumerics

extension SummaryWriter {
    /// Notes how well predictions tell two classes apart at each of so many thresholds from 0 to 1: a curve of precision over
    /// recall, as `pr_curve` of TensorBoard's `pr_curves` has it.
    ///
    /// - Parameters:
    ///   - labels: 1, or true, for rows of the class that is looked for, and 0 for others; of any shape.
    ///   - predictions: for each label how likely it is, from 0 to 1.
    ///   - thresholds: how many there are.
    /// - Throws: `ArgumentError` for other numbers; `FileError`.
    public func prCurve(_ tag: String, labels: Tensor, predictions: Tensor, step: Int, thresholds: Int = 201) throws {
        guard 2...100_000 ~= thresholds else {
            throw ArgumentError("prCurve", "thresholds must be 2 to 100000, not \(thresholds)")
        }
        let labels = labels.cast(to: .float64).array(of: Double.self)
        let predictions = predictions.cast(to: .float64).array(of: Double.self)
        guard labels.count == predictions.count else {
            throw ArgumentError("prCurve", "there are \(labels.count) labels for \(predictions.count) predictions")
        }
        guard labels.allSatisfy({ $0 == 0 || $0 == 1 }), predictions.allSatisfy((0...1).contains) else {
            throw ArgumentError("prCurve", "labels must be 0 or 1, and predictions from 0 to 1")
        }
        let rows = Self.curve(labels, predictions, thresholds)
        var content = ProtobufWriter()
        content.field(2, varint: thresholds)
        try add(step: step, wallTime: nil) {
            $0.summary(tag, .prCurves, content: content.bytes) {
                $0.field(TensorField.dtype, varint: TensorKind.float)
                $0.shape([6, thresholds])
                $0.field(TensorField.content, bytes: rows.flatMap { Float($0).littleEndianBytes })
            }
        }
    }

    /// True and false positives, true and false negatives, precision and recall, each at all thresholds.
    private static func curve(_ labels: [Double], _ predictions: [Double], _ thresholds: Int) -> [Double] {
        var positives = [Double](repeating: 0, count: thresholds)
        var others = positives
        for (label, prediction) in zip(labels, predictions) {
            let place = Int(prediction * Double(thresholds - 1))
            positives[place] += label
            others[place] += 1 - label
        }
        // Whatever is predicted at or above a threshold counts as found.
        for place in (0..<thresholds - 1).reversed() {
            positives[place] += positives[place + 1]
            others[place] += others[place + 1]
        }
        let (missed, rejected) = (positives.map { positives[0] - $0 }, others.map { others[0] - $0 })
        let precision = zip(positives, others).map { $0 / max(1e-7, $0 + $1) }
        let recall = zip(positives, missed).map { $0 / max(1e-7, $0 + $1) }
        return positives + others + rejected + missed + precision + recall
    }
}

extension Float {
    fileprivate var littleEndianBytes: [UInt8] { withUnsafeBytes(of: bitPattern.littleEndian) { Array($0) } }
}
