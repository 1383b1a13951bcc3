import Martlet

/// Explains one prediction: which pixels speak for the digit, and which against it.
struct ExplanationSection: DemoSection {
    let name = "explain"
    let title = "Say why it read that digit"

    private static let background = 50

    func run(_ stage: inout DemoStage) throws -> JSON {
        let (model, train) = (stage.run.model, stage.run.train)
        let one = try stage.test.features[0..<1]
        let explainer = try KernelSHAP(background: train.features[0..<Self.background], outputNames: train.classNames) {
            try model.predict($0)
        }
        let start = nanoseconds()
        let explanation = try explainer.explain(one)
        let seconds = Double(nanoseconds() - start) * 1e-9
        try explanation.checkAdditivity()
        let outputs = explanation.outputs.array(of: Double.self)
        let best = outputs.indices.max { outputs[$0] < outputs[$1] } ?? 0
        let values = try explanation.output(best).values.array(of: Double.self)
        stage.draw(Self.drawing(values))
        let (base, error) = (
            explanation.baseValues.array(of: Double.self)[best],
            explanation.standardErrors.array(of: Double.self).max() ?? 0
        )
        stage.say("   ▒ speak for \(train.classNames[best]) and ─ against it, by the Shapley values of the pixels")
        stage.say(
            "   Together they lead from \(base.percent), which it is on average, to \(outputs[best].percent), in "
                + "\((seconds * 1e3).short) ms")
        stage.show(
            try explanation.waterfall(row: 0, output: best).svg, "The pixels that count most, and what each adds")
        return [
            "class": .string(train.classNames[best]), "base_value": .double(base), "output": .double(outputs[best]),
            "values": .array(values.map { .double($0) }), "standard_error": .double(error), "seconds": .double(seconds),
        ]
    }

    /// Pixels by what they add, twice as wide as high like letters.
    private static func drawing(_ values: [Double]) -> [String] {
        let most = values.map { abs($0) }.max() ?? 1
        let marks = ["━━", "──", "··", "▒▒", "▓▓"]
        return stride(from: 0, to: values.count, by: Digits.imageShape[1]).map { start in
            values[start..<start + Digits.imageShape[1]].map { value in
                let part = value / max(most, .leastNonzeroMagnitude)
                return marks[part < -0.5 ? 0 : part < -0.1 ? 1 : part <= 0.1 ? 2 : part <= 0.5 ? 3 : 4]
            }.joined()
        }
    }
}
