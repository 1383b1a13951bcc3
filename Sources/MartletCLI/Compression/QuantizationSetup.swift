import Martlet

/// How `martlet quantize` rounds a model.
struct QuantizationSetup: Sendable {
    enum Method: String, CaseIterable, Sendable {
        case aware
        case postTraining = "post-training"
    }

    enum Ranges: String, CaseIterable, Sendable {
        case minMax = "min-max"
        case percentile, mse, entropy

        var method: CalibrationMethod {
            switch self {
            case .minMax: .minMax
            case .percentile: .percentile
            case .mse: .mse
            case .entropy: .entropy
            }
        }
    }

    /// How convolutions of integers are summed.
    enum Convolutions: String, CaseIterable, Sendable { case exact, winograd, fastest }

    /// Nil is post-training, or for a model that is rounded already as it is.
    var method: Method?
    /// Epochs of aware training.
    var epochs = 2
    /// Nil is as in training.
    var batchSize: Int?
    /// How ranges are chosen by rows; nil is from the least to the largest.
    var ranges: Ranges?
    /// The most rows by which ranges are chosen.
    var calibrationRows = 256
    /// Layers in which nothing is rounded.
    var keepFloat: [String] = []
    var convolutions = Convolutions.exact
    /// What the fastest convolutions may change of the outputs.
    var noise = 0.05
    /// Where to write also the model that rounds floating numbers; nil is nowhere.
    var roundedOutput: String?
    /// Nil is the model's.
    var seed: UInt64?

    /// As trackers are told, by the options' names.
    var parameters: [String: String] {
        var parameters = ["calibration_rows": "\(calibrationRows)", "convolutions": convolutions.rawValue]
        parameters["method"] = method?.rawValue
        parameters["ranges"] = ranges?.rawValue
        if method == .aware { parameters["epochs"] = "\(epochs)" }
        if !keepFloat.isEmpty { parameters["keep_float"] = keepFloat.joined(separator: ",") }
        parameters["batch_size"] = batchSize.map { "\($0)" }
        parameters["seed"] = seed.map { "\($0)" }
        return parameters
    }

    /// - Parameter dataset: rows by which noise is measured.
    func convolutions(on dataset: Dataset) -> IntegerConvolutions {
        switch convolutions {
        case .exact: .exact
        case .winograd: .winograd
        case .fastest: .fastest(within: noise, on: dataset)
        }
    }

    /// The first number that is outside its range; nil if all are right.
    var mistake: String? {
        if !(0...1).contains(noise) { return "--noise must be from 0 to 1, and is \(noise)" }
        let most = 1_000_000
        let counts = [("--epochs", epochs), ("--batch-size", batchSize ?? 1), ("--calibration-rows", calibrationRows)]
        return counts.first { !(1...most).contains($0.1) }.map { "\($0.0) must be from 1 to \(most), and is \($0.1)" }
    }
}
