import Foundation
import MartletCodecs
import Testing

/// Outputs that find no room: each is refused with its path, and what was there before stays.
struct FullDiskTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// What commands write, by the end of the file's name; the file's path comes last.
    private func outputs() throws -> [(arguments: [String], name: String)] {
        let (model, agent) = (folder.path("model.safetensors"), folder.path("agent.safetensors"))
        let layers = Array(repeating: "32", count: 12).joined(separator: ",")
        _ = try Martlet("train", "--data", "digits", "--hidden", layers, "--epochs", "1", "--save", model, "--json")
            .json()
        _ = try Martlet("dqn", "--env", "MountainCar-v0", "--steps", "300", "--save", agent, "--json").json()
        let (train, dqn) = (
            ["train", "--data", "digits", "--epochs", "1"], ["dqn", "--env", "CartPole-v1", "--steps"]
        )
        return [
            (["convert", model], "a.safetensors"), (["convert", model], "a.keras"),
            (["convert", model], "a.weights.h5"),
            (train + ["--save"], "b.safetensors"), (train + ["--checkpoint"], "c.safetensors"),
            (["inspect", model, "--svg"], "d.svg"), (dqn + ["300", "--save"], "e.safetensors"),
            (dqn + ["300", "--checkpoint-every", "100", "--checkpoint"], "f.safetensors"),
            (["play", agent, "--svg"], "g.svg"),
        ]
    }

    /// The run must have ended with code 1 and one line that names the output.
    private func expectRefusal(_ run: Martlet, of path: String, at location: SourceLocation = #_sourceLocation) {
        #expect(run.status == 1, "\(path): \(run.status) \(run.errors)", sourceLocation: location)
        #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)", sourceLocation: location)
        #expect(run.errors.contains("'\(path)'"), "\(run.errors)", sourceLocation: location)
    }

    /// Files that may not grow beyond 4 KiB refuse bytes as a full disk does.
    @Test func everyOutputIsRefusedAlike() throws {
        for (arguments, name) in try outputs() {
            let path = folder.path(name)
            expectRefusal(try Martlet(list: arguments + [path], fileKilobytes: 4), of: path)
            #expect(!FileManager.default.fileExists(atPath: path), "\(name)")
            _ = try folder.write("old", name)
            expectRefusal(try Martlet(list: arguments + [path], fileKilobytes: 4), of: path)
            #expect(try folder.bytes(name) == Data("old".utf8), "\(name)")
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path("")).allSatisfy { !$0.contains(".tmp-") })
        // Bad data stay bad data.
        let damaged = try folder.write("neither", "damaged.safetensors")
        let run = try Martlet(list: ["convert", damaged, folder.path("f.keras")], fileKilobytes: 4)
        #expect(run.status == 65)
    }

    /// A log grows: what was written of it before there was no room is there, line by line.
    @Test func logsKeepTheirLines() throws {
        let path = folder.path("log.csv")
        let run = try Martlet(
            list: [
                "train", "--data", "iris", "--hidden", "2", "--batch-size", "150", "--epochs", "400", "--csv-log", path,
            ],
            fileKilobytes: 4)
        expectRefusal(run, of: path)
        let log = try CSV(path: path)
        #expect(try log.numbers(0) == (0..<log.rowCount).map(Double.init) && 40..<400 ~= log.rowCount)
    }

    /// Standard output is a file that takes nothing.
    @Test(.enabled(if: access("/dev/full", W_OK) == 0, "there is no /dev/full"))
    func standardOutputIsRefused() throws {
        let model = folder.path("m.safetensors")
        let data = try folder.write(flowers(rows: 60), "flowers.csv")
        _ = try Martlet("train", "--data", data, "--label", "species", "--epochs", "1", "--save", model, "--json")
            .json()
        let commands = [
            ["predict", model, "--input", data], ["predict", model, "--input", data, "--json"],
            ["evaluate", model, "--data", data], ["inspect", model], ["doctor"], ["inspect", model, "--json"],
        ]
        for command in commands {
            expectRefusal(try Martlet(list: command, output: "/dev/full"), of: "standard output")
        }
    }

    /// A disk of 8 KiB, of which the old file takes half.
    @Test(.enabled(if: TinyDisk.isAvailable, "no file system can be mounted here, as root or in a namespace"))
    func reallyFullDisksAreRefused() throws {
        let disk = folder.path("disk")
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
        for (arguments, name) in try outputs() {
            let path = "\(disk)/\(name)"
            let run = try TinyDisk.run(Martlet.executable.path, arguments + [path], replacing: path, on: disk)
            #expect(run.status != 79, "\(name): the old file is gone, or something is beside it")
            #expect(run.status == 1 && run.errors.contains("'\(path)'"), "\(run.status) \(run.errors)")
            #expect(run.errors.contains("No space left on device"), "\(run.errors)")
        }
    }
}

/// A file system of 8 KiB in memory, seen by one command alone.
enum TinyDisk {
    /// Mounts it, puts a file there, runs the command and looks whether that file, and no other, is there: else the status is
    /// 79.
    private static let script = """
        mount -t tmpfs -o size=8k martlet "$1" || exit 77
        folder=$1; file=$2; shift 2
        printf old > "$file"
        "$@"; status=$?
        test "$(cat "$file")" = old && test "$(ls -A "$folder")" = "$(basename "$file")" || status=79
        exit $status
        """

    static let isAvailable: Bool = {
        guard let folder = try? TemporaryFolder() else { return false }
        let run = try? Self.run("/bin/true", [], replacing: folder.path("") + "/old", on: folder.path(""))
        return run?.status == 0
    }()

    static func run(
        _ program: String, _ arguments: [String], replacing file: String, on folder: String
    ) throws -> (status: Int32, errors: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
        process.arguments =
            (geteuid() == 0 ? ["-m"] : ["-r", "-m"]) + ["/bin/sh", "-c", script, "sh", folder, file, program]
            + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }
}
