#if SQLite
    import Foundation
    import MartletCodecs
    import MartletNN
    import Testing

    /// Ctrl-C, and what else asks the process to end.
    struct InterruptTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private var database: String { folder.path("mlflow.db") }

        /// Starts a run that is tracked, interrupts it once it has noted so many numbers, and gives what it said.
        private func interrupted(
            _ arguments: [String], by signal: Int32 = SIGINT, after count: Int
        ) throws -> (status: Int32, errors: String) {
            let process = Process()
            process.executableURL = Martlet.executable
            process.arguments = arguments + ["--track", "sqlite:///" + database]
            let errors = Pipe()
            (process.standardOutput, process.standardError) = (FileHandle.nullDevice, errors)
            try process.run()
            defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
            func noted() throws -> Int {
                guard FileManager.default.fileExists(atPath: database) else { return 0 }
                return try SQLiteDatabase(database, .readOnly).rows("SELECT count(*) FROM metrics")[0][0].integer ?? 0
            }
            while process.isRunning, (try? noted()) ?? 0 < count { usleep(10_000) }
            kill(process.processIdentifier, signal)
            process.waitUntilExit()
            #expect(process.terminationReason == .exit, "the signal ended it")
            let runs = try SQLiteDatabase(database, .readOnly).rows("SELECT status, end_time > start_time FROM runs")
            #expect(runs == [[.text("KILLED"), 1]])
            let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            return (process.terminationStatus, text)
        }

        private func train(epochs: Int) -> [String] {
            [
                "train", "--data", "digits", "--hidden", "8", "--epochs", "\(epochs)", "--validation-split", "0.1",
                "--seed", "1",
            ]
        }

        /// What is saved goes on as if nobody had interrupted it.
        @Test(arguments: [SIGINT, SIGTERM]) func trainingGoesOn(signal: Int32) throws {
            let path = folder.path("m.safetensors")
            let run = try interrupted(train(epochs: 1_000_000) + ["--save", path], by: signal, after: 40)
            #expect(run.status == 128 + signal)
            let epoch = try Model(safetensors: path).epoch
            #expect(
                run.errors
                    == "interrupted: the model of epoch \(epoch) is saved to '\(path)', and --resume goes on with it\n")
            #expect(epoch >= 10)
            let resumed = try Martlet("train", "--resume", path, "--epochs", "\(epoch + 3)", "--json").json()
            let straight = try Martlet(list: train(epochs: epoch + 3) + ["--json"]).json()
            #expect(resumed["history"] == straight["history"] && resumed["test"] == straight["test"])
        }

        @Test func nothingIsSavedUnasked() throws {
            let run = try interrupted(train(epochs: 1_000_000), after: 4)
            #expect(run.status == 130 && run.errors.hasPrefix("interrupted: nothing is saved"))
        }

        @Test(arguments: [["prune", "--to", "0.8"], ["quantize", "--method", "aware"]])
        func compressionEnds(command: [String]) throws {
            let path = folder.path("m.safetensors")
            _ = try Martlet(list: train(epochs: 1) + ["--save", path, "--json"]).json()
            let output = folder.path("out.safetensors")
            let run = try interrupted(
                [command[0], path] + command[1...] + ["--epochs", "100000", "--output", output], after: 4)
            #expect(run.status == 130 && run.errors == "interrupted: nothing is saved\n")
            #expect(!FileManager.default.fileExists(atPath: output))
        }

        @Test func agentsAreKept() throws {
            let path = folder.path("agent.safetensors")
            let run = try interrupted(
                ["dqn", "--env", "CartPole-v1", "--steps", "100000000", "--no-stop", "--seed", "1", "--save", path],
                after: 10)
            #expect(run.status == 130 && run.errors.contains("interrupted: the agent so far is saved to '\(path)'"))
            #expect(try Martlet("play", path, "--json").json()["returns"]?.array?.count == 1)
        }
    }
#endif
