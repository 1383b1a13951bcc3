import Martlet

/// Keeps two short runs in a database of MLflow's, and reads them.
struct TrackingSection: DemoSection {
    let name = "track"
    let title = "Keep runs where MLflow's page shows them"

    func run(_ stage: inout DemoStage) throws -> JSON {
        #if SQLite
            let (train, seed) = (stage.run.train, stage.run.setup.seed)
            let (runs, lines) = try withTemporaryFile("mlflow.db") { path in
                let tracking = Tracking(try MLflow("sqlite:///\(path)", experiment: "demo"))
                for rate in [0.01, 0.001] {
                    var model = Model(
                        Sequential {
                            Rescaling(1.0 / 16)
                            Dense(32, activation: .relu)
                            Dense(10, activation: .softmax)
                        }, input: [64], seed: seed)
                    try model.compile(
                        optimizer: .adam(learningRate: .constant(rate)), loss: .sparseCategoricalCrossentropy(),
                        metrics: [.accuracy])
                    try tracking.run("rate \(rate)") { run in
                        run.log(parameters: ["learning_rate": "\(rate)"])
                        let note = LambdaCallback(onEpochEnd: { epoch, logs, _ in run.log(logs, step: epoch) })
                        try model.fit(train.features, train.labels, epochs: 5, callbacks: [note])
                    }
                }
                let client = try MLflowClient("sqlite:///\(path)")
                let runs = try client.runs(experiment: "demo")
                let lines = try runs.reversed().map { run in
                    let accuracies = try client.metricHistory("accuracy", run: run.id)
                    return LineChart.Series(
                        run.name, x: accuracies.map { Double($0.step + 1) }, y: accuracies.map(\.value))
                }
                return (runs, lines)
            }
            let rows = runs.reversed().map { run in
                [run.name, run.status.rawValue.lowercased(), run.metrics["accuracy"]?.percent ?? ""]
            }
            stage.draw(
                aligned([["run", "status", "accuracy while training"]] + rows).split(separator: "\n").map {
                    String($0.dropFirst(2))
                })
            stage.show(
                LineChart(x: "epoch", y: "accuracy", series: lines).svg, "The runs' curves over one another")
            stage.say("   martlet train --track sqlite:///mlflow.db keeps yours; mlflow ui shows them.")
            return JSON(runs.reduce(into: Logs()) { $0[$1.name] = $1.metrics["accuracy"] })
        #else
            stage.say("   needs the trait SQLite")
            return [:]
        #endif
    }
}
