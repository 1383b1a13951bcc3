import Glibc
import Martlet

/// Writes a run of `fit`, one within it, and one that fails, as `test_mlflow.py` expects them; prints what it noted.
func writeMLflowRuns(to uri: String, experiment: String) throws -> String {
    let (train, _) = try Digits.load().split(testFraction: 0.2, seed: 1)
    var model = Model(
        Sequential {
            Dense(16, activation: .relu)
            Dense(10, activation: .softmax)
        }, input: [64], seed: 1)
    try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
    let mlflow = try MLflow(uri, experiment: experiment)
    let tracking = Tracking(mlflow, tags: ["kind": "peer"], savesModel: true)
    var id = ""
    let history = try tracking.run("fit") { run in
        id = mlflow.runID ?? ""
        run.log(TrackedData(name: "digits", context: "train", source: "embedded", digest: "0123abcd", rows: 1437))
        run.log(Artifact("notes/héllo.txt", .text("héllo\n")))
        for (step, value) in [0.5, 1.0 / 3, -1e-300, .nan, .infinity, -.infinity].enumerated() {
            run.log("special", value, step: step)
        }
        run.child("trial") { $0.log("score", 0.25, step: 7) }
        return try model.fit(train.features, train.labels, epochs: 3, validationSplit: 0.2, callbacks: [run.callback])
    }
    do {
        try tracking.run("broken") { _ in throw Difference(description: "on purpose") }
    } catch is Difference {}
    return JSON.object([
        "run": .string(id), "loss": .array(history["loss"].map { .double($0) }),
        "val_accuracy": .array(history["val_accuracy"].map { .double($0) }),
    ]).serialized()
}

/// Notes numbers in a run that doesn't end.
func trackForever(in uri: String) throws {
    let mlflow = try MLflow(uri, experiment: "killed")
    try mlflow.begin(TrackedRun(name: "forever"))
    print(mlflow.runID ?? "")
    fflush(nil)
    for step in 0... {
        try mlflow.log(["m": Double(step)], step: step)
        usleep(1000)
    }
}

/// What the runs of an experiment hold, as JSON.
func readMLflowRuns(in uri: String, experiment: String) throws -> String {
    let client = try MLflowClient(uri)
    let runs = try client.runs(experiment: experiment).map { run in
        var object: JSON = ["id": .string(run.id), "name": .string(run.name), "status": .string(run.status.rawValue)]
        object["parameters"] = .object(JSON.Object(run.parameters.mapValues { .string($0) }))
        object["tags"] = .object(JSON.Object(run.tags.mapValues { .string($0) }))
        var histories: JSON = [:]
        for name in run.metrics.keys {
            histories[name] = .array(
                try client.metricHistory(name, run: run.id).map {
                    [.integer($0.step), .integer($0.time), .double($0.value)]
                })
        }
        object["histories"] = histories
        return object
    }
    return JSON.array(runs).serialized()
}

extension JSON.Object {
    fileprivate init(_ members: [String: JSON]) {
        self = [:]
        for (name, value) in members { self[name] = value }
    }
}
