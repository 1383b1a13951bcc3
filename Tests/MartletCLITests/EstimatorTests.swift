import Foundation
import MartletCodecs
import Testing

/// `stack`, `tune` and `auto`.
struct EstimatorTests {
    @Test func stack() throws {
        let arguments = ["stack", "--data", "digits", "--base", "3", "--epochs", "5", "--seed", "1", "--json"]
        let json = try Martlet(list: arguments).json()
        #expect(json["rows"] == ["train": 1437, "test": 360] && json["folds"] == 5)
        let alone = try #require(json["base"]?.array).compactMap { $0["accuracy"]?.double }
        #expect(alone.count == 3 && alone.allSatisfy { $0 > 0.9 })
        #expect(try #require(json["accuracy"]?.double) > 0.94)
        // The same on one thread, but for the time.
        var again = try Martlet(list: arguments, threads: 1).json()
        again["seconds"] = json["seconds"]
        #expect(again == json)

        let wine = try Martlet(
            "stack", "--data", "wine", "--base", "2", "--folds", "3", "--hidden", "8;none", "--final", "network",
            "--passthrough", "--json"
        ).json()
        #expect(wine["base"]?.array?.map { $0["hidden"] } == [[8], []])
        #expect(wine["final"] == "network" && wine["passthrough"] == true)
        #expect(try Martlet("stack", "--data", "iris", "--epochs", "3").output.contains("weighted avg"))
    }

    @Test func tune() throws {
        let folder = try TemporaryFolder()
        let model = folder.path("best.safetensors")
        let arguments = [
            "tune", "--data", "digits", "--trials", "4", "--folds", "3", "--epochs", "5", "--hidden", "32;64,64",
            "--learning-rate", "0.01,0.001,0.0001", "--seed", "1", "--save", model, "--json",
        ]
        let json = try Martlet(list: arguments).json()
        #expect(json["trials"] == 4)
        #expect(try #require(json["accuracy"]?.double) > 0.9)
        let results = try #require(json["results"])
        let index = try #require(json["best"]?["index"]?.integer)
        #expect(results["rank_test_score"]?[index] == 1 && results["mean_test_score"]?[index] == json["best"]?["score"])
        #expect(results["split2_test_score"]?.array?.count == 4)
        // The model is one as others are.
        let evaluation = try Martlet("evaluate", model, "--data", "digits", "--json").json()
        #expect(try #require(evaluation["accuracy"]?.double) > 0.95)

        let grid = try Martlet(
            "tune", "--data", "iris", "--grid", "--folds", "2", "--epochs", "2", "--hidden", "8", "--learning-rate",
            "0.01,0.1", "--dropout", "0,0.1", "--json"
        ).json()
        #expect(grid["trials"] == 4)
        #expect(grid["results"]?["param_network.dropout"] == ["0.0", "0.0", "0.1", "0.1"])
    }

    @Test func auto() throws {
        let folder = try TemporaryFolder()
        let (table, model) = (folder.path("table.csv"), folder.path("auto.safetensors"))
        let rows = (0..<90).map { row in
            "\(row % 7),\(row % 4 == 0 ? "" : "\(row)"),\(["red", "blue"][row % 2]),\(row % 7 > 3 ? "hot" : "cold")"
        }
        try ("x,gaps,colour,kind\n" + rows.joined(separator: "\n"))
            .write(toFile: table, atomically: true, encoding: .utf8)
        let arguments = [
            "auto", "--data", table, "--target", "kind", "--trials", "6", "--folds", "3", "--minutes", "0", "--json",
        ]
        let json = try Martlet(list: arguments + ["--save", model]).json()
        #expect(json["task"] == "classification" && json["candidates"]?.array?.count == 6)
        #expect(try #require(json["accuracy"]?.double) > 0.9 && json["cut_short"] == false)
        // The same on one thread, but for the time.
        var again = try Martlet(list: arguments + ["--save", model], threads: 1).json()
        again["seconds"] = json["seconds"]
        #expect(again == json)

        let predicted = try Martlet("predict", model, "--input", table, "--json").json()
        #expect(predicted["class_names"] == ["cold", "hot"])
        #expect(predicted["classes"]?.array?.prefix(2) == ["cold", "cold"])
        #expect(try Martlet("predict", model, "--input", table).output.contains("hot"))

        let value = try Martlet(
            "auto", "--data", table, "--target", "x", "--labels", "values", "--trials", "2", "--folds", "2", "--test",
            table, "--json"
        ).json()
        #expect(value["task"] == "regression" && value["r2"]?.double != nil)
        #expect(value["rows"] == ["train": 90, "test": 90])
        #expect(try Martlet("auto", "--data", "iris", "--trials", "2").output.contains("rows not seen"))
        #expect(try Martlet("predict", table, "--input", table).status == 65)
    }

    @Test func tables() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("table.csv")
        let rows = (0..<60).map { "\($0 % 3 * 2 + $0 % 2),\($0),\(["a", "b", "c"][$0 % 3])" }
        try ("x,n,kind\n" + rows.joined(separator: "\n")).write(toFile: path, atomically: true, encoding: .utf8)
        let json = try Martlet(
            "stack", "--data", path, "--label", "kind", "--base", "2", "--folds", "2", "--epochs", "30", "--json"
        ).json()
        #expect(json["rows"] == ["train": 48, "test": 12])
        #expect(try Martlet("tune", "--data", path, "--label", "n").status == 65)  // values
    }

    @Test(arguments: [
        (64, ["stack", "--base", "0"]), (64, ["stack", "--folds", "1"]), (64, ["stack", "--learning-rate", "-1"]),
        (64, ["stack", "--hidden", "64;x"]), (64, ["stack", "--label", "kind"]), (64, ["stack", "--final", "best"]),
        (64, ["tune", "--trials", "0"]), (64, ["tune", "--grid", "--trials", "2"]), (64, ["tune", "--dropout", "1"]),
        (64, ["tune", "--learning-rate", "0.1,0"]), (64, ["tune", "--learning-rate", "fast"]),
        (64, ["tune", "--workers", "0"]), (64, ["tune", "--test-fraction", "1"]),
        (64, ["tune", "--grid", "--study", "study.db"]), (64, ["tune", "--time-budget", "0"]),
        (64, ["tune", "--sampler", "best"]), (1, ["tune", "--study", "/dev/null/study.db"]),
        (64, ["tune", "--save", "model.keras"]), (65, ["tune", "--data", "nowhere.csv"]),
        (64, ["auto", "--data", "iris", "--minutes", "-1"]), (64, ["auto", "--data", "iris", "--trials", "0"]),
        (64, ["auto", "--data", "iris", "--target", "x"]), (64, ["auto", "--data", "iris", "--save", "a.keras"]),
        (64, ["auto"]), (65, ["auto", "--data", "/"]), (65, ["auto", "--data", "absent.csv"]),
        (65, ["stack", "--data", "/"]),
        (65, ["stack", "--data", "iris", "--folds", "1000"]), (65, ["tune", "--data", "iris", "--folds", "1000"]),
    ])
    func badUsage(status: Int, arguments: [String]) throws {
        let run = try Martlet(list: arguments)
        #expect(Int(run.status) == status && !run.errors.isEmpty && run.output.isEmpty, "\(arguments): \(run.errors)")
    }
}
