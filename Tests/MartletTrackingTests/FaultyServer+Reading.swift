import MartletCodecs
import MartletTestSupport
import MartletTracking

/// What is asked of MLflow's server by whoever reads runs and registers models.
extension FaultyServer {
    struct Registered {
        var description = ""
        var versions: [JSON] = []
        var aliases: [String: String] = [:]
        var tags: [String: String] = [:]
    }

    /// Nil is that there is no such thing.
    static func read(_ method: String, _ path: String, _ body: JSON, _ state: inout State) -> JSON? {
        let asked = Asked(path, body)
        let name = asked["name"]
        switch (method, asked.path) {
        case ("POST", "experiments/search"):
            return page("experiments", [["experiment_id": "7", "name": .string(state.experiment)]], asked)
        case ("POST", "runs/search"):
            let runs = state.runs.keys.sorted(by: >).filter { id in
                let tags = state.tags[id, default: [:]].map { "tags.`\($0)` = '\($1)'" }
                return asked["filter"].isEmpty || tags.contains(asked["filter"])
            }
            return page("runs", runs.map { found($0, state) }, asked)
        case ("GET", "metrics/get-history"):
            let metrics = state.metrics[asked["run_id"], default: []].filter { $0[0].string == asked["metric_key"] }
            return page(
                "metrics", metrics.map { ["key": $0[0], "step": $0[1], "value": $0[2], "timestamp": 5] }, asked)
        case ("POST", "logged-models/search"):
            return page("models", state.models.keys.sorted(by: >).map { info($0, state) }, asked)
        case ("GET", "registered-models/search"):
            return page("registered_models", state.registered.keys.sorted().map { registered($0, state) }, asked)
        case ("GET", "registered-models/get"):
            return state.registered[name] == nil ? nil : ["registered_model": registered(name, state)]
        case ("POST", "registered-models/create"): state.registered[name] = Registered()
        case ("GET", "model-versions/search"):
            let quoted = asked["filter"].dropFirst("name='".count).dropLast()
            return page("model_versions", state.registered[String(quoted)]?.versions ?? [], asked)
        case ("POST", "model-versions/create"):
            guard let registered = state.registered[name] else { return nil }
            let version: JSON = [
                "name": .string(name), "version": .string("\(registered.versions.count + 1)"),
                "source": body["source"] ?? .null, "run_id": body["run_id"] ?? .null,
            ]
            state.registered[name]?.versions.append(version)
            return ["model_version": version]
        case ("PATCH", "model-versions/update"):
            let place = (Int(asked["version"]) ?? 0) - 1
            state.registered[name]?.versions[place]["description"] = body["description"]
        case ("PATCH", "registered-models/update"): state.registered[name]?.description = asked["description"]
        case ("POST", "model-versions/set-tag"):
            state.registered[name]?.tags["\(asked["version"]).\(asked["key"])"] = asked["value"]
        case ("GET", "model-versions/get-download-uri"):
            let version = state.registered[name]?.versions.first { $0["version"]?.string == asked["version"] }
            let model = version?["source"]?.string?.dropFirst("models:/".count) ?? ""
            return ["artifact_uri": .string("mlflow-artifacts:/7/models/\(model)")]
        case ("POST", "registered-models/alias"):
            state.registered[name]?.aliases[asked["alias"]] = asked["version"]
        case ("DELETE", "registered-models/alias"): state.registered[name]?.aliases[asked["alias"]] = nil
        case ("POST", "registered-models/set-tag"): state.registered[name]?.tags[asked["key"]] = asked["value"]
        default:
            let id = String(asked.path.dropFirst("logged-models/".count))
            return method == "GET" && state.models[id] != nil ? ["model": info(id, state)] : nil
        }
        return [:]
    }

    /// What a request says, in its address or its body.
    private struct Asked {
        let path: String
        private var values: [String: String] = [:]

        init(_ path: String, _ body: JSON) {
            let parts = path.split(separator: "?", maxSplits: 1)
            self.path = String(parts[0])
            for pair in parts.dropFirst().first?.split(separator: "&") ?? [] {
                let pair = pair.split(separator: "=", omittingEmptySubsequences: false)
                values[String(pair[0])] = String(decoding: PercentEncoding.decoded(pair[1]), as: UTF8.self)
            }
            for (name, value) in body.object ?? [:] { values[name] = value.string }
        }

        subscript(name: String) -> String { values[name] ?? "" }
    }

    /// Two entries of a list at a time.
    private static func page(_ name: String, _ list: [JSON], _ asked: Asked) -> JSON {
        let start = Int(asked["page_token"]) ?? 0
        var answer: JSON = [:]
        answer[name] = .array(Array(list.dropFirst(start).prefix(2)))
        if start + 2 < list.count { answer["next_page_token"] = .string("\(start + 2)") }
        return answer
    }

    private static func found(_ id: String, _ state: State) -> JSON {
        let info: JSON = [
            "run_id": .string(id), "experiment_id": "7", "run_name": state.runs[id]?["name"] ?? .null,
            "status": state.runs[id]?["status"] ?? .null, "start_time": 1, "end_time": state.runs[id]?["end"] ?? .null,
            "artifact_uri": .string("mlflow-artifacts:/7/\(id)/artifacts"),
        ]
        let metrics = state.metrics[id, default: []].map { ["key": $0[0], "value": $0[2]] as JSON }
        return [
            "info": info,
            "data": [
                "metrics": .array(metrics), "params": pairs(state.parameters[id]), "tags": pairs(state.tags[id]),
            ],
        ]
    }

    private static func pairs(_ values: [String: String]?) -> JSON {
        .array((values ?? [:]).map { ["key": .string($0), "value": .string($1)] })
    }

    private static func info(_ id: String, _ state: State) -> JSON {
        let model = state.models[id]
        return [
            "info": [
                "model_id": .string(id), "name": model?["name"] ?? .null, "status": model?["status"] ?? .null,
                "source_run_id": model?["source_run_id"] ?? .null, "tags": model?["tags"] ?? .null,
                "artifact_uri": .string("mlflow-artifacts:/7/models/\(id)"),
            ]
        ]
    }

    private static func registered(_ name: String, _ state: State) -> JSON {
        let model = state.registered[name]
        let aliases = (model?.aliases ?? [:]).map { ["alias": .string($0), "version": .string($1)] as JSON }
        return [
            "name": .string(name), "latest_versions": .array(model?.versions.suffix(1) ?? []),
            "aliases": .array(aliases), "tags": pairs(model?.tags),
            "description": .string(model?.description ?? ""),
        ]
    }
}
