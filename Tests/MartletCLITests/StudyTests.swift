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

    /// A process that works on a study until it is told to end, or until there are so many trials.
    private func start(_ path: String, trials: Int = 1_000_000) throws -> Process {
        let process = Process()
        process.executableURL = Martlet.executable
        process.arguments = arguments(path, trials: trials)
        (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
        try process.run()
        return process
    }

    /// The finished trials in a file; 0 where there is none yet.
    private func finished(in path: String) throws -> Int {
        guard FileManager.default.fileExists(atPath: path), let database = try? SQLiteDatabase(path, .readOnly),
            let rows = try? database.rows("SELECT count(*) FROM trials WHERE state NOT IN ('running', 'waiting')")
        else { return 0 }
        return rows[0][0].integer ?? 0
    }

    /// Waits until a file holds some finished trials more.
    private func wait(for count: Int, in path: String, _ process: Process) throws {
        let before = try finished(in: path)
        while process.isRunning, try finished(in: path) < before + count { usleep(500) }
    }

    /// A study whose process is killed, twice, ends as one that nobody disturbs.
    @Test func killedStudiesGoOn() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("study.db")
        for count in [5, 10] {
            let process = try start(path)
            try wait(for: count, in: path, process)
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            #expect(process.terminationReason == .uncaughtSignal, "it ended before it could be killed")
        }
        let trials = try finished(in: path) + 10
        let resumed = try timeless(Martlet(list: arguments(path, trials: trials)).json())
        #expect(try timeless(Martlet(list: arguments(nil, trials: trials)).json()) == resumed)
        #expect(try timeless(Martlet(list: arguments(nil, trials: trials), threads: 1).json()) == resumed)
        #expect(resumed["trials"]?.integer == trials && resumed["study"]?["trials"]?.array?.count == trials)
    }

    /// Ctrl-C lets the trials that run end, and says how to go on.
    @Test func interruptedStudiesGoOn() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("study.db")
        let process = try start(path)
        try wait(for: 5, in: path, process)
        process.interrupt()
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 130)
        let waiting = try SQLiteDatabase(path, .readOnly).rows("SELECT count(*) FROM trials WHERE state = 'running'")
        #expect(waiting == [[0]])
        let trials = try finished(in: path) + 5
        #expect(try Martlet(list: arguments(path, trials: trials)).json()["trials"]?.integer == trials)
    }

    @Test func severalProcessesShareAStudy() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("study.db")
        let processes = try (0..<2).map { _ in try start(path, trials: 40) }
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
