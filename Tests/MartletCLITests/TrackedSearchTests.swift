import Foundation
import MartletCodecs
import Testing

#if SQLite
    /// `--track` and `--tensorboard` of `tune`, `stack` and `auto`.
    struct TrackedSearchTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private var uri: String { "sqlite:///" + folder.path("mlflow.db") }

        /// The run of a command and those within it, by name.
        private func runs() throws -> (parent: JSON, children: [String: JSON]) {
            let listed = try #require(JSON(parsing: Martlet("runs", "list", "--track", uri, "--json").output).array)
            let parent = try #require(listed.first { $0["tags"]?["mlflow.parentRunId"] == nil })
            let children = listed.filter { $0["tags"]?["mlflow.parentRunId"] == parent["id"] }
            #expect(children.count == listed.count - 1 && listed.first == parent)
            return (parent, Dictionary(uniqueKeysWithValues: children.map { ($0["name"]?.string ?? "", $0) }))
        }

        /// How right a run's model is on the test's part of some data.
        private func accuracy(of run: JSON, on data: String) throws -> JSON? {
            let arguments = ["evaluate", "runs:/\(run["id"]?.string ?? "")/model", "--data", data, "--json"]
            return try Martlet(list: arguments, environment: ["MLFLOW_TRACKING_URI": uri]).json()["accuracy"]
        }

        @Test func candidatesOfTuneAreRuns() throws {
            let arguments = [
                "tune", "--data", "digits", "--trials", "3", "--folds", "2", "--epochs", "3", "--hidden", "16;8",
                "--seed",
                "1",
                "--json",
            ]
            let alone = try Martlet(list: arguments).json()
            let json = try Martlet(list: arguments + ["--track", uri, "--tensorboard", folder.path("logs")]).json()
            #expect(json["best"] == alone["best"] && json["accuracy"] == alone["accuracy"])
            #expect(json["results"]?["mean_test_score"] == alone["results"]?["mean_test_score"])
            let (parent, children) = try runs()
            #expect(parent["id"] == json["run"]?["id"] && parent["status"] == "FINISHED")
            #expect(parent["tags"]?["martlet.command"] == "tune digits")
            #expect(parent["parameters"]?["data"] == "digits" && parent["parameters"]?["hidden"] == "16;8")
            #expect(parent["parameters"]?["trials"] == "3" && parent["parameters"]?["epochs"] == "3")
            #expect(parent["parameters"]?["best_network.hidden"] != nil)
            #expect(parent["metrics"]?["best_cv_score"] == json["best"]?["score"])
            #expect(parent["metrics"]?["test_accuracy"] == json["accuracy"])
            #expect(try accuracy(of: parent, on: "digits") == json["accuracy"])
            #expect(children.count == 3)
            for number in 0..<3 {
                let child = try #require(children["candidate \(number)"])
                #expect(child["status"] == "FINISHED")
                #expect(child["metrics"]?["mean_test_score"] == json["results"]?["mean_test_score"]?[number])
                #expect(child["metrics"]?["split1_test_score"] == json["results"]?["split1_test_score"]?[number])
            }
            let name = try #require(json["run"]?["name"]?.string)
            let boards = try FileManager.default.subpathsOfDirectory(atPath: folder.path("logs"))
            for path in ["\(name)/events.out", "\(name)/candidate 2/events.out"] {
                #expect(boards.count { $0.hasPrefix(path) } == 1, "\(boards)")
            }
        }

        @Test func trialsOfStudiesAreRuns() throws {
            let json = try Martlet(
                "tune", "--data", "iris", "--trials", "4", "--folds", "3", "--epochs", "2", "--hidden", "8",
                "--sampler",
                "random", "--track", uri, "--json"
            ).json()
            let (parent, children) = try runs()
            #expect(parent["metrics"]?["best_value"] == json["best"]?["score"] && children.count == 4)
            let last = try #require(children["trial 3"]?["id"]?.string)
            let shown = try Martlet("runs", "show", last, "--track", uri, "--json").json()
            #expect(shown["history"]?["intermediate_value"]?.array?.count == 3)
            #expect(shown["metrics"]?["value"] == json["study"]?["trials"]?[3]?["value"])
        }

        @Test func networksOfStacksAreRuns() throws {
            let json = try Martlet(
                "stack", "--data", "digits", "--base", "2", "--folds", "2", "--epochs", "3", "--hidden", "16;8",
                "--track",
                uri,
                "--tensorboard", folder.path("logs"), "--json"
            ).json()
            let (parent, children) = try runs()
            #expect(parent["metrics"]?["test_accuracy"] == json["accuracy"] && parent["parameters"]?["folds"] == "2")
            #expect(children["network 1"]?["parameters"]?["hidden"] == "8" && children.count == 2)
            #expect(children["network 1"]?["metrics"]?["test_accuracy"] == json["base"]?[1]?["accuracy"])
            #expect(try accuracy(of: parent, on: "digits") == json["accuracy"])
        }

        @Test func candidatesOfAutoAreRuns() throws {
            let json = try Martlet(
                "auto", "--data", "iris", "--trials", "4", "--folds", "2", "--minutes", "0", "--track", uri, "--json"
            ).json()
            let (parent, children) = try runs()
            #expect(parent["metrics"]?["loss"] == json["loss"] && parent["parameters"]?["minutes"] == "no limit")
            #expect(try accuracy(of: parent, on: "iris") == json["accuracy"])
            let told = children.values.map { [$0["parameters"]?["estimator"], $0["metrics"]?["loss"]] }
            #expect(Set(told) == Set((json["candidates"]?.array ?? []).map { [$0["name"], $0["loss"]] }))
        }

        /// Ctrl-C ends the search, and its runs as ones that were killed.
        @Test(arguments: [
            ["tune", "--trials", "10000", "--folds", "5", "--hidden", "8", "--learning-rate", "0.01,0.02"],
            ["tune", "--trials", "10000", "--folds", "5", "--hidden", "8", "--sampler", "tpe"],
            ["stack", "--base", "1000", "--hidden", "8"], ["auto", "--trials", "10000", "--minutes", "0"],
        ])
        func interruptedSearchesAreKilled(arguments: [String]) throws {
            let dropouts = (0..<500).map { "\(Double($0) / 1000)" }.joined(separator: ",")
            let process = Process()
            process.executableURL = Martlet.executable
            process.arguments =
                arguments + ["--data", "digits", "--track", uri]
                + (arguments[0] == "tune" ? ["--dropout", dropouts] : [])
            (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
            try process.run()
            func count() -> Int {
                guard FileManager.default.fileExists(atPath: folder.path("mlflow.db")),
                    let database = try? SQLiteDatabase(folder.path("mlflow.db"), .readOnly)
                else { return 0 }
                return (try? database.rows("SELECT count(*) FROM runs")[0][0].integer) ?? 0
            }
            while process.isRunning, count() < (arguments[0] == "stack" ? 1 : 4) { usleep(2000) }
            process.interrupt()
            process.waitUntilExit()
            #expect(process.terminationReason == .exit && process.terminationStatus == 130)
            let (parent, children) = try runs()
            #expect(parent["status"] == "KILLED" && parent["end_time"]?.integer != nil)
            #expect(children.values.allSatisfy { $0["status"] != "RUNNING" && $0["end_time"]?.integer != nil })
        }
    }
#endif
