import Foundation
import MartletCodecs
import Testing

struct TrainTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func digitsAreLearned() throws {
        let run = try Martlet(
            "train", "--data", "digits", "--epochs", "10", "--seed", "1", "--validation-split", "0.1", "--save",
            folder.path("digits.safetensors"), "--json")
        let json = try run.json()
        #expect(try #require(json["test"]?["accuracy"]?.double) >= 0.94)
        #expect(try #require(json["validation"]?["accuracy"]?.double) >= 0.9)
        #expect(try #require(json["accuracy"]?.double) >= 0.97)
        #expect(try #require(json["loss"]?.double) < 0.2)
        // Dense layers 64 → 64 → 64 → 10, and the mean and variance of the normalisation.
        #expect(json["parameters"]?.integer == 64 * 64 + 64 + 64 * 64 + 64 + 64 * 10 + 10 + 2)
        // 1,437 rows are not for testing; a tenth of them are for validation, and 1,293 make 41 batches of 32.
        #expect(json["steps"]?.integer == 10 * 41)
        #expect(try #require(json["steps_per_second"]?.double) > 0)
        #expect(try #require(json["seconds"]?.double) > 0)
        #expect(json["model"]?.string == folder.path("digits.safetensors"))
        let history = try #require(json["history"])
        for name in ["loss", "accuracy", "val_loss", "val_accuracy"] { #expect(history[name]?.array?.count == 10) }
        #expect(history["loss"]?[9] == json["loss"])
        #expect(history["val_loss"]?[9] == json["validation"]?["loss"])
    }

    @Test func withoutValidationAndTestThoseAreNull() throws {
        let json = try Martlet("train", "--data", "iris", "--epochs", "1", "--test-fraction", "0", "--json").json()
        #expect(json["validation"] == .null && json["test"] == .null && json["model"] == .null)
        #expect(json["data"] == "iris")
    }

    @Test func sameSeedGivesSameBytes() throws {
        for (name, threads) in [("a", 1), ("b", 1), ("c", 2)] {
            let run = try Martlet(
                "train", "--data", "digits", "--hidden", "256,128", "--batch-size", "128", "--epochs", "2", "--dropout",
                "0.1", "--seed", "3", "--save", folder.path(name), "--json", threads: threads)
            #expect(run.status == 0, "\(run.errors)")
        }
        _ = try Martlet("train", "--epochs", "2", "--dropout", "0.1", "--seed", "4", "--save", folder.path("d"))
        let bytes = try folder.bytes("a")
        #expect(try bytes == folder.bytes("b"))
        #expect(try bytes == folder.bytes("c"))
        #expect(try bytes != folder.bytes("d"))
    }

    @Test func tablesWithStringLabels() throws {
        let data = try folder.write(flowers(), "flowers.csv")
        let json = try Martlet(
            "train", "--data", data, "--label", "species", "--hidden", "16", "--epochs", "30", "--learning-rate",
            "0.01", "--seed", "1", "--json"
        ).json()
        #expect(json["test"]?["accuracy"]?.double == 1)
    }

    @Test func tablesWithValuesAreRegression() throws {
        let rows = (0..<200).map { "\($0 % 20),\($0 / 20),\(Double(100 * ($0 % 20) - 50 * ($0 / 20)) + 0.5)" }
        let data = try folder.write((["a,b,price"] + rows).joined(separator: "\n"), "prices.csv")
        let model = folder.path("prices.safetensors")
        let json = try Martlet(
            "train", "--data", data, "--hidden", "none", "--epochs", "200", "--learning-rate", "0.03", "--save",
            model, "--json"
        ).json()
        #expect(json["accuracy"] == .null)
        // Prices are a line's, and spread over thousands.
        #expect(try #require(json["test"]?["mean_absolute_error"]?.double) < 1)

        let prediction = try Martlet("predict", model, "--input", data, "--json").json()
        let first = try #require(prediction["values"]?[0]?.double)
        #expect(abs(first - 0.5) < 1)
        #expect(prediction["classes"] == nil)
    }

    @Test func earlyStoppingEnds() throws {
        let json = try Martlet(
            "train", "--data", "iris", "--epochs", "500", "--learning-rate", "0.05", "--validation-split", "0.2",
            "--early-stopping", "3", "--json"
        ).json()
        #expect(try #require(json["epochs"]?.integer) < 500)
    }

    @Test func resumedTrainingEqualsUninterrupted() throws {
        let options = ["--data", "iris", "--dropout", "0.2", "--seed", "5", "--validation-split", "0.2"]
        func train(_ arguments: [String]) throws -> JSON {
            try Martlet(list: ["train", "--json"] + arguments).json()
        }
        let straight = try train(options + ["--epochs", "6", "--save", folder.path("straight")])
        _ = try train(options + ["--epochs", "4", "--checkpoint", folder.path("checkpoint")])
        let resumed = try train(
            ["--resume", folder.path("checkpoint"), "--epochs", "6", "--save", folder.path("resumed")])
        #expect(resumed["history"] == straight["history"])
        #expect(resumed["steps"] == straight["steps"])
        #expect(try folder.bytes("resumed") == folder.bytes("straight"))
    }

    @Test func resumingWhatIsDoneSaysSo() throws {
        let checkpoint = folder.path("checkpoint")
        _ = try Martlet("train", "--data", "iris", "--epochs", "2", "--checkpoint", checkpoint, "--json").json()
        let done = try Martlet("train", "--resume", checkpoint, "--epochs", "2", "--json")
        #expect(done.status == 0)
        #expect(done.errors.contains("nothing is left to train: '\(checkpoint)' has 2 epochs done"))
        #expect(done.errors.contains("give more than 2"))
        let more = try Martlet("train", "--resume", checkpoint, "--epochs", "3", "--json").json()
        #expect(more["epochs"] == 3)
    }

    @Test func resumingOnOtherRowsWarns() throws {
        let data = try folder.write(flowers(), "flowers.csv")
        let checkpoint = folder.path("checkpoint")
        _ = try Martlet(
            "train", "--data", data, "--label", "species", "--epochs", "1", "--checkpoint", checkpoint, "--json"
        ).json()
        _ = try folder.write(flowers(rows: 180), "flowers.csv")
        let run = try Martlet("train", "--resume", checkpoint, "--epochs", "2", "--json")
        #expect(run.status == 0)
        #expect(run.errors.contains("warning: '\(data)' is not, or not any more, the data"))
    }

    @Test func theLabelMayBeCountedFromTheEnd() throws {
        let data = try folder.write(
            "x,y,kind\n" + (0..<40).map { "\($0),\($0 % 7),k\($0 / 20)\n" }.joined(), "ends.csv")
        let last = try Martlet("train", "--data", data, "--label", "-1", "--epochs", "1", "--json").json()
        #expect(last["task"] == "classification")
        let middle = try Martlet(
            "train", "--data", data, "--label", "-2", "--target", "values", "--epochs", "1", "--json"
        ).json()
        #expect(middle["task"] == "regression")
        let run = try Martlet("train", "--data", data, "--label", "-1", "--target", "values", "--epochs", "1")
        #expect(run.status == 65 && run.errors.contains("column 3 ('kind'): 'k0' is not a number"))
    }

    @Test func epochsAreLogged() throws {
        let json = try Martlet(
            "train", "--data", "wine", "--epochs", "3", "--csv-log", folder.path("log.csv"), "--json"
        ).json()
        let log = try CSV(path: folder.path("log.csv"))
        #expect(log.rowCount == 3)
        let losses = try log.numbers(log.index(of: "loss"))
        #expect(json["history"]?["loss"]?.array?.map(\.double) == losses)
    }

    @Test(arguments: ["sgd", "adam", "adamw", "rmsprop", "adagrad"])
    func optimizers(_ name: String) throws {
        let json = try Martlet("train", "--data", "wine", "--epochs", "2", "--optimizer", name, "--json").json()
        let losses: [Double] = try #require(json["history"]?["loss"]).decode()
        #expect(losses.count == 2 && losses[1] < losses[0])
    }
}
