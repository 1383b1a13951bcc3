import Martlet

/// Turns the network of convolutions into integers of 8 bits, by some of the digits it has learned.
struct QuantizationSection: DemoSection {
    let name = "quantize"
    let title = "Turn that into integers of 8 bits"

    private static let calibrationRows = 200

    func run(_ stage: inout DemoStage) throws -> JSON {
        guard let model = stage.convolutional else { preconditionFailure("convolutions come before") }
        let calibration = try Dataset(stage.run.train.features[0..<Self.calibrationRows] / 16)
        let rounded = try model.postTrainingQuantized(calibration: calibration)
        stage.say("   Ranges chosen by \(Self.calibrationRows) images that it has learned")
        let json = try stage.compare(model, with: rounded.quantized())
        if let worst = try rounded.quantizationReport(on: calibration).worst.first {
            stage.say("   \(worst.place) loses most: \(worst.signalToNoise.short) dB are left")
        }
        return json
    }
}
