import Foundation
import MartletCodecs
import Testing

/// Outputs that would overwrite what is read, or each other, or that can't be written.
struct OutputTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func expect(_ arguments: [String], status: Int32, _ parts: String...) throws {
        let run = try Martlet(list: arguments)
        #expect(run.status == status && run.output.isEmpty, "\(arguments): \(run.status) \(run.errors)")
        for part in parts { #expect(run.errors.contains(part), "\(run.errors)") }
    }

    @Test func inputsAreNotOverwritten() throws {
        let data = try folder.write(flowers(rows: 30), "flowers.csv")
        let bytes = try folder.bytes("flowers.csv")
        symlink("flowers.csv", folder.path("link.csv"))
        link(data, folder.path("hard.csv"))
        let train = ["train", "--data", data, "--label", "species", "--epochs", "1"]
        for path in [data, folder.path("link.csv"), folder.path("hard.csv"), folder.path("./x/../flowers.csv")] {
            _ = mkdir(folder.path("x"), 0o777)
            for option in ["--save", "--csv-log", "--checkpoint"] {
                try expect(train + [option, path], status: 64, option, "would overwrite what --data reads")
            }
        }
        let named = try folder.write(flowers(rows: 30), "flowers-3.csv")
        try expect(
            ["train", "--data", named, "--label", "species", "--checkpoint", folder.path("flowers-{epoch}.csv")],
            status: 64, "would overwrite")
        #expect(try folder.bytes("flowers.csv") == bytes)
    }

    @Test func outputsAreTold() throws {
        let (a, b) = (folder.path("a.safetensors"), folder.path("b.safetensors"))
        try expect(["train", "--save", a, "--checkpoint", a], status: 64, "--save", "what --checkpoint writes too")
        try expect(["train", "--save", a, "--csv-log", a], status: 64, "what --csv-log writes too")
        try expect(
            ["dqn", "--env", "CartPole-v1", "--save", a, "--checkpoint", a], status: 64, "what --checkpoint writes too")
        #expect(try Martlet("train", "--data", "iris", "--epochs", "1", "--checkpoint", a, "--json").status == 0)
        try expect(["train", "--resume", a, "--epochs", "2", "--csv-log", a], status: 64, "what --resume reads")
        try expect(["convert", a, a], status: 64, "would overwrite what the model reads")
        // To replace what training goes on with is the point.
        #expect(try Martlet("train", "--resume", a, "--epochs", "2", "--save", a).status == 0)
        #expect(
            try Martlet("dqn", "--env", "CartPole-v1", "--steps", "200", "--checkpoint", b, "--checkpoint-every", "100")
                .status == 0)
        try expect(["dqn", "--resume", b, "--steps", "300", "--save", b], status: 64, "what --resume reads")
        try expect(["play", b, "--svg", b], status: 64, "--svg", "would overwrite")
        #expect(try Martlet("dqn", "--resume", b, "--steps", "300", "--checkpoint", b).status == 0)
    }

    @Test func outputsAreTriedFirst() throws {
        func refused(_ path: String, _ part: String) throws {
            for option in ["--save", "--csv-log", "--checkpoint"] {
                try expect(["train", "--data", "iris", option, path], status: 1, part)
            }
        }
        try refused(folder.path("no/model"), "create the folder first")
        try refused(folder.path("."), "not of a folder")
        try refused(folder.path(String(repeating: "n", count: 250)), "choose a shorter name")
        try refused("/dev/null", "not a regular file")
        mkfifo(folder.path("fifo"), 0o666)
        try refused(folder.path("fifo"), "not a regular file")
        _ = try folder.write("mine", "locked")
        chmod(folder.path("locked"), 0o444)
        try refused(folder.path("locked"), "read-only")
        #expect(try folder.bytes("locked") == Data("mine".utf8))
        try expect(
            ["dqn", "--env", "CartPole-v1", "--save", folder.path("no/a")], status: 1, "create the folder first")
    }
}
