import MartletCodecs

extension MLflowServer: MLflowRecords {
    func experiments() throws -> [String] { try experimentNames().map(\.name) }

    private func experimentNames() throws -> [(id: String, name: String)] {
        try pages(of: "experiments", .post, "experiments/search", ["max_results": 1000]).map {
            ($0["experiment_id"]?.string ?? "", $0["name"]?.string ?? "")
        }
    }

    func runs(experiment: String?) throws -> [MLflowRun] {
        let experiments = try experimentNames().filter { experiment == nil || $0.name == experiment }
        if experiments.isEmpty { return [] }
        let names = Dictionary(experiments) { $1 }
        return try pages(
            of: "runs", .post, "runs/search",
            [
                "experiment_ids": .array(experiments.map { .string($0.id) }), "max_results": 1000,
                "order_by": ["attributes.start_time DESC"],
            ]
        ).map { run in
            let (info, data) = (run["info"], run["data"])
            let metrics = (data?["metrics"]?.array ?? []).compactMap { metric in
                metric["key"]?.string.map { ($0, metric["value"]?.double ?? .nan) }
            }
            let tags = Self.values(data?["tags"])
            var status = MLflowRun.Status(rawValue: info?["status"]?.string ?? "") ?? .running
            if status == .running, tags["martlet.process"].flatMap(RunningProcess.init)?.isGone == true {
                status = .killed
            }
            return MLflowRun(
                id: info?["run_id"]?.string ?? "", name: info?["run_name"]?.string ?? "",
                experiment: names[info?["experiment_id"]?.string ?? ""] ?? "",
                status: status, startTime: info?["start_time"]?.integer ?? 0, endTime: info?["end_time"]?.integer,
                parameters: Self.values(data?["params"]), metrics: Dictionary(metrics) { $1 },
                tags: tags, artifactLocation: info?["artifact_uri"]?.string ?? "")
        }
    }

    func metricHistory(_ name: String, run: String) throws -> [MLflowMetric] {
        let query = "run_id=\(MLflowREST.escaped(run))&metric_key=\(MLflowREST.escaped(name))&max_results=25000"
        return try pages(of: "metrics", .get, "metrics/get-history?\(query)").map {
            MLflowMetric(
                step: $0["step"]?.integer ?? 0, time: $0["timestamp"]?.integer ?? 0, value: $0["value"]?.double ?? .nan)
        }.sorted { ($0.step, $0.time, $0.value) < ($1.step, $1.time, $1.value) }
    }

    func datasets(run: String) throws -> [MLflowDataset] {
        let inputs = try ask(.get, "runs/get?run_id=\(MLflowREST.escaped(run))")["run"]?["inputs"]?["dataset_inputs"]
        return (inputs?.array ?? []).map { input in
            let dataset = input["dataset"]
            return MLflowDataset(
                name: dataset?["name"]?.string ?? "", digest: dataset?["digest"]?.string ?? "",
                context: Self.values(input["tags"])["mlflow.data.context"] ?? "")
        }.sorted { ($0.name, $0.digest) < ($1.name, $1.digest) }
    }

    func loggedModels(run: String?) throws -> [MLflowLoggedModel] {
        var body: JSON = ["experiment_ids": .array(try experimentNames().map { .string($0.id) }), "max_results": 50]
        body["order_by"] = [["field_name": "creation_timestamp", "ascending": false]]
        let models = try pages(of: "models", .post, "logged-models/search", body).map { Self.model($0) }
        return models.filter { run == nil || $0.run == run }
    }

    func loggedModel(_ id: String) throws -> MLflowLoggedModel? {
        try ifThere { try rest.ask(.get, "logged-models/\(MLflowREST.escaped(id))") }?["model"].map { Self.model($0) }
    }

    private static func model(_ model: JSON) -> MLflowLoggedModel {
        let info = model["info"]
        return MLflowLoggedModel(
            id: info?["model_id"]?.string ?? "", name: info?["name"]?.string ?? "",
            run: info?["source_run_id"]?.string.flatMap { $0.isEmpty ? nil : $0 },
            isReady: info?["status"]?.string == "LOGGED_MODEL_READY",
            creationTime: info?["creation_timestamp_ms"]?.integer ?? 0,
            artifactLocation: info?["artifact_uri"]?.string ?? "")
    }

    func registeredModels() throws -> [MLflowRegisteredModel] {
        try pages(of: "registered_models", .get, "registered-models/search?max_results=1000").map { model in
            let aliases = (model["aliases"]?.array ?? []).compactMap { alias -> (String, Int)? in
                guard let name = alias["alias"]?.string, let version = Self.version(alias) else { return nil }
                return (name, version)
            }
            return MLflowRegisteredModel(
                name: model["name"]?.string ?? "", description: model["description"]?.string ?? "",
                creationTime: model["creation_timestamp"]?.integer ?? 0,
                latestVersion: (model["latest_versions"]?.array ?? []).compactMap { Self.version($0) }.max(),
                aliases: Dictionary(aliases) { $1 }, tags: Self.values(model["tags"]))
        }.sorted { $0.name < $1.name }
    }

    private static func version(_ json: JSON?) -> Int? {
        json?["version"]?.integer ?? json?["version"]?.string.flatMap { Int($0) }
    }

    func versions(of model: String) throws -> [MLflowModelVersion] {
        // Words of a filter are in quotes, which a name has no way to hold but the other ones.
        let quote = model.contains("'") ? "\"" : "'"
        let filter = MLflowREST.escaped("name=\(quote)\(model)\(quote)")
        // A list of versions doesn't have them.
        let known = try ifThere { try rest.ask(.get, "registered-models/get?name=\(MLflowREST.escaped(model))") }
        var aliases: [Int: [String]] = [:]
        for alias in known?["registered_model"]?["aliases"]?.array ?? [] {
            if let name = alias["alias"]?.string { aliases[Self.version(alias) ?? 0, default: []].append(name) }
        }
        aliases = aliases.mapValues { $0.sorted() }
        return try pages(of: "model_versions", .get, "model-versions/search?filter=\(filter)&max_results=1000").map {
            MLflowModelVersion(
                model: model, version: Self.version($0) ?? 0, description: $0["description"]?.string ?? "",
                creationTime: $0["creation_timestamp"]?.integer ?? 0,
                run: $0["run_id"]?.string.flatMap { $0.isEmpty ? nil : $0 }, source: $0["source"]?.string ?? "",
                aliases: aliases[Self.version($0) ?? 0] ?? [])
        }.sorted { $0.version > $1.version }
    }

    func location(of version: MLflowModelVersion) throws -> String {
        let query = "name=\(MLflowREST.escaped(version.model))&version=\(version.version)"
        return try ask(.get, "model-versions/get-download-uri?\(query)")["artifact_uri"]?.string ?? version.source
    }

    func register(_ origin: MLflowModelOrigin, as model: String) throws -> Int {
        if try ifThere({ try rest.ask(.get, "registered-models/get?name=\(MLflowREST.escaped(model))") }) == nil {
            try ask(.post, "registered-models/create", ["name": .string(model)])
        }
        var body: JSON = ["name": .string(model), "source": .string(origin.source)]
        body["run_id"] = origin.run.map { .string($0) }
        body["model_id"] = origin.model.map { .string($0) }
        guard let version = Self.version(try ask(.post, "model-versions/create", body)["model_version"]) else {
            throw MLflowError("\(rest.address): the answer names no version", .server)
        }
        return version
    }

    func set(alias: String, of model: String, to version: Int?) throws {
        if let version {
            let body: JSON = ["name": .string(model), "alias": .string(alias), "version": .string("\(version)")]
            try ask(.post, "registered-models/alias", body)
        } else {
            try ask(.delete, "registered-models/alias", ["name": .string(model), "alias": .string(alias)])
        }
    }

    func set(tag: String, of model: String, to value: String) throws {
        try ask(
            .post, "registered-models/set-tag",
            ["name": .string(model), "key": .string(tag), "value": .string(value)])
    }

    func describe(model name: String, as description: String) throws {
        try ask(
            .patch, "registered-models/update", ["name": .string(name), "description": .string(description)])
    }

    func describe(version: Int, of model: String, as description: String, tags: [String: String]) throws {
        let version: JSON = ["name": .string(model), "version": .string("\(version)")]
        if !description.isEmpty {
            var body = version
            body["description"] = .string(description)
            try ask(.patch, "model-versions/update", body)
        }
        for (tag, value) in tags.sorted(by: { $0.key < $1.key }) {
            var body = version
            (body["key"], body["value"]) = (.string(tag), .string(value))
            try ask(.post, "model-versions/set-tag", body)
        }
    }

    func withFile<R>(_ path: String, in location: String, _ body: (String) throws -> R) throws -> R? {
        guard location.hasPrefix("mlflow-artifacts:") else {
            return try MLflowFiles.withFile(path, in: location, body)
        }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return try withTemporaryFile(name) { file in
            try ifThere { try rest.get("\(location)/\(path)", to: file) }.map { try body(file) }
        }
    }
}

/// How a server is asked.
extension MLflowServer {
    /// What the server refuses, or is away for, is told as `MLflowError`.
    private func told<R>(_ body: () throws -> R) throws -> R {
        do {
            return try body()
        } catch let error as MLflowREST.Away {
            throw MLflowError(error.description, .server)
        } catch let error as MLflowREST.Refused {
            throw MLflowError(error.description, error.code == "RESOURCE_DOES_NOT_EXIST" ? .data : .server)
        }
    }

    /// Nil for what the server doesn't have.
    private func ifThere<R>(_ body: () throws -> R) throws -> R? {
        try told {
            do {
                return try body()
            } catch let error as MLflowREST.Refused where error.status == 404 {
                return nil
            }
        }
    }

    @discardableResult
    private func ask(_ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil) throws -> JSON {
        try told { try rest.ask(method, path, body) }
    }

    /// All that a list has, which a server gives page by page.
    func pages(
        of list: String, _ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil
    ) throws -> [JSON] {
        var (all, page): ([JSON], String?) = ([], nil)
        for _ in 0..<10_000 {
            var (path, body) = (path, body)
            if let page, body == nil {
                path += "&page_token=\(MLflowREST.escaped(page))"
            } else {
                body?["page_token"] = page.map { .string($0) }
            }
            let answer = try ask(method, path, body)
            let entries = answer[list]?.array ?? []
            all += entries
            guard let next = answer["next_page_token"]?.string, !next.isEmpty, !entries.isEmpty else { return all }
            page = next
        }
        throw MLflowError("\(rest.address): the list of \(list) has no end", .server)
    }

    /// Names and values of a list.
    static func values(_ list: JSON?) -> [String: String] {
        Dictionary((list?.array ?? []).map { ($0["key"]?.string ?? "", $0["value"]?.string ?? "") }) { $1 }
    }
}
