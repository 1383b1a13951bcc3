import Foundation
import MartletCodecs
import Testing

/// `tune` with a study.
struct StudyTests {
    private func arguments(_ path: String?, trials: Int = 40) -> [String] {
        [
            "tune", "--data", "iris", "--trials", "\(trials)", "--folds", "2", "--epochs", "30", "--hidden", "8;16;8,8",
            "--learning-rate", "0.1,0.01,0.001", "--dropout", "0,0.1,0.2", "--seed", "1", "--json",
        ] + (path.map { ["--study", $0] } ?? ["--sampler", "tpe"])
    }

    /// Without the seconds that it took.
    private func timeless(_ json: JSON) throws -> JSON {
        var json = json
        json["seconds"] = nil
        let trials = try #require(json["study"]?["trials"]?.array).map { trial in
            var trial = trial
            trial["seconds"] = nil
            return trial
        }
        json["study"]?["trials"] = .array(trials)
        return json
    }

    private func start(_ path: String) throws -> Process {
        let process = Process()
        process.executableURL = Martlet.executable
        process.arguments = arguments(path)
        (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
        try process.run()
        return process
    }

    /// Waits until a file holds some finished trials.
    private func wait(for count: Int, in path: String, _ process: Process) throws -> Int {
        while true {
            if FileManager.default.fileExists(atPath: path), let database = try? SQLiteDatabase(path, .readOnly),
                let rows = try? database.rows("SELECT count(*) FROM trials WHERE state != 'running'"),
                let done = rows[0][0].integer, done >= count
            {
                return done
            }
            if !process.isRunning { return 0 }
            usleep(500)
        }
    }

    /// A study whose process is killed, twice, ends as one that nobody disturbs.
    @Test func killedStudiesGoOn() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("study.db")
        for count in [5, 15] {
            let process = try start(path)
            let done = try wait(for: count, in: path, process)
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            #expect(done < 40, "it ended before it could be killed")
        }
        let resumed = try timeless(Martlet(list: arguments(path)).json())
        #expect(try timeless(Martlet(list: arguments(nil)).json()) == resumed)
        #expect(try timeless(Martlet(list: arguments(nil), threads: 1).json()) == resumed)
        #expect(resumed["trials"] == 40 && resumed["study"]?["trials"]?.array?.count == 40)
    }

    /// Ctrl-C lets the trials that run end, and says how to go on.
    @Test func interruptedStudiesGoOn() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("study.db")
        let process = try start(path)
        _ = try wait(for: 5, in: path, process)
        process.interrupt()
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 130)
        let waiting = try SQLiteDatabase(path, .readOnly).rows("SELECT count(*) FROM trials WHERE state = 'running'")
        #expect(waiting == [[0]])
        #expect(try Martlet(list: arguments(path)).json()["trials"] == 40)
    }

    @Test func severalProcessesShareAStudy() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("study.db")
        let processes = try (0..<2).map { _ in try start(path) }
        for process in processes {
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }
        let trials = try SQLiteDatabase(path, .readOnly).rows("SELECT state, count(*) FROM trials GROUP BY state")
        #expect(trials == [["complete", 40]])
        let other = try Martlet(list: arguments(path).map { $0 == "--seed" ? "--workers" : $0 })
        #expect(other.status == 65 && other.errors.contains("seed 1"))
    }

    @Test func timeIsKept() throws {
        let json = try Martlet(
            "tune", "--data", "iris", "--folds", "2", "--epochs", "2", "--hidden", "8", "--time-budget", "0.3",
            "--prune",
            "--sampler", "random", "--json"
        ).json()
        #expect(try #require(json["trials"]?.integer) >= 1)
        let text = try Martlet(
            "tune", "--data", "iris", "--folds", "2", "--epochs", "2", "--trials", "3", "--sampler", "tpe")
        #expect(text.status == 0 && text.output.contains("What counted: "))
    }
}
