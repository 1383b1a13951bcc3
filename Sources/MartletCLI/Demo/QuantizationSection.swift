import Martlet

/// Turns the network of convolutions into integers of 8 bits, by some of the digits it has learned.
struct QuantizationSection: DemoSection {
    let name = "quantize"
    let title = "Turn that into integers of 8 bits"

    private static let calibrationRows = 200

    func run(_ stage: inout DemoStage) throws -> JSON {
        guard let model = stage.convolutional else { preconditionFailure("convolutions come before") }
        let (train, test) = (stage.run.train, stage.test)
        let calibration = try Dataset(train.features[0..<Self.calibrationRows] / 16)
        let rounded = try model.postTrainingQuantized(calibration: calibration)
        let integers = try rounded.quantized()
        func accuracy(_ model: Model) throws -> Double {
            try model.evaluate(test.features / 16, test.labels)["accuracy"] ?? .nan
        }
        let bytes = try (before: model.fileSize(), after: integers.fileSize())
        let (before, after) = try (accuracy(model), accuracy(integers))
        let speed = try QuantizationSpeed(model, integers, on: calibration, rows: 1)
        let worst = try rounded.quantizationReport(on: calibration).worst.first
        stage.say("   Ranges chosen by \(Self.calibrationRows) images that it has learned")
        stage.say(
            "   Accuracy on \(test.count) images it has not seen: \(before.percent) before, \(after.percent) after")
        stage.say("   \(grouped(bytes.before)) bytes before, \(grouped(bytes.after)) after")
        if let speed {
            stage.say(
                "   One prediction takes \((speed.before * 1e6).short) µs before, \((speed.after * 1e6).short) µs after"
            )
        }
        if let worst { stage.say("   \(worst.place) loses most: \(worst.signalToNoise.short) dB are left") }
        return [
            "accuracy": ["before": .double(before), "after": .double(after)],
            "bytes": ["before": .integer(bytes.before), "after": .integer(bytes.after)],
            "speed_up": speed.map { .double($0.ratio) } ?? .null,
        ]
    }
}
