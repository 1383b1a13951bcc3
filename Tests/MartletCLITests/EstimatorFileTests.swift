import Foundation
import MartletCodecs
import Testing

/// What commands do with the files of `stack`, `auto` and `tune`.
struct EstimatorFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Words, gaps and a date among the columns, and three classes.
    private func shop(rows: Int = 150) throws -> String {
        let lines = (0..<rows).map { row in
            "\(row % 9 == 4 ? "" : "\(row % 3 * 10 + row % 4)"),\(["red", "blue"][row % 2]),2024-01-\(10 + row % 20),"
                + ["bike", "car", "van"][row % 3]
        }
        return try folder.write("size,colour,day,kind\n" + lines.joined(separator: "\n"), "shop.csv")
    }

    /// One of each, learned from a table.
    private func saved(_ command: String, _ data: String) throws -> (path: String, json: JSON) {
        let path = folder.path("\(command).safetensors")
        let options =
            switch command {
            case "auto": ["--target", "kind", "--trials", "3", "--folds", "2", "--minutes", "0", "--save", path]
            case "stack": ["--label", "kind", "--base", "2", "--folds", "2", "--epochs", "20", "--output", path]
            default: ["--label", "kind", "--trials", "2", "--folds", "2", "--epochs", "20", "--save", path]
            }
        return (path, try Martlet(list: [command, "--data", data, "--seed", "3", "--json"] + options).json())
    }

    @Test(arguments: ["auto", "stack", "tune"]) func everyCommandReads(_ command: String) throws {
        let data = try shop()
        let (path, json) = try saved(command, data)
        #expect(json["model"]?.string == path && json["rows"] == ["train": 120, "test": 30])
        // The rows that it was judged by, and the same number.
        let evaluation = try Martlet("evaluate", path, "--json").json()
        #expect(evaluation["part"] == "test" && evaluation["rows"] == 30 && evaluation["loss"]?.double != nil)
        #expect(evaluation["accuracy"] == json["accuracy"])
        #expect(try Martlet("evaluate", path, "--part", "train", "--json").json()["rows"] == 120)

        let explained = try Martlet("explain", path, "--samples", "3", "--background", "9", "--json").json()
        #expect(explained["feature_names"] == ["size", "colour", "day"] && explained["background"] == 9)
        #expect(explained["output_names"] == ["bike", "car", "van"])
        #expect(["red", "blue"].contains(explained["data"]?[0]?[1]?.string))
        for (row, outputs) in try #require(explained["outputs"]?.array).enumerated() {
            for place in 0..<3 {
                let values = (0..<3).map { explained["values"]?[row]?[$0]?[place]?.double ?? .nan }
                let base = try #require(explained["base_values"]?[place]?.double)
                #expect(abs(base + values.reduce(0, +) - (outputs[place]?.double ?? .nan)) < 1e-6)
            }
        }
        let mine = try folder.write("size,colour,day\n21,red,2024-01-15\n", "mine.csv")
        #expect(try Martlet("explain", path, "--data", mine).status == 0)
        #expect(try Martlet("predict", path, "--input", mine, "--json").json()["classes"] == ["van"])

        let inspection = try Martlet("inspect", path)
        #expect(inspection.status == 0 && inspection.output.contains("category: blue, red"), "\(inspection.errors)")
        #expect(inspection.output.contains("shop.csv"))
        let notes = try Martlet("inspect", path, "--json").json()
        #expect((notes["setup"] ?? notes["metadata"]?["setup"])?["data"]?.string == data)
    }

    /// What is for networks says so.
    @Test func networksOnly() throws {
        let (path, _) = try saved("stack", shop())
        let output = folder.path("out.safetensors")
        for arguments in [
            ["quantize", path, "--output", output], ["prune", path, "--output", output], ["convert", path, "o.keras"],
        ] {
            let run = try Martlet(list: arguments)
            #expect(run.status == 65 && run.errors.contains("holds an estimator"), "\(arguments): \(run.errors)")
        }
        for arguments in [
            ["inspect", path, "--plan"], ["evaluate", path, "--precision", "bfloat16"],
            ["predict", path, "--input", "x.csv", "--input-shape", "3"], ["train", "--resume", path, "--hidden", "3"],
        ] {
            let run = try Martlet(list: arguments)
            #expect(run.status == 64 && !run.errors.isEmpty, "\(arguments): \(run.errors)")
        }
        #expect(try Martlet("inspect", path).output.contains("stacking_classifier"))
    }

    /// Files of what learned from data sets that are part of the program, and from values.
    @Test func dataSetsAndValues() throws {
        let path = folder.path("wine.safetensors")
        let json = try Martlet("stack", "--data", "wine", "--epochs", "5", "--output", path, "--json").json()
        #expect(try Martlet("evaluate", path, "--json").json()["accuracy"] == json["accuracy"])
        #expect(try Martlet("explain", path, "--samples", "1", "--json").json()["feature_names"]?[0] == "alcohol")

        let rows = (0..<200).map { "\($0 % 40),\(["a", "b"][$0 % 2]),\($0 % 40 * 3 + $0 % 2)" }
        let data = try folder.write("x,w,y\n" + rows.joined(separator: "\n"), "line.csv")
        let values = folder.path("values.safetensors")
        let found = try Martlet(
            "auto", "--data", data, "--trials", "2", "--folds", "2", "--minutes", "0", "--save", values, "--json"
        ).json()
        // Whole numbers that are many are no classes.
        #expect(found["task"] == "regression" && (found["r2"]?.double ?? 0) > 0.999)
        #expect(found["remarks"]?.array?.last?.string?.contains("--labels classes") == true)
        #expect(found["columns"]?[1] == ["name": "w", "kind": "category", "has_gaps": false])
        let judged = try Martlet("evaluate", values, "--json").json()
        #expect(abs((judged["r2"]?.double ?? 0) - (found["r2"]?.double ?? 1)) < 1e-12)
        let explained = try Martlet("explain", values, "--samples", "4", "--json").json()
        #expect(explained["output_names"] == ["y"] && explained["feature_names"] == ["x", "w"])
        let told = try Martlet(
            "auto", "--data", data, "--labels", "classes", "--trials", "1", "--folds", "2", "--minutes", "0")
        #expect(told.output.contains("estimators of classes") && told.output.contains("Columns: numbers x; words w"))
        let refused = try Martlet("tune", "--data", data)
        #expect(refused.status == 65 && refused.errors.contains("--target classes"))
    }

    /// A model of `tune` is pruned and trained on by the rows that it was.
    @Test func tunedModelsKnowTheirData() throws {
        let rows = (0..<240).map { "\($0 % 12 * 5 + $0 % 2),\($0 % 7),\($0 % 12)" }
        let data = try folder.write("x,noise,y\n" + rows.joined(separator: "\n"), "dozen.csv")
        let path = folder.path("best.safetensors")
        let json = try Martlet(
            "tune", "--data", data, "--trials", "2", "--folds", "2", "--epochs", "30", "--hidden", "32",
            "--learning-rate", "0.01,0.02,0.01", "--batch-size", "16,32,16", "--save", path, "--json"
        ).json()
        #expect(json["results"]?["param_fitting.batchSize"]?.array?.count == 2)
        #expect(json["remarks"]?[0]?.string?.contains("--target values") == true)
        #expect(try Martlet("evaluate", path, "--json").json()["accuracy"] == json["accuracy"])
        let pruned = try Martlet(
            "prune", path, "--to", "0.5", "--epochs", "1", "--output", folder.path("p.safetensors"), "--json"
        ).json()
        #expect(pruned["before"]?["accuracy"] == json["accuracy"] && pruned["rows"] == 48)
        let resumed = try Martlet("train", "--resume", path, "--epochs", "31", "--json").json()
        #expect(resumed["epochs"] == 1 && resumed["test"]?["accuracy"]?.double != nil)
        // Each value once, so that three combinations of the two are four.
        let grid = try Martlet(
            "tune", "--data", "iris", "--grid", "--folds", "2", "--epochs", "1", "--hidden", "8;8", "--learning-rate",
            "0.01", "--batch-size", "8,16", "--json"
        ).json()
        #expect(grid["trials"] == 2)
    }

    @Test func oneClassIsRefused() throws {
        let data = try folder.write("x,y\n" + (0..<30).map { "\($0),same\n" }.joined(), "same.csv")
        for command in ["train", "stack", "tune", "auto"] {
            let run = try Martlet(command, "--data", data)
            #expect(run.status == 65 && run.errors.contains("two classes"), "\(command): \(run.errors)")
        }
    }
}
