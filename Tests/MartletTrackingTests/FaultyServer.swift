import MartletCodecs
import MartletTestSupport
import Synchronization

/// A server that speaks as much of MLflow's REST API as runs need, in the moods that it is told.
final class FaultyServer: Sendable {
    enum Mood: Sendable {
        case good, answering(Int), answeringOnce(Int), closingHalfway, hostile, refusing, silent
        /// After so many requests it does what it is asked for, answers nothing, and is away from then on.
        case breaking(after: Int)
    }

    struct State {
        var mood = Mood.good
        var runs: [String: [String: JSON]] = [:]
        var metrics: [String: [[JSON]]] = [:]
        var parameters: [String: [String: String]] = [:]
        var tags: [String: [String: String]] = [:]
        var files: [String: [UInt8]] = [:]
        var models: [String: JSON] = [:]
        var outputs: [String: [JSON]] = [:]
        var datasets: [JSON] = []
        var authorizations: Set<String> = []
        var largest = 0
        var experiment = ""
        var registered: [String: Registered] = [:]
    }

    private final class Box: Sendable {
        let state = Mutex(State())
    }

    private let box = Box()
    private let server: TestServer

    init() {
        server = TestServer { [box] request in box.state.withLock { Self.answer(request, &$0) } }
    }

    var address: String { "http://127.0.0.1:\(server.port)" }
    var state: State { box.state.withLock { $0 } }
    var connectionCount: Int { server.connectionCount }
    func set(_ mood: Mood) { box.state.withLock { $0.mood = mood } }

    private static func answer(_ request: TestServer.Request, _ state: inout State) -> TestServer.Answer {
        guard case .breaking(let left) = state.mood else { return wholeAnswer(request, &state) }
        state.mood = .good
        let answer = wholeAnswer(request, &state)
        state.mood = left > 0 ? .breaking(after: left - 1) : .answering(503)
        return left > 0 ? answer : TestServer.Answer(body: Array("{".utf8), announced: 1000)
    }

    private static func wholeAnswer(_ request: TestServer.Request, _ state: inout State) -> TestServer.Answer {
        state.authorizations.insert(request.headers["authorization"] ?? "")
        switch state.mood {
        case .good, .breaking: break
        case .answering(let status): return TestServer.Answer(status: status, body: Array("no".utf8))
        case .answeringOnce(let status):
            state.mood = .good
            return TestServer.Answer(status: status, body: Array("no".utf8))
        case .silent: return TestServer.Answer(isSilent: true)
        case .closingHalfway: return TestServer.Answer(body: Array("{\"run\"".utf8), announced: 1000)
        case .hostile: return TestServer.Answer(body: Array("{\"run\": [[[1e999, \"\\ud800\"]]]}".utf8))
        case .refusing:
            let refusal: JSON = ["error_code": "INVALID_PARAMETER_VALUE", "message": "not today"]
            return TestServer.Answer(status: 400, body: Array(refusal.serialized().utf8))
        }
        let files = "/api/2.0/mlflow-artifacts/artifacts/"
        if request.target.hasPrefix(files) {
            let file = String(request.target.dropFirst(files.count))
            if request.method == "GET" {
                return TestServer.Answer(status: state.files[file] == nil ? 404 : 200, body: state.files[file] ?? [])
            }
            state.files[file] = request.body
            return TestServer.Answer(body: Array("{}".utf8))
        }
        let path = request.target.dropFirst("/api/2.0/mlflow/".count)
        let body = (try? JSON(parsing: String(decoding: request.body, as: UTF8.self))) ?? [:]
        guard let answer = read(request.method, String(path), body, &state) ?? answer(String(path), body, &state)
        else {
            let unknown: JSON = ["error_code": "RESOURCE_DOES_NOT_EXIST", "message": "there is none"]
            return TestServer.Answer(status: 404, body: Array(unknown.serialized().utf8))
        }
        return TestServer.Answer(body: Array(answer.serialized().utf8))
    }

    private static func answer(_ path: String, _ body: JSON, _ state: inout State) -> JSON? {
        let id = body["run_id"]?.string ?? ""
        switch path.prefix(while: { $0 != "?" }) {
        case "experiments/get-by-name": return nil
        case "experiments/create":
            state.experiment = body["name"]?.string ?? ""
            return ["experiment_id": "7"]
        case "runs/create":
            let id = "run\(state.runs.count)"
            state.runs[id] = ["name": body["run_name"] ?? .null, "status": "RUNNING"]
            state.tags[id] = pairs(body["tags"])
            return run(id)
        case "runs/get":
            let id = String(path.drop { $0 != "=" }.dropFirst())
            guard state.runs[id] != nil else { return nil }
            var found = run(id)
            found["run"]?["outputs"] = [
                "model_outputs": .array(state.outputs[id, default: []].map { ["model_id": $0] as JSON })
            ]
            return found
        case "runs/update":
            state.runs[id]?["status"] = body["status"]
            state.runs[id]?["end"] = body["end_time"]
        case "runs/log-batch":
            guard state.runs[id] != nil else { return nil }
            let metrics = body["metrics"]?.array ?? []
            state.largest = max(state.largest, metrics.count)
            state.metrics[id, default: []] += metrics.map {
                [$0["key"] ?? .null, $0["step"] ?? .null, $0["value"] ?? .null]
            }
            state.parameters[id, default: [:]].merge(pairs(body["params"])) { $1 }
            state.tags[id, default: [:]].merge(pairs(body["tags"])) { $1 }
        case "runs/log-inputs": state.datasets += body["datasets"]?.array ?? []
        case "runs/outputs":
            let models = (body["models"]?.array ?? []).map { $0["model_id"] ?? .null }
            // MLflow's database refuses one that is there.
            let known = state.outputs[id] ?? []
            if models.contains(where: { known.contains($0) }) { return nil }
            state.outputs[id] = known + models
        case "logged-models":
            let id = "m-\(state.models.count)"
            state.models[id] = body
            return [
                "model": [
                    "info": ["model_id": .string(id), "artifact_uri": .string("mlflow-artifacts:/7/models/\(id)")]
                ]
            ]
        default:
            if path.hasPrefix("logged-models/") {
                state.models[String(path.dropFirst("logged-models/".count))]?["status"] = body["status"]
                return [:]
            }
            return nil
        }
        return [:]
    }

    private static func run(_ id: String) -> JSON {
        let info: JSON = [
            "run_id": .string(id), "experiment_id": "7", "artifact_uri": .string("mlflow-artifacts:/7/\(id)/artifacts"),
        ]
        return ["run": ["info": info]]
    }

    private static func pairs(_ list: JSON?) -> [String: String] {
        (list?.array ?? []).reduce(into: [:]) { $0[$1["key"]?.string ?? ""] = $1["value"]?.string ?? "" }
    }
}
