import MartletGraph
import MartletNN
public import MartletNumerics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One network that learns what a classifier says, such as a stack too slow to serve: knowledge distillation (Hinton, Vinyals,
/// Dean 2015, "Distilling the Knowledge in a Neural Network").
///
/// ```swift
/// let distiller = Distiller(stack, student: NeuralClassifier(hidden: [32]))
/// let network = try distiller.fit(train.features, train.labels)
/// ```
///
/// Its loss is `alpha · CE(labels, p) + (1 − alpha) · T² · CE(q, p)`, the second with the teacher's probabilities `q` and the
/// student's `p` softened by the temperature `T`: logits are divided by it. Names and defaults are those of Keras's example.
public struct Distiller<Network: NetworkConfiguration>: Classifier, RandomEstimator {
    /// What it learns from.
    public var teacher: any ClassPredictor
    /// What learns.
    public var student: NeuralClassifier<Network>
    /// What logits are divided by: the higher, the more is learned of classes that aren't probable.
    public var temperature: Double
    /// How much the labels count, from 0 to 1.
    public var alpha: Double
    private let classes: Int

    public var seed: UInt64 {
        get { student.seed }
        set { student.seed = newValue }
    }

    /// A student of a teacher that has learned. The teacher's classes must be those of the labels in `fit`.
    public init<Label, Learned>(
        _ teacher: FittedClassifier<Label, Learned>, student: NeuralClassifier<Network>, temperature: Double = 3,
        alpha: Double = 0.1
    ) {
        self.teacher = teacher.predictor
        self.student = student
        self.temperature = temperature
        self.alpha = alpha
        classes = teacher.classes.count
    }

    /// - Throws: `EstimatorError` for another number of classes, for arguments out of their range, and of a teacher that gives
    ///   no probabilities.
    public func learn(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> NetworkClassPredictor {
        let codes = y.array(of: Int.self)
        let count = y.classCount
        try Checks.check(count == classes, "Distiller", "has a teacher of \(classes) classes, and there are \(count)")
        guard classes > 1 else { throw EstimatorError.oneClass("Distiller") }
        try Checks.check(
            temperature > 0 && temperature.isFinite, "temperature", "must be finite and positive, and is \(temperature)"
        )
        try Checks.check((0...1).contains(alpha), "alpha", "must be from 0 to 1, and is \(alpha)")
        var targets = softened(try teacher.probabilities(x))
        try Checks.check(
            targets.count == codes.count * classes, "the teacher", "must give a probability for each class")
        // A target has the shape of a prediction, so that the label is told by 2 more for its class.
        for (row, code) in codes.enumerated() { targets[row * classes + code] += 2 }
        let (model, history) = try student.fitting.fit(
            student.network, x, Tensor(targets, shape: [codes.count, classes]), classes: classes, stratify: codes,
            sampleWeight: student.classWeight.applied(to: sampleWeight, codes, classes: classes), loss: loss)
        return NetworkClassPredictor(model: model, history: history)
    }

    /// The probabilities when logits are divided by the temperature.
    private func softened(_ probabilities: Tensor) -> [Float] {
        var values = probabilities.array(of: Double.self).map { pow(max($0, 1e-30), 1 / temperature) }
        for start in stride(from: 0, to: values.count, by: classes) {
            let row = start..<min(start + classes, values.count)
            let sum = values[row].reduce(0, +)
            for i in row { values[i] /= sum }
        }
        return values.map(Float.init)
    }

    private var loss: Loss {
        let (temperature, alpha) = (temperature, alpha)
        return .custom("distillation") { target, prediction in
            let label = (target - 1).clipped(to: 0...1)
            let soft = target - label * 2
            let logits = prediction.clipped(to: 1e-30...1).log()
            let hard = (label * logits).sum(axes: [-1])
            let softened = (soft * (logits / temperature).logSoftmax()).sum(axes: [-1])
            return (hard * alpha + softened * ((1 - alpha) * temperature * temperature)) * -1
        }
    }
}
