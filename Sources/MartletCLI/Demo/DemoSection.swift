import Martlet

/// A part of the demo, which shows one capability.
protocol DemoSection: Sendable {
    /// What its results are called in JSON.
    var name: String { get }
    var title: String { get }
    /// Shows the capability and returns its results.
    func run(_ stage: inout DemoStage) throws -> JSON
}

/// What the sections share: the network, which the first one trains, its data, and where they report.
struct DemoStage {
    var run: TrainingRun<LabeledData>
    /// The examples that the network doesn't learn from.
    let test: LabeledData
    let isQuiet: Bool
    /// What is shown, as a page.
    var report = DemoReport()
    /// The network of convolutions, once it is trained.
    var convolutional: Model?

    /// Prints a line of the report.
    mutating func say(_ line: String) {
        if !isQuiet { print(line) }
        report.add("<p>\(line.drop { $0 == " " })</p>\n")
    }
}
