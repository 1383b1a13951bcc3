import Foundation
import MartletCodecs
import Testing

/// Files that may not grow refuse bytes as a full disk does.
struct FullDiskTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Runs the command with files of at most 4 KiB: it must end with code 1, one line that names the output, and no file.
    private func expectRefusal(
        _ arguments: [String], of output: String, at location: SourceLocation = #_sourceLocation
    ) throws {
        let path = folder.path(output)
        let run = try Martlet(list: arguments + [path], fileKilobytes: 4)
        #expect(run.status == 1, "\(output): \(run.status) \(run.errors)", sourceLocation: location)
        #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)", sourceLocation: location)
        #expect(run.errors.contains(path), "\(run.errors)", sourceLocation: location)
        #expect(!FileManager.default.fileExists(atPath: path), sourceLocation: location)
    }

    @Test func everyFormatIsRefusedAlike() throws {
        let model = folder.path("digits.safetensors")
        _ = try Martlet("train", "--data", "digits", "--hidden", "64", "--epochs", "1", "--save", model, "--json")
            .json()
        for output in ["b.safetensors", "b.keras", "b.weights.h5"] {
            try expectRefusal(["convert", model], of: output)
        }
        try expectRefusal(["train", "--data", "digits", "--epochs", "1", "--save"], of: "c.safetensors")
        try expectRefusal(["train", "--data", "digits", "--epochs", "1", "--checkpoint"], of: "d.safetensors")
        try expectRefusal(["dqn", "--env", "CartPole-v1", "--steps", "300", "--save"], of: "e.safetensors")
        // Bad data stay bad data.
        let damaged = try folder.write("neither", "damaged.safetensors")
        let run = try Martlet(list: ["convert", damaged, folder.path("f.keras")], fileKilobytes: 4)
        #expect(run.status == 65)
    }
}
