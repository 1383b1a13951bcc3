#if Network && SQLite
    import Dispatch
    import Glibc
    import MartletCodecs
    import MartletNN
    import MartletTestSupport
    import MartletTracking
    import Synchronization
    import Testing

    /// What goes from a database to a server.
    @Suite(.serialized) struct MLflowSyncTests {
        private let folder = Workspace()
        private let server = FaultyServer()

        private func uri(_ name: String) -> String { "sqlite:///" + folder[name] }

        /// Keeps a run within a run, whose model is registered twice, and gives their ids.
        private func keepRuns(in name: String) throws -> (outer: String, inner: String) {
            let mlflow = try MLflow(uri(name), experiment: "digits")
            var ids: [String] = []
            Tracking(mlflow).run("outer") { run in
                ids.append(mlflow.runID ?? "")
                run.log("m", 1, step: 3)
                run.log(parameters: ["p": "1"])
                run.log(TrackedData(name: "d", context: "train", digest: "12"))
                run.log(Artifact("notes/note.txt", .text("hello")))
                run.child("inner") { $0.log("score", .nan, step: 4) }
                if let model = try? Points.compiled() { run.log(Artifact("net.safetensors", .model(model))) }
            }
            let client = try MLflowClient(uri(name))
            let inner = try #require(client.runs().first { $0.name == "inner" })
            let model = try client.loggedModels()[0].id
            try client.registerModel("models:/\(model)", name: "points")
            try client.registerModel("models:/points/1", name: "points")
            try client.promote("points", version: 1)
            try client.promote("points", version: 2)
            return (ids[0], inner.id)
        }

        /// Checks that the server has it all once.
        private func checkRuns(_ state: FaultyServer.State, _ comment: Comment) throws {
            let names = state.tags.mapValues { $0["mlflow.runName"] ?? "" }
            let outer = try #require(names.first { $0.value == "outer" }?.key, comment)
            let inner = try #require(names.first { $0.value == "inner" }?.key, comment)
            #expect(state.runs.count == 2 && state.models.count == 1, comment)
            #expect(state.runs.values.allSatisfy { $0["status"] == "FINISHED" }, comment)
            #expect(state.tags[inner]?["mlflow.parentRunId"] == outer, comment)
            #expect(Set(state.metrics[outer] ?? []) == [[.string("m"), .integer(3), .double(1)]], comment)
            #expect(Set(state.metrics[inner] ?? []) == [[.string("score"), .integer(4), .string("NaN")]], comment)
            #expect(state.parameters[outer] == ["p": "1"] && Set(state.datasets).count == 1, comment)
            #expect(state.files["7/\(outer)/artifacts/notes/note.txt"] == Array("hello".utf8), comment)
            #expect(state.models["m-0"]?["status"] == "LOGGED_MODEL_READY", comment)
            #expect(state.outputs == [outer: ["m-0"]], comment)
            let about = String(decoding: try #require(state.files["7/models/m-0/MLmodel"], comment), as: UTF8.self)
            #expect(about.contains("model_id: \"m-0\"") && about.contains("run_id: \"\(outer)\""), comment)
            let registered = try #require(state.registered["points"], comment)
            #expect(registered.versions.map { $0["source"] } == ["models:/m-0", "models:/m-0"], comment)
            #expect(registered.aliases == ["champion": "2"], comment)
            #expect(registered.tags == ["martlet.promoted.champion": "1"], comment)
        }

        /// A whole database goes to a server, which gives new names; nothing of it is left.
        @Test func databasesAreSent() throws {
            let (outer, inner) = try keepRuns(in: "mlflow.db")
            let report = try MLflowSync(folder["mlflow.db"], to: server.address).send()
            let state = server.state
            try checkRuns(state, "whole")
            let names = Dictionary(uniqueKeysWithValues: report.runs.map { ($0.here, $0.there) })
            #expect(names.keys.sorted() == [outer, inner].sorted() && Set(names.values) == Set(state.runs.keys))
            #expect(report.versions.map(\.there) == ["1", "2"] && report.remarks.isEmpty)
            let client = try MLflowClient(uri("mlflow.db"))
            #expect(try client.runs().isEmpty && client.loggedModels().isEmpty && client.registeredModels().isEmpty)
            #expect(try FolderListing(folder["mlruns/1"]).folders == ["models"])
            #expect(try FolderListing(folder["mlruns/1/models"]).folders.isEmpty)
            #expect(!FolderListing.exists(folder["mlflow.db.sync"]))
            #expect(throws: SQLiteError.self) { try MLflowSync(folder["none.db"]) }
            #expect(throws: MLflowError.self) { try MLflowSync(folder["mlflow.db"], to: "sqlite:///x.db") }
        }

        /// Wherever one is cut off, also between what the server did and its answer, the next goes on.
        @Test func aSyncThatIsCutOffGoesOn() throws {
            for requests in 0... {
                let (server, path) = (FaultyServer(), folder["cut\(requests)/mlflow.db"])
                _ = try keepRuns(in: "cut\(requests)/mlflow.db")
                server.set(.breaking(after: requests))
                let isWhole = (try? MLflowSync(path, to: server.address).send(tries: 1)) != nil
                server.set(.good)
                try MLflowSync(path, to: server.address).send(tries: 1)
                try checkRuns(server.state, "cut off after \(requests) requests")
                #expect(try MLflowClient("sqlite:///" + path).runs().isEmpty)
                if isWhole {
                    #expect(requests > 25)
                    return
                }
            }
        }

        /// Two at once send each run once.
        @Test func oneSendsAtATime() throws {
            let mlflow = try MLflow(uri("mlflow.db"))
            for number in 0..<8 { Tracking(mlflow).run("run \(number)") { $0.log("m", 1) } }
            let (path, address) = (folder["mlflow.db"], server.address)
            let sent = Mutex<[String]>([])
            DispatchQueue.concurrentPerform(iterations: 2) { _ in
                do {
                    let report = try MLflowSync(path, to: address).send()
                    sent.withLock { $0 += report.runs.map(\.name) }
                } catch {
                    Issue.record(error)
                }
            }
            #expect(sent.withLock { $0.sorted() } == (0..<8).map { "run \($0)" })
            #expect(server.state.runs.count == 8)
        }

        /// What was deleted isn't sent; files that lie elsewhere are sent and stay, and so does what links lead to.
        @Test func nothingElseIsTouched() throws {
            let (outer, inner) = try keepRuns(in: "mlflow.db")
            let elsewhere = folder["elsewhere"]
            try Folder.create(for: elsewhere + "/own.txt")
            try AtomicFile.write("mine", to: elsewhere + "/own.txt")
            symlink(elsewhere, folder["mlruns/1/\(outer)/artifacts/linked"])
            do {
                let database = try SQLiteDatabase(folder["mlflow.db"])
                try database.run("UPDATE runs SET lifecycle_stage = 'deleted' WHERE run_uuid = ?", .text(inner))
            }
            Tracking(try MLflow(uri("mlflow.db"))).run("elsewhere") { _ in }
            do {
                let database = try SQLiteDatabase(folder["mlflow.db"])
                try database.run("UPDATE runs SET artifact_uri = ? WHERE name = 'elsewhere'", .text(elsewhere))
                try database.execute("INSERT INTO registered_models (name) VALUES ('other')")
                try database.execute(
                    """
                    INSERT INTO model_versions (name, version, current_stage, source, status)
                    VALUES ('other', 3, 'None', 's3://other', 'READY')
                    """)
            }
            let report = try MLflowSync(folder["mlflow.db"], to: server.address).send()
            let state = server.state
            #expect(Set(state.runs.values.map { $0["name"] }) == ["outer", "elsewhere"])
            let sent = try #require(report.runs.first { $0.name == "elsewhere" }?.there)
            #expect(state.files["7/\(sent)/artifacts/own.txt"] == Array("mine".utf8))
            #expect(try FileReader.contents(of: elsewhere + "/own.txt", limit: 9) == Array("mine".utf8))
            #expect(!state.files.keys.contains { $0.contains("linked") })
            #expect(report.remarks.contains("1 run deleted and not sent"))
            #expect(report.remarks.contains("the files in '\(elsewhere)' were sent and stay there"))
            #expect(report.remarks.contains { $0.hasPrefix("version 3 of 'other' stays here") })
            let left = try SQLiteDatabase(folder["mlflow.db"]).rows("SELECT run_uuid, lifecycle_stage FROM runs")
            #expect(left == [[.text(inner), .text("deleted")]])
            #expect(try MLflowClient(uri("mlflow.db")).registeredModels().map(\.name) == ["other"])
        }

        /// A server that reads the database itself would be sent its own runs.
        @Test func aServersOwnDatabaseIsNotSent() throws {
            Tracking(try MLflow(uri("mlflow.db"))).run("run") { _ in }
            try SQLiteDatabase(folder["mlflow.db"]).execute(
                "UPDATE runs SET run_uuid = 'run0'; UPDATE tags SET run_uuid = 'run0'")
            try MLflow(server.address).begin(TrackedRun(name: "run"))
            let unsent = #expect(throws: MLflowSync.Unsent.self) {
                try MLflowSync(folder["mlflow.db"], to: server.address).send()
            }
            #expect(unsent?.description.contains("reads this database itself") == true)
            #expect(try MLflowClient(uri("mlflow.db")).runs().count == 1)
        }
    }
#endif
