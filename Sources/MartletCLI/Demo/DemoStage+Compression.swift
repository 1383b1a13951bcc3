import Martlet

extension DemoStage {
    /// Says what a network of convolutions has before and after it was made smaller: accuracy, bytes and time.
    mutating func compare(_ model: Model, with smaller: Model) throws -> JSON {
        let images = try test.features / 16
        func accuracy(_ model: Model) throws -> Double { try model.evaluate(images, test.labels)["accuracy"] ?? .nan }
        let accuracies = try (before: accuracy(model), after: accuracy(smaller))
        let bytes = try (before: model.fileSize(), after: smaller.fileSize())
        let speed = try SpeedComparison(model, smaller, on: Dataset(images).batched(1), rows: 1)
        say(
            "   Accuracy on \(test.count) images it has not seen: \(accuracies.before.percent) before, \(accuracies.after.percent) after"
        )
        say("   \(grouped(bytes.before)) bytes before, \(grouped(bytes.after)) after")
        if let speed {
            say(
                "   One prediction takes \((speed.before * 1e6).short) µs before, \((speed.after * 1e6).short) µs after"
            )
        }
        let after = [
            100 * accuracies.after / accuracies.before, 100 * Double(bytes.after) / Double(bytes.before),
            speed.map { 100 / $0.ratio } ?? .nan,
        ]
        let bars = BarChart(
            y: "% of before", categories: ["accuracy", "bytes", "time of a prediction"],
            series: [.init("before", [100, 100, 100]), .init("after", after)])
        show(bars.svg, "What is left of accuracy, bytes and time")
        return [
            "accuracy": ["before": .double(accuracies.before), "after": .double(accuracies.after)],
            "bytes": ["before": .integer(bytes.before), "after": .integer(bytes.after)],
            "speed_up": speed.map { .double($0.ratio) } ?? .null,
        ]
    }
}
