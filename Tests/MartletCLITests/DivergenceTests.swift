import Foundation
import MartletCodecs
import Testing

/// Training whose loss is no finite number any more.
struct DivergenceTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func trainingEndsAndSavesNothingBroken() throws {
        let (model, checkpoint) = (folder.path("model"), folder.path("checkpoint"))
        let run = try Martlet(
            "train", "--data", "iris", "--optimizer", "sgd", "--learning-rate", "1e30", "--epochs", "50", "--save",
            model,
            "--checkpoint", checkpoint, "--csv-log", folder.path("log.csv"))
        #expect(run.status == 1 && run.output.isEmpty)
        #expect(run.errors.contains("the loss is nan in step 2 of epoch 1"), "\(run.errors)")
        #expect(run.errors.contains("nothing is saved") && run.errors.contains("--learning-rate"))
        #expect(!FileManager.default.fileExists(atPath: model))
        #expect(!FileManager.default.fileExists(atPath: checkpoint))
        #expect(try CSV(bytes: Array(folder.bytes("log.csv")), format: .init(missingMarkers: [])).rowCount == 1)
    }

    /// A line through numbers that grow: steps of this size leave it by more each time.
    private func growing() throws -> String {
        let rows = (0..<40).map { "\(Double($0) / 10),\(Double($0 % 7)),\(Double($0) * 0.5 + 0.25)" }
        return try folder.write("a,b,y\n" + rows.joined(separator: "\n") + "\n", "growing.csv")
    }

    @Test(arguments: [[], ["--early-stopping", "100"]])
    func whatWasGoodIsKept(_ options: [String]) throws {
        let model = folder.path("model.safetensors")
        let run = try Martlet(
            list: [
                "train", "--data", growing(), "--hidden", "none", "--optimizer", "sgd", "--learning-rate", "1.2",
                "--epochs", "5000", "--save", model, "--checkpoint", folder.path("checkpoint"), "--seed", "1",
            ] + options)
        #expect(run.status == 1)
        #expect(run.errors.contains("the model of epoch"), "\(run.errors)")
        func loss(_ file: String) throws -> Double? {
            try Martlet("evaluate", file, "--part", "all", "--json").json()["loss"]?.double
        }
        let (kept, ended) = (try #require(try loss(model)), try loss(folder.path("checkpoint")) ?? .infinity)
        #expect(kept < ended)
        let checkpoint = try Martlet("inspect", folder.path("checkpoint"), "--json").json()
        let last = try #require(checkpoint["training"]?["epochs"]?.integer)
        #expect(run.errors.contains("of epoch \(last + 1), so training ended"))
        let epochs = try #require(Martlet("inspect", model, "--json").json()["training"]?["epochs"]?.integer)
        #expect(run.errors.contains("the model of epoch \(epochs) is saved"))
    }

    @Test func agentsEndToo() throws {
        let agent = folder.path("agent.safetensors")
        let run = try Martlet(
            "dqn", "--env", "CartPole-v1", "--steps", "5000", "--learning-rate", "1e30", "--learning-starts", "300",
            "--evaluate-every", "200", "--evaluation-episodes", "2", "--seed", "1", "--save", agent)
        #expect(run.status == 1 && run.output.isEmpty)
        #expect(run.errors.contains("at step ") && run.errors.contains("the network that did best until then is saved"))
        #expect(try Martlet("play", agent, "--json").status == 0)
        let none = try Martlet(
            "dqn", "--env", "CartPole-v1", "--steps", "5000", "--learning-rate", "1e30", "--evaluate-every", "5000",
            "--save", folder.path("none"))
        #expect(none.status == 1 && !FileManager.default.fileExists(atPath: folder.path("none")))
    }
}
