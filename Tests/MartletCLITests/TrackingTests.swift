import Foundation
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
        #expect(boards.filter { $0.hasPrefix("train/events.out.tfevents.") }.count == 1)
        let listed = try #require(JSON(parsing: Martlet("runs", "list", "--track", uri, "--json").output).array)
        #expect(listed.count == 1 && listed[0]["status"] == "FINISHED" && listed[0]["experiment"] == "digits")
        #expect(listed[0]["name"] == "train digits" && listed[0]["parameters"]?["epochs"] == "3")
        _ = try train("other.safetensors", "--track", uri, "--batch-size", "64").json()
        let ids = try #require(
            JSON(parsing: Martlet("runs", "list", "--track", uri, "--json").output).array
        ).compactMap { $0["id"]?.string }
        let shown = try Martlet("runs", "show", ids[1], "--track", uri, "--json").json()
        #expect(shown["history"]?["loss"]?.array?.count == 3)
        let compared = try Martlet("runs", "compare", ids[0], ids[1], "--track", uri)
        #expect(compared.output.contains("batch_size") && !compared.output.contains("  epochs"))
        let exported = try Martlet("runs", "export", "--csv", folder.path("runs.csv"), "--track", uri, "--json").json()
        #expect(exported["runs"] == 2)
        let table = String(decoding: try bytes("runs.csv"), as: UTF8.self).split(separator: "\n")
        #expect(table.count == 3 && table[0].contains("metrics.loss") && table[0].contains("params.epochs"))
        #expect(try Martlet("runs", "list", "--track", uri).output.contains("train digits"))
        #expect(try Martlet("runs", "show", "none", "--track", uri).status == 65)
        #expect(try Martlet("runs", "list", "--track", "sqlite:///" + folder.path("none.db")).status == 65)
    }

    /// A disk on which nothing more has room ends no training and changes none.
    @Test func aFullDiskEndsNoTraining() throws {
        _ = try train("alone.safetensors").json()
        let run = try train(
            "tracked.safetensors", "--track", uri, "--tensorboard", folder.path("logs"), kilobytes: 40)
        #expect(run.status == 0 && run.errors.contains("MLflow failed, and the run goes on"))
        #expect(try bytes("tracked.safetensors") == bytes("alone.safetensors"))
    }

    @Test func badUsageIsRefused() throws {
        #expect(try train("x.safetensors", "--track", "ftp://x").status == 64)
        #expect(try train("x.safetensors", "--experiment", "x").status == 64)
        #expect(try Martlet("sync", folder.path("none.db")).status == 65)
    }

    @Test func agentsAreRememberedToo() throws {
        _ = try Martlet(
            "dqn", "--env", "CartPole-v1", "--steps", "2000", "--seed", "1", "--evaluate-every", "1000",
            "--evaluation-episodes", "2", "--track", uri, "--tensorboard", folder.path("logs"), "--json"
        ).json()
        let listed = try #require(JSON(parsing: Martlet("runs", "list", "--track", uri, "--json").output).array)
        #expect(listed.count == 1 && listed[0]["name"] == "dqn CartPole-v1" && listed[0]["status"] == "FINISHED")
        #expect(listed[0]["metrics"]?["rollout/ep_rew_mean"] != nil)
    }
}
