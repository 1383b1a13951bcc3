#if Network && SQLite
    import Glibc
    import MartletCodecs
    import MartletNN
    import MartletNumerics
    import MartletTestSupport
    import MartletTracking
    import Synchronization
    import Testing

    @Suite(.serialized) struct MLflowServerTests {
        private let folder = Workspace()
        private let server = FaultyServer()

        init() { setenv("MARTLET_TRACKING_QUEUE", folder["queue.db"], 1) }

        private var queued: [MLflowRun] {
            get throws {
                FolderListing.exists(folder["queue.db"])
                    ? try MLflowClient("sqlite:///" + folder["queue.db"]).runs() : []
            }
        }

        @Test func passwordsAreNotKept() throws {
            try MLflow(server.address.replacing("//", with: "//swift:p%C3%A4ss@")).begin(TrackedRun(name: "named"))
            #expect(server.state.authorizations == ["Basic c3dpZnQ6cMOkc3M="])
            try MLflow("http://swift:secret@127.0.0.1:9").begin(TrackedRun(name: "away"))
            let tags = try queued.flatMap(\.tags.values)
            #expect(tags.contains("http://127.0.0.1:9") && !tags.contains { $0.contains("secret") })
        }

        @Test func aRunIsSent() throws {
            setenv("MLFLOW_TRACKING_USERNAME", "swift", 1)
            setenv("MLFLOW_TRACKING_PASSWORD", "pä:ss", 1)
            let mlflow = try MLflow(server.address, experiment: "points & more")
            let bearer = {
                unsetenv("MLFLOW_TRACKING_PASSWORD")
                setenv("MLFLOW_TRACKING_TOKEN", "abc", 1)
                return try MLflow(server.address)
            }
            let (x, y) = try Points.data()
            var model = try Points.compiled()
            let history = try Tracking(mlflow, savesModel: true).run("first") { run in
                run.log(TrackedData(name: "points", context: "train", rows: 150))
                run.log(Artifact("figures/lo ss.svg", .text("<svg/>")))
                for (step, value) in [Double.nan, .infinity, -.infinity, 1.0 / 3].enumerated() {
                    run.log("special", value, step: step)
                }
                run.child("trial") { $0.log("score", 2, step: 4) }
                return try model.fit(x, y, epochs: 3, callbacks: [run.callback])
            }
            try bearer().begin(TrackedRun(name: "bearer"))
            for name in ["USERNAME", "PASSWORD", "TOKEN"] { unsetenv("MLFLOW_TRACKING_\(name)") }
            let state = server.state
            #expect(state.authorizations == ["Basic c3dpZnQ6cMOkOnNz", "Bearer abc"])
            #expect(state.runs["run0"]?["status"] == "FINISHED" && state.runs["run1"]?["status"] == "FINISHED")
            #expect(
                state.tags["run1"]?["mlflow.parentRunId"] == "run0" && state.tags["run0"]?["mlflow.runName"] == "first")
            #expect(state.parameters["run0"]?["optimizer_name"] == "Adam")
            func values(_ name: String) -> [JSON] {
                state.metrics["run0", default: []].filter { $0[0] == .string(name) }.map { $0[2] }
            }
            #expect(values("loss") == history["loss"].map { .double($0) })
            #expect(values("special") == ["NaN", "Infinity", "-Infinity", .double(1.0 / 3)])
            #expect(state.files["7/run0/artifacts/figures/lo%20ss.svg"] == Array("<svg/>".utf8))
            #expect(state.models["m-0"]?["status"] == "LOGGED_MODEL_READY" && state.outputs == ["run0": ["m-0"]])
            try AtomicFile.write(#require(state.files["7/models/m-0/model.safetensors"]), to: folder["model"])
            #expect(try Model(safetensors: folder["model"])["dense/kernel"] == model["dense/kernel"])
            #expect(state.datasets.count == 1 && server.connectionCount == 2)
            #expect(try queued.isEmpty)
        }

        @Test func numbersGoInBatches() throws {
            let mlflow = try MLflow(server.address)
            try mlflow.begin(TrackedRun())
            for step in 0..<3500 { try mlflow.log(["a": 1], step: step) }
            try mlflow.end(.finished)
            let state = server.state
            #expect(state.metrics["run0"]?.map { $0[1] } == (0..<3500).map { .integer($0) })
            #expect(state.largest == 1000)
        }

        /// Whatever the server does in mid-run, training is the same, and all arrives when it is well again.
        @Test(arguments: [
            FaultyServer.Mood.answering(500), .answering(429), .answering(401), .closingHalfway, .hostile,
        ])
        func whatAServerDoesntTakeWaits(mood: FaultyServer.Mood) throws {
            let mlflow = try MLflow(server.address, experiment: "points")
            let reports = Mutex<[String]>([])
            let tracking = Tracking(mlflow, savesModel: true) { _, error in reports.withLock { $0.append("\(error)") } }
            try tracking.run("run") { [server] run in
                run.log("m", 0, step: 0)
                run.log(parameters: ["early": "1"])
                server.set(mood)
                run.log("m", 1, step: 1)
                run.log(parameters: ["late": "2"])
                run.log(Artifact("note.txt", .text("hello")))
                run.log(Artifact("model.safetensors", .model(try Points.compiled())))
                run.child("trial") { $0.log("score", .nan, step: 4) }
            }
            #expect(reports.withLock { $0.count } == 1 && reports.withLock { $0[0].contains("martlet sync sends it") })
            let waiting = try queued
            #expect(waiting.count == 2 && waiting.allSatisfy { $0.status == .finished })
            #expect(server.state.runs["run0"]?["status"] == "RUNNING")
            server.set(.good)
            let sync = try MLflowSync()
            #expect(try sync.waiting().count == 2)
            try sync.send()
            let state = server.state
            #expect(state.runs["run0"]?["status"] == "FINISHED")
            #expect(state.parameters["run0"] == ["early": "1", "late": "2"])
            #expect(Set(state.metrics["run0", default: []].map { $0[1] }) == [.integer(0), .integer(1)])
            #expect(state.files["7/run0/artifacts/note.txt"] == Array("hello".utf8))
            #expect(state.outputs["run0"]?.count == 1)
            let trial = try #require(state.tags.first { $0.value["mlflow.runName"] == "trial" })
            #expect(trial.value["mlflow.parentRunId"] == "run0" && state.metrics[trial.key]?[0][2] == "NaN")
            #expect(trial.value["martlet.sync.address"] == nil)
            #expect(try queued.isEmpty && sync.waiting().isEmpty)
        }

        /// A server that is away from the start, and for good.
        @Test func aRunWithoutItsServerWaits() throws {
            server.set(.answering(503))
            let mlflow = try MLflow(server.address, experiment: "points")
            #expect(try Points.trainsAlike([Tracking(mlflow, name: "offline", everyBatches: 1) { _, _ in }]))
            let run = try #require(queued.first)
            #expect(run.name == "offline" && run.experiment == "points" && run.status == .finished)
            #expect(run.parameters["epochs"] == "3" && server.state.runs.isEmpty)
            #expect(throws: (any Error).self) { try MLflowSync().send() }
            #expect(try queued.count == 1)
            server.set(.good)
            try MLflowSync().send()
            #expect(
                server.state.runs["run0"]?["name"] == "offline" && server.state.runs["run0"]?["status"] == "FINISHED")
            #expect(server.state.metrics["run0"]?.count == 3 * 4 + 12 * 2)
            #expect(try queued.isEmpty)
        }

        /// Runs of a server that is away wait on, and those of others are sent; a run whose process was killed, too.
        @Test func aServerThatIsAwayKeepsNoOthersWaiting() throws {
            let away = FaultyServer()
            for server in [away, server] { server.set(.answering(503)) }
            for (address, name) in [(away.address, "one"), (away.address, "two"), (server.address, "three")] {
                Tracking(try MLflow(address), onFailure: { _, _ in }).run(name) { $0.log("m", 1) }
            }
            try MLflow(server.address).begin(TrackedRun(name: "killed"))
            do {
                let database = try SQLiteDatabase(folder["queue.db"], .readWrite)
                let tag = try #require(try queued.first { $0.name == "killed" }?.tags["martlet.process"])
                try database.run(
                    "UPDATE tags SET value = ? WHERE key = 'martlet.process'", .text(goneProcess(like: tag)))
            }
            server.set(.good)
            let unsent = #expect(throws: MLflowSync.Unsent.self) { try MLflowSync().send() }
            #expect(unsent?.report.runs.map(\.name).sorted() == ["killed", "three"] && unsent?.reasons.count == 2)
            #expect(unsent?.description.hasPrefix("2 runs wait on, 2 sent: ") == true)
            #expect(unsent?.description.contains(away.address) == true)
            #expect(try queued.map(\.name).sorted() == ["one", "two"])
            let status: [JSON: JSON] = server.state.runs.values.reduce(into: [:]) {
                $0[$1["name"] ?? .null] = $1["status"]
            }
            #expect(status == ["three": "FINISHED", "killed": "KILLED"])
            away.set(.good)
            try MLflowSync().send()
            #expect(try away.state.runs.count == 2 && queued.isEmpty)
        }

        /// The server is told of a run whose task was cancelled.
        @Test func aCancelledRunEndsAtItsServer() async throws {
            let address = server.address
            try await Task {
                let tracking = Tracking(try MLflow(address)) { _, error in Issue.record(error) }
                try? tracking.run("run") { run in
                    run.log("m", 1)
                    withUnsafeCurrentTask { $0?.cancel() }
                    try Task.checkCancellation()
                }
            }.value
            #expect(server.state.runs["run0"]?["status"] == "KILLED" && server.state.metrics["run0"]?.count == 1)
        }

        /// What a server refuses for good is told of, and stops nothing.
        @Test func refusalsAreToldOf() throws {
            let mlflow = try MLflow(server.address)
            try mlflow.begin(TrackedRun())
            server.set(.refusing)
            #expect(throws: (any Error).self) { try mlflow.log(parameters: ["a": "1"]) }
            try mlflow.log(["m": 1], step: 0)
            #expect(throws: (any Error).self) { try mlflow.end(.finished) }
            #expect(try queued.isEmpty)
        }
    }
#endif
