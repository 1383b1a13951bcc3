import Foundation
import Glibc
import MartletCodecs
import Testing

struct TrackingTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var uri: String { "sqlite:///" + folder.path("mlflow.db") }

    private func train(_ name: String, _ options: String..., kilobytes: Int? = nil) throws -> Martlet {
        try Martlet(
            list: ["train", "--hidden", "8", "--epochs", "3", "--seed", "1", "--save", folder.path(name), "--json"]
                + options,
            fileKilobytes: kilobytes)
    }

    private func bytes(_ name: String) throws -> [UInt8] {
        try FileReader.contents(of: folder.path(name), limit: 1 << 24)
    }

    @Test func runsAreRememberedAndListed() throws {
        let untracked = try train("alone.safetensors").json()
        let json = try train(
            "tracked.safetensors", "--track", uri, "--experiment", "digits", "--tensorboard", folder.path("logs")
        ).json()
        #expect(json["history"] == untracked["history"])
        #expect(try bytes("tracked.safetensors") == bytes("alone.safetensors"))
        let boards = try FileManager.default.subpathsOfDirectory(atPath: folder.path("logs"))
        let name = try #require(json["run"]?["name"]?.string)
        #expect(boards.filter { $0.hasPrefix("\(name)/train/events.out.tfevents.") }.count == 1)
        let listed = try #require(JSON(parsing: Martlet("runs", "list", "--track", uri, "--json").output).array)
        #expect(listed.count == 1 && listed[0]["status"] == "FINISHED" && listed[0]["experiment"] == "digits")
        #expect(listed[0]["name"] == .string(name) && listed[0]["id"] == json["run"]?["id"])
        #expect(listed[0]["tags"]?["martlet.command"] == "train digits")
        #expect(listed[0]["parameters"]?["epochs"] == "3" && listed[0]["parameters"]?["hidden"] == "8")
        #expect(listed[0]["parameters"]?["data"] == "digits")
        #expect(listed[0]["metrics"]?["test_accuracy"] == json["test"]?["accuracy"])
        _ = try train("other.safetensors", "--track", uri, "--batch-size", "64").json()
        let ids = try #require(
            JSON(parsing: Martlet("runs", "list", "--track", uri, "--json").output).array
        ).compactMap { $0["id"]?.string }
        let shown = try Martlet("runs", "show", ids[1], "--track", uri, "--json").json()
        #expect(shown["history"]?["loss"]?.array?.count == 3)
        let compared = try Martlet("runs", "compare", ids[0], ids[1], "--track", uri)
        #expect(compared.output.contains("batch_size") && !compared.output.contains("  epochs"))
        #expect(ids.allSatisfy { compared.output.contains($0.prefix(8)) })
        let exported = try Martlet("runs", "export", "--csv", folder.path("runs.csv"), "--track", uri, "--json").json()
        #expect(exported["runs"] == 2)
        let table = String(decoding: try bytes("runs.csv"), as: UTF8.self).split(separator: "\n")
        #expect(table.count == 3 && table[0].contains("metrics.loss") && table[0].contains("params.epochs"))
        #expect(try Martlet("runs", "list", "--track", uri).output.contains(name))
        let printed = try Martlet("runs", "export", "--csv", "-", "--track", uri)
        #expect(try printed.status == 0 && printed.output == String(decoding: bytes("runs.csv"), as: UTF8.self))
        #expect(try Martlet("runs", "export", "--csv", "-", "--json", "--track", uri).status == 64)
        let start = try #require((1...32).lazy.map { ids[0].prefix($0) }.first { !ids[1].hasPrefix($0) })
        #expect(try Martlet("runs", "show", String(start), "--track", uri, "--json").json()["id"] == .string(ids[0]))
        #expect(try Martlet("runs", "show", "", "--track", uri).status == 65)
        #expect(try Martlet("runs", "show", "none", "--track", uri).status == 65)
        let none = try Martlet("runs", "list", "--track", "sqlite:///" + folder.path("none.db"))
        #expect(none.status == 65 && none.errors.contains("there is no database"))
    }

    @Test func modelsAreRegisteredAndUsed() throws {
        for name in ["first", "second"] {
            _ = try train("\(name).safetensors", "--track", uri, "--learning-rate", name == "first" ? "0.1" : "0.01")
                .json()
            let run = try #require(JSON(parsing: Martlet("runs", "list", "--track", uri, "--json").output).array)[0]
            let id = try #require(run["id"]?.string)
            let made = try Martlet("models", "register", id, "digits", "--track", uri, "--json").json()
            #expect(made["run"] == .string(id))
            let version = "\(made["version"]?.integer ?? 0)"
            #expect(try Martlet("models", "promote", "digits", version, "--track", uri).status == 0)
        }
        let rolled = try Martlet("models", "rollback", "digits", "--track", uri, "--json").json()
        #expect(rolled["aliases"]?["champion"] == 1 && rolled["latest_version"] == 2)
        let next = try Martlet("models", "alias", "digits", "next", "2", "--track", uri)
        #expect(next.output.contains("next is version 2"))
        let listed = try JSON(parsing: Martlet("models", "list", "digits", "--track", uri, "--json").output)
        #expect(listed.array?.map { $0["aliases"] ?? .null } == [["next"], ["champion"]])
        #expect(try Martlet("models", "list", "--track", uri).output.contains("champion → 1, next → 2"))
        for (model, file) in [("models:/digits@champion", "first"), ("models:/digits@next", "second")] {
            let used = try Martlet(
                list: ["evaluate", model, "--data", "digits", "--json"], environment: ["MLFLOW_TRACKING_URI": uri])
            let saved = try Martlet("evaluate", folder.path("\(file).safetensors"), "--data", "digits", "--json")
            #expect(try used.json()["loss"] == saved.json()["loss"])
        }
        #expect(try Martlet("models", "alias", "digits", "next", "--track", uri).status == 0)
        #expect(try Martlet("models", "list", "none", "--track", uri).errors.contains("no registered model 'none'"))
        #expect(try Martlet("models", "promote", "digits", "7", "--track", uri).status == 65)
        #expect(try Martlet("models", "alias", "digits", "latest", "1", "--track", uri).status == 64)
        #expect(try Martlet("models", "list", "--track", "http://127.0.0.1:9").status == 1)
        let inspected = try Martlet(
            list: ["inspect", "models:/digits@champion", "--json"], environment: ["MLFLOW_TRACKING_URI": uri]
        ).json()
        #expect(inspected["model"] == "models:/digits@champion" && inspected["parameters"]?.integer != nil)
    }

    /// What goes on from a checkpoint is the same run, here and on the board.
    @Test func aRunGoesOn() throws {
        let (checkpoint, logs) = (folder.path("c.safetensors"), folder.path("logs"))
        let first = try train(
            "m.safetensors", "--checkpoint", checkpoint, "--track", uri, "--tensorboard", logs
        ).json()
        let second = try Martlet(
            "train", "--resume", checkpoint, "--epochs", "5", "--track", uri, "--tensorboard", logs, "--json"
        ).json()
        #expect(second["run"] == first["run"])
        let listed = try #require(JSON(parsing: Martlet("runs", "list", "--track", uri, "--json").output).array)
        let id = try #require(listed.count == 1 ? listed[0]["id"]?.string : nil)
        let shown = try Martlet("runs", "show", id, "--track", uri, "--json").json()
        #expect(shown["history"]?["loss"]?.array?.count == 5 && shown["status"] == "FINISHED")
        #expect(shown["metrics"]?["test_loss"] == second["test"]?["loss"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: logs).count == 1)
    }

    /// A disk on which nothing more has room ends no training and changes none.
    @Test func aFullDiskEndsNoTraining() throws {
        _ = try train("alone.safetensors").json()
        let run = try train(
            "tracked.safetensors", "--track", uri, "--tensorboard", folder.path("logs"), kilobytes: 40)
        #expect(run.status == 0 && run.errors.contains("warning: --track: ") && run.errors.contains("the run goes on"))
        #expect(try bytes("tracked.safetensors") == bytes("alone.safetensors"))
    }

    #if SQLite
        /// Names can't move or hide what a terminal shows.
        @Test func namesAreWrittenWithoutControls() throws {
            _ = try train("m.safetensors", "--track", uri).json()
            try SQLiteDatabase(folder.path("mlflow.db"), .readWrite).run(
                "UPDATE runs SET name = ?", .text("a\u{1b}[2J\n\u{9b}b\u{202e}c"))
            let name = "a\\u{1b}[2J\\u{a}\\u{9b}b\\u{202e}c"
            let listed = try Martlet("runs", "list", "--track", uri).output
            let id = try #require(listed.split(separator: "\n").last?.split(separator: " ").first)
            for arguments in [["list"], ["compare", String(id), String(id)]] {
                let output = try Martlet(list: ["runs"] + arguments + ["--track", uri]).output
                #expect(output.contains(name), "\(output)")
            }
            let shown = try Martlet("runs", "show", String(id), "--track", uri).output
            #expect(!shown.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
        }

        /// A process that is killed in mid-run leaves its numbers, without a gap, and a run that was killed.
        @Test func aKilledProcessLeavesItsNumbers() throws {
            let process = Process()
            process.executableURL = Martlet.executable
            process.arguments = [
                "train", "--data", "digits", "--hidden", "8", "--epochs", "1000000", "--seed", "1", "--track", uri,
                "--save",
                folder.path("never.safetensors"),
            ]
            (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
            try process.run()
            defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
            func steps() throws -> [Int] {
                guard FileManager.default.fileExists(atPath: folder.path("mlflow.db")) else { return [] }
                return try SQLiteDatabase(folder.path("mlflow.db"), .readOnly).rows(
                    "SELECT step FROM metrics WHERE key = 'loss' ORDER BY step"
                ).compactMap { $0[0].integer }
            }
            while process.isRunning, (try? steps())?.count ?? 0 < 100 { usleep(50_000) }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            let listed = try #require(JSON(parsing: Martlet("runs", "list", "--track", uri, "--json").output).array)
            let kept = try steps()
            #expect(kept.count >= 100 && kept == Array(0..<kept.count))
            #expect(listed.map { $0["status"] } == ["KILLED"] && listed[0]["end_time"] == .null)
            _ = try train("next.safetensors", "--track", uri).json()
            let after = try #require(JSON(parsing: Martlet("runs", "list", "--track", uri, "--json").output).array)
            #expect(after.map { $0["status"] } == ["FINISHED", "KILLED"] && after[1]["end_time"]?.integer != nil)
        }
    #endif

    @Test func databasesAreNotOverwritten() throws {
        _ = try train("m.safetensors", "--track", uri).json()
        let before = try bytes("mlflow.db")
        for arguments in [
            ["runs", "export", "--csv", folder.path("mlflow.db"), "--track", uri],
            ["train", "--save", folder.path("mlflow.db"), "--track", uri],
            ["train", "--csv-log", folder.path("mlflow.db"), "--track", uri],
        ] {
            let run = try Martlet(list: arguments)
            #expect(run.status == 64 && run.errors.contains("would overwrite what --track reads"), "\(run.errors)")
        }
        #expect(try bytes("mlflow.db") == before)
    }

    #if Network && SQLite
        /// What a server doesn't take waits, and `sync` says why; a database is named by its path or its address.
        @Test func aServerThatIsAwayIsNamed() throws {
            let queue = ["MARTLET_TRACKING_QUEUE": folder.path("queue.db")]
            let run = try Martlet(
                list: ["train", "--hidden", "8", "--epochs", "1", "--track", "http://127.0.0.1:9"], environment: queue)
            #expect(run.status == 0 && run.errors.contains("martlet sync sends it"))
            for database in [[], [folder.path("queue.db")], ["sqlite:///" + folder.path("queue.db")]] {
                let sync = try Martlet(list: ["sync"] + database, environment: queue)
                #expect(sync.status == 1 && sync.output == "Sent 0 runs.\n", "\(database)")
                #expect(sync.errors.contains("1 run waits on, 0 sent: ") && sync.errors.contains("127.0.0.1:9"))
            }
            #expect(try Martlet("sync", "http://127.0.0.1:9").status == 64)
        }
    #endif

    /// What can't be a place for runs is known before anything is learned.
    @Test func unsuitablePlacesAreRefused() throws {
        _ = try folder.write(String(repeating: "no database", count: 1000), "noise.db")
        _ = try folder.write("a file", "taken")
        #if SQLite
            try SQLiteDatabase(folder.path("other.db")).execute("CREATE TABLE notes (text)")
        #endif
        for (place, status, reason) in [
            ("sqlite:///" + folder.path("noise.db"), 65, "file is not a database"),
            ("sqlite:///" + folder.path("other.db"), 65, "other tables than MLflow 3's"),
            ("sqlite:///" + folder.path("taken/mlflow.db"), 65, "unable to open"),
            ("http://bad host", 64, "names no server"), ("http://127.0.0.1:99999", 64, "names no server"),
        ] {
            let run = try train("never.safetensors", "--track", place)
            #expect(run.status == status && run.errors.contains(reason), "\(place): \(run.status) \(run.errors)")
            #expect(run.output.isEmpty && !run.errors.contains("warning"))
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path("never.safetensors")))
    }

    /// A folder in which nothing can be written isn't said to show anything.
    @Test func boardsThatCantBeWrittenAreNotNamed() throws {
        _ = try folder.write("a file", "taken")
        let run = try train("m.safetensors", "--tensorboard", folder.path("taken/logs"))
        #expect(run.status == 0 && run.errors.contains("warning: --tensorboard: "))
        #expect(try JSON(parsing: run.output)["run"] == nil)
        let text = try Martlet("train", "--hidden", "8", "--epochs", "1", "--tensorboard", folder.path("taken/logs"))
        #expect(text.status == 0 && !text.output.contains("TensorBoard"))
    }

    /// What makes a model smaller is noted with what it led to, and the model.
    @Test func compressionIsRemembered() throws {
        let trained = try train("m.safetensors", "--track", uri).json()
        let trainedID = try #require(trained["run"]?["id"]?.string)
        let data = try Martlet("runs", "show", trainedID, "--track", uri, "--json").json()["datasets"]?.array?.first
        #expect(data?["name"] == "digits" && data?["context"] == "train")
        let digest = try #require(data?["digest"]?.string)
        #expect(try Martlet("runs", "show", trainedID, "--track", uri).output.contains("digits  train  \(digest)"))
        func run(_ arguments: String...) throws -> (result: JSON, run: JSON) {
            let output = ["--output", folder.path("out.safetensors"), "--track", uri, "--json"]
            let result = try Martlet(list: [arguments[0], folder.path("m.safetensors")] + arguments[1...] + output)
                .json()
            let id = try #require(result["run"]?["id"]?.string)
            let made = try Martlet(
                list: ["inspect", "runs:/\(id)/model", "--json"], environment: ["MLFLOW_TRACKING_URI": uri]
            ).json()
            let own = try Martlet("inspect", folder.path("out.safetensors"), "--json").json()
            #expect(made["parameters"] == own["parameters"] && made["sparsity"] == own["sparsity"])
            return (result, try Martlet("runs", "show", id, "--track", uri, "--json").json())
        }
        func check(_ result: JSON, _ run: JSON) {
            for part in ["before", "after"] {
                #expect(run["metrics"]?["\(part)_accuracy"] == result[part]?["accuracy"])
                #expect(run["metrics"]?["\(part)_bytes"]?.double == result["bytes"]?[part]?.double)
            }
            #expect(run["metrics"]?["speed_up"] == result["speed_up"] && run["status"] == "FINISHED")
            #expect(run["datasets"]?.array?.first?["digest"] == data?["digest"])
        }
        let pruned = try run("prune", "--to", "0.8", "--epochs", "2")
        check(pruned.result, pruned.run)
        #expect(pruned.run["parameters"]?["epochs"] == "2" && pruned.run["parameters"]?["to"] == "0.8")
        #expect(pruned.run["metrics"]?["sparsity"] == pruned.result["sparsity"])
        #expect(pruned.run["history"]?["loss"]?.array?.count == 2)
        let aware = try run("quantize", "--method", "aware", "--epochs", "1")
        check(aware.result, aware.run)
        #expect(aware.run["parameters"]?["epochs"] == "1" && aware.run["parameters"]?["method"] == "aware")
        let rounded = try run("quantize")
        check(rounded.result, rounded.run)
        #expect(rounded.run["history"]?["loss"] == nil)
        let board = try Martlet(
            "quantize", folder.path("m.safetensors"), "--output", folder.path("o"), "--tensorboard", folder.path("logs")
        )
        #expect(board.status == 64 && board.errors.contains("--tensorboard shows training"))
    }

    @Test func badUsageIsRefused() throws {
        #expect(try train("x.safetensors", "--track", "ftp://x").status == 64)
        #expect(try train("x.safetensors", "--track", "sqlite://x.db").status == 64)
        #expect(try train("x.safetensors", "--tensorboard", "").status == 64)
        #expect(try train("x.safetensors", "--experiment", "x").status == 64)
        let none = try Martlet("sync", folder.path("none.db"))
        #expect(none.status == 65 && none.errors.contains("there is no such file"))
    }

    @Test func agentsAreRememberedToo() throws {
        _ = try Martlet(
            "dqn", "--env", "CartPole-v1", "--steps", "2000", "--seed", "1", "--evaluate-every", "1000",
            "--evaluation-episodes", "2", "--track", uri, "--tensorboard", folder.path("logs"), "--json", "--save",
            folder.path("agent.safetensors")
        ).json()
        let listed = try #require(JSON(parsing: Martlet("runs", "list", "--track", uri, "--json").output).array)
        let id = try #require(listed.first?["id"]?.string)
        #expect(listed.count == 1 && listed[0]["tags"]?["martlet.command"] == "dqn CartPole-v1")
        #expect(listed[0]["metrics"]?["train/loss"] != nil && listed[0]["metrics"]?["evaluation/mean"] != nil)
        #expect(try Martlet("models", "register", id, "cart", "--track", uri).status == 0)
        let registry = ["MLFLOW_TRACKING_URI": uri]
        for agent in ["models:/cart/1", "runs:/\(id)/model"] {
            let played = try Martlet(list: ["play", agent, "--seed", "2", "--json"], environment: registry).json()
            let saved = try Martlet("play", folder.path("agent.safetensors"), "--seed", "2", "--json").json()
            #expect(played["returns"] == saved["returns"])
        }
        #expect(listed[0]["status"] == "FINISHED")
        #expect(listed[0]["metrics"]?["rollout/ep_rew_mean"] != nil)
    }
}
