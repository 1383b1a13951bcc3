import MartletCodecs
import MartletNN

/// A server of MLflow's, as a store of runs.
final class MLflowServer: Sendable {
    let rest: MLflowREST

    init(_ address: String) throws(MLflowError) { rest = try MLflowREST(address) }

    /// Begins a run, or goes on with the one that `run.resuming` names if the server has it.
    func begin(_ run: MLflowRunStart, tries: Int = 3) throws -> MLflowRunPlace {
        if let id = run.resuming, let place = try find(id, tries: tries) {
            try rest.ask(.post, "runs/update", ["run_id": .string(id), "status": "RUNNING"], tries: tries)
            try set(tags: run.tags.filter { $0.key.hasPrefix("martlet.") }, run: id, tries: tries)
            return place
        }
        let answer = try rest.ask(
            .post, "runs/create",
            [
                "experiment_id": .string(experiment(run.experiment, tries: tries)), "user_id": .string(run.user),
                "run_name": .string(run.name), "start_time": .integer(run.time), "tags": Self.pairs(run.tags),
            ], tries: tries)
        return try place(answer)
    }

    /// The run that the server has; nil if it has none of this name.
    func find(_ id: String, tries: Int = 3) throws -> MLflowRunPlace? {
        do {
            return try place(rest.ask(.get, "runs/get?run_id=\(MLflowREST.escaped(id))", tries: tries))
        } catch let error as MLflowREST.Refused where error.code == "RESOURCE_DOES_NOT_EXIST" {
            return nil
        }
    }

    /// The run of an experiment that has a tag; nil if there is none.
    func find(tag: String, _ value: String, experiment: String) throws -> MLflowRunPlace? {
        let value = value.filter { $0 != "'" }
        let answer = try rest.ask(
            .post, "runs/search",
            [
                "experiment_ids": [.string(self.experiment(experiment, tries: 1))], "max_results": 1,
                "filter": .string("tags.`\(tag)` = '\(value)'"),
            ], tries: 1)
        return try answer["runs"]?.array?.first.map { try place(["run": $0]) }
    }

    private func place(_ answer: JSON) throws -> MLflowRunPlace {
        let info = answer["run"]?["info"]
        guard let id = info?["run_id"]?.string, let experiment = info?["experiment_id"]?.string else {
            throw MLflowREST.Away(description: "\(rest.address): the answer names no run")
        }
        return MLflowRunPlace(
            id: id, experiment: experiment, experimentArtifacts: "", artifacts: info?["artifact_uri"]?.string ?? "")
    }

    private func experiment(_ name: String, tries: Int) throws -> String {
        let path = "experiments/get-by-name?experiment_name=\(MLflowREST.escaped(name))"
        do {
            let known = try rest.ask(.get, path, tries: tries)["experiment"]
            if known?["lifecycle_stage"]?.string == "deleted" {
                throw MLflowError("the experiment '\(name)' was deleted; restore it, or give another name", .data)
            }
            if let id = known?["experiment_id"]?.string { return id }
        } catch let error as MLflowREST.Refused where error.code == "RESOURCE_DOES_NOT_EXIST" {
            do {
                let made = try rest.ask(.post, "experiments/create", ["name": .string(name)], tries: tries)
                if let id = made["experiment_id"]?.string { return id }
            } catch let error as MLflowREST.Refused where error.code == "RESOURCE_ALREADY_EXISTS" {
                // Somebody else was faster.
                if let id = try rest.ask(.get, path, tries: tries)["experiment"]?["experiment_id"]?.string { return id }
            }
        }
        throw MLflowREST.Away(description: "\(rest.address): the answer names no experiment")
    }

    /// Notes numbers of one run, a thousand at a time as MLflow asks.
    func write(_ metrics: some Collection<(name: String, metric: MLflowMetric)>, run: String, tries: Int = 3) throws {
        var rest = metrics[...]
        while !rest.isEmpty {
            let batch = rest.prefix(1000)
            let entries = batch.map { name, metric -> JSON in
                [
                    "key": .string(name), "value": .double(metric.value), "timestamp": .integer(metric.time),
                    "step": .integer(metric.step),
                ]
            }
            try self.rest.ask(
                .post, "runs/log-batch", ["run_id": .string(run), "metrics": .array(entries)], tries: tries)
            rest = rest.dropFirst(batch.count)
        }
    }

    func log(parameters: [String: String], run: String, tries: Int = 3) throws {
        for batch in Self.batches(parameters) {
            try rest.ask(
                .post, "runs/log-batch", ["run_id": .string(run), "params": Self.pairs(batch)], tries: tries)
        }
    }

    func set(tags: [String: String], run: String, tries: Int = 3) throws {
        for batch in Self.batches(tags) {
            try rest.ask(.post, "runs/log-batch", ["run_id": .string(run), "tags": Self.pairs(batch)], tries: tries)
        }
    }

    func end(_ status: String, time: Int, run: String, tries: Int = 3) throws {
        try rest.ask(
            .post, "runs/update", ["run_id": .string(run), "status": .string(status), "end_time": .integer(time)],
            tries: tries)
    }

    /// Keeps a file at a location that the server named.
    func keep(_ content: MLflowContent, at path: String, in location: String, tries: Int = 3) throws {
        if location.hasPrefix("mlflow-artifacts:") {
            try rest.put(content, at: "\(location)/\(path)", tries: tries)
        } else {
            try MLflowFiles.write(content, to: path, in: location)
        }
    }

    /// Keeps a file with a model as one that the run made.
    func keep(model file: String, name: String, step: Int, run: MLflowRunPlace, tries: Int = 3) throws {
        let made = try makeModel(name, run: run, tries: tries)
        let description = MLflowModelFiles.description(
            id: made.id, location: made.location, run: run.id, size: try FileReader(file).count)
        try keep(.file(file), at: "model.safetensors", in: made.location, tries: tries)
        try keep(.bytes(Array(description.utf8)), at: "MLmodel", in: made.location, tries: tries)
        try finish(made.id, step: step, run: run, tries: tries)
    }

    /// Makes a model that the run made, whose files are to come.
    func makeModel(
        _ name: String, run: MLflowRunPlace, tags: [String: String] = [:], parameters: [String: String] = [:],
        tries: Int = 1
    ) throws -> (id: String, location: String) {
        let made = try rest.ask(
            .post, "logged-models",
            [
                "experiment_id": .string(run.experiment), "name": .string(name), "source_run_id": .string(run.id),
                "tags": Self.pairs(tags), "params": Self.pairs(parameters),
            ], tries: tries)["model"]?["info"]
        return try model(made)
    }

    private func model(_ info: JSON?) throws -> (id: String, location: String) {
        guard let id = info?["model_id"]?.string, let location = info?["artifact_uri"]?.string else {
            throw MLflowREST.Away(description: "\(rest.address): the answer names no model")
        }
        return (id, location)
    }

    /// The model of an experiment that has a tag; nil if there is none.
    func findModel(
        tag: String, _ value: String, in experiment: String
    ) throws -> (id: String, location: String)? {
        let body: JSON = ["experiment_ids": [.string(experiment)], "max_results": 50]
        return try pages(of: "models", .post, "logged-models/search", body).map { $0["info"] }
            .first { Self.values($0?["tags"])[tag] == value }.map(model)
    }

    /// Says that all files of a model are there, and that the run made it.
    func finish(_ model: String, step: Int, run: MLflowRunPlace, tries: Int) throws {
        try rest.ask(
            .patch, "logged-models/\(model)", ["model_id": .string(model), "status": "LOGGED_MODEL_READY"], tries: tries
        )
        // What a run made is told once.
        let known = try rest.ask(.get, "runs/get?run_id=\(MLflowREST.escaped(run.id))", tries: tries)["run"]?["outputs"]
        let isKnown = known?["model_outputs"]?.array?.contains { $0["model_id"]?.string == model } ?? false
        if isKnown { return }
        try rest.ask(
            .post, "runs/outputs",
            ["run_id": .string(run.id), "models": [["model_id": .string(model), "step": .integer(step)]]], tries: tries)
    }

    func log(_ data: TrackedData, run: String, tries: Int = 3) throws {
        var dataset: JSON = [
            "name": .string(MLflowName.cut(data.name, to: 500)), "digest": .string(MLflowName.digest(of: data)),
            "source_type": "local", "source": .string(MLflowName.source(of: data)),
        ]
        dataset["profile"] = MLflowName.profile(of: data).map { .string($0) }
        let tags = Self.pairs(["mlflow.data.context": MLflowName.cut(data.context, to: 500)])
        try rest.ask(
            .post, "runs/log-inputs",
            ["run_id": .string(run), "datasets": [["tags": tags, "dataset": dataset]]], tries: tries)
    }

    private static func pairs(_ values: [String: String]) -> JSON {
        .array(values.map { ["key": .string($0), "value": .string($1)] })
    }

    /// A hundred at a time, and no more than a server takes at once.
    private static func batches(_ values: [String: String]) -> [[String: String]] {
        var batches: [[String: String]] = []
        var size = 0
        for (name, value) in values {
            let bytes = 6 * (name.utf8.count + value.utf8.count)  // as JSON escapes the worst
            if batches.isEmpty || batches[batches.count - 1].count == 100 || size + bytes > 900_000 {
                batches.append([:])
                size = 0
            }
            batches[batches.count - 1][name] = value
            size += bytes
        }
        return batches
    }
}
