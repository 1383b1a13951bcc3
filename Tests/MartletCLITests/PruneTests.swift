import Foundation
import MartletCodecs
import MartletCompression
import MartletGraph
import MartletInterop
import MartletNN
import MartletNumerics
import Testing

/// `prune`, and what the other subcommands do with its models.
struct PruneTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func prune(_ model: String, _ options: String...) throws -> (model: String, json: JSON) {
        let output = folder.path("pruned.safetensors")
        return (output, try Martlet(list: ["prune", model, "--output", output, "--json"] + options).json())
    }

    /// How many of the weights are zero, in the order of the layers.
    private func zeros(_ json: JSON) throws -> [Int] {
        try #require(json["layers"]?.array).map { try #require($0["zeros"]?.integer) }
    }

    @Test func digits() throws {
        let (float, trained) = try folder.train("digits")
        let (model, json) = try prune(float, "--from", "0.5", "--to", "0.8", "--epochs", "4")
        #expect(json["data"] == "digits" && json["rows"] == 360 && json["epochs"] == 4)
        // Judged by the rows that training kept for the test.
        #expect(json["before"] == trained["test"])
        let (before, after) = try (
            #require(json["before"]?["accuracy"]?.double), #require(json["after"]?["accuracy"]?.double)
        )
        #expect(after >= before - 0.05)
        // 1437 rows in batches of 32 are 45 steps, and three quarters of 180 are 135, of which 13 go into 130.
        #expect(
            json["schedule"] == [
                "kind": "polynomial", "from": 0.5, "to": 0.8, "begin_step": 0, "end_step": 130, "frequency": 13,
            ])
        // Of 64 × 32 and 32 × 10 weights 410 and 64 stay.
        #expect(try zeros(json) == [1638, 256] && json["pattern"] == "unstructured")
        #expect(json["layers"]?[0]?["weights"] == "dense/kernel" && json["layers"]?[0]?["shape"] == [64, 32])
        #expect(json["sparsity"]?.double == Double(1638 + 256) / Double(2048 + 320))
        #expect(json["bytes"]?["after"]?.integer == (try folder.bytes("pruned.safetensors")).count)
        #expect(try #require(json["speed_up"]?.double) > 0 && json["speed"]?.array?.count == 2)

        // It is a model as others are; skipping zeros changes what is rounded alone.
        let evaluation = try Martlet("evaluate", model, "--json").json()
        #expect(evaluation["accuracy"] == json["after"]?["accuracy"] && evaluation["part"] == "test")
        let losses = try (#require(evaluation["loss"]?.double), #require(json["after"]?["loss"]?.double))
        #expect(abs(losses.0 - losses.1) <= 1e-5 * losses.1)
        let row = (0..<64).map { "\($0 % 17)" }.joined(separator: ",") + "\n"
        let rows = try folder.write(row + row, "rows.csv")
        #expect(try Martlet("predict", model, "--input", rows, "--json").json()["rows"] == 2)
        #expect(try Martlet("inspect", model, "--json").json()["sparsity"] == json["sparsity"])
        #expect(try Martlet("inspect", model).output.hasPrefix("\(model), 80.0 % of its weights zero\n"))
        #expect(try Martlet("inspect", float).output.hasPrefix("\(float)\n"))
        let integers = try Martlet("quantize", model, "--output", folder.path("int8.safetensors"), "--json").json()
        #expect(try #require(integers["after"]?["accuracy"]?.double) >= after - 0.02)
    }

    /// A model that was pruned is trained on, and pruned again.
    @Test func prunedModelsGoOn() throws {
        let (float, _) = try folder.train("iris")
        let (model, first) = try prune(float, "--to", "0.6", "--epochs", "2")
        #expect(try Martlet("inspect", model, "--json").json()["training"]?["epochs"] == 0)
        let longer = folder.path("longer.safetensors")
        let run = try Martlet("train", "--resume", model, "--epochs", "1", "--save", longer, "--json")
        #expect(run.status == 0 && run.errors.contains("was pruned, and training on makes numbers of its zeros again"))
        #expect(run.errors.contains("--schedule constant --to 0.") && !run.errors.contains("martlet convert"))
        let (_, second) = try prune(longer, "--to", "0.8")
        for (one, other) in zip(try zeros(first), try zeros(second)) { #expect(one < other) }
        // Training with early stopping had ended, and doesn't end pruning.
        let (stopped, _) = try folder.train("iris", "--epochs", "500", "--early-stopping", "2")
        #expect(try zeros(prune(stopped, "--to", "0.8").json) == zeros(second))
    }

    @Test func theSameSeedGivesTheSameBytes() throws {
        let (float, _) = try folder.train("iris")
        let other = try folder.write(flowers(header: "a,species,b"), "flowers.csv")
        let (flowers, _) = try folder.train(other, "--label", "species")
        for (model, options) in [(float, ["--to", "0.7"]), (flowers, ["--filters", "0.5", "--seed", "3"])] {
            var files: [Data] = []
            for threads in [1, 2] {
                let arguments = ["prune", model, "--output", folder.path("pruned.safetensors")] + options
                #expect(try Martlet(list: arguments, threads: threads).status == 0)
                files.append(try folder.bytes("pruned.safetensors"))
            }
            #expect(files[0] == files[1])
        }
    }

    @Test func schedules() throws {
        // 120 rows in batches of 32 are 4 steps, and 40 in 10 epochs.
        let (float, _) = try folder.train("iris")
        func schedule(_ options: String...) throws -> JSON? {
            let arguments = ["prune", float, "--epochs", "10", "--output", folder.path("pruned.safetensors"), "--json"]
            let json = try Martlet(list: arguments + options).json()
            // 4 × 32 and 32 × 3 weights, of which 26 and 19 stay.
            #expect(try zeros(json) == [102, 77])
            return json["schedule"]
        }
        #expect(
            try schedule("--to", "0.8", "--schedule", "constant") == [
                "kind": "constant", "to": 0.8, "begin_step": 0, "end_step": 30, "frequency": 3,
            ])
        #expect(
            try schedule("--to", "0.8", "--begin", "0.25", "--end", "38", "--frequency", "5") == [
                "kind": "polynomial", "from": 0.5, "to": 0.8, "begin_step": 10, "end_step": 35, "frequency": 5,
            ])
        #expect(try schedule("--to", "0.8", "--from", "0", "--end", "1.0")?["end_step"] == 40)
        #expect(try schedule("--to", "0.8", "--batch-size", "64")?["end_step"] == 15)
        // Less than usual at first.
        let (_, few) = try prune(float, "--to", "0.25")
        #expect(try zeros(few) == [32, 24] && few["schedule"]?["from"] == 0.25)
        #expect(try prune(float, "--to", "0.8", "--learning-rate", "0.1").json["after"] != few["after"])
    }

    @Test(arguments: ["8x1", "4x1", "2:4"]) func patterns(_ pattern: String) throws {
        let (float, _) = try folder.train("digits")
        let (model, json) = try prune(float, "--pattern", pattern, "--epochs", "1", "--layers", "dense")
        #expect(json["pattern"]?.string == pattern)
        let kernel = try #require(Model(contentsOf: model)["dense/kernel"]).array(of: Float.self).map { $0 == 0 }
        #expect(try zeros(json)[1] == 0 && zeros(json)[0] == kernel.count(where: \.self))
        if pattern == "2:4" {
            // Of 4 inputs of each unit.
            for start in stride(from: 0, to: 64, by: 4) {
                for unit in 0..<32 { #expect((start..<start + 4).count { kernel[$0 * 32 + unit] } == 2) }
            }
        } else {
            let width = try #require(Int(pattern.prefix(1)))
            let blocks = stride(from: 0, to: kernel.count, by: width).map { Set(kernel[$0..<$0 + width]) }
            #expect(blocks.allSatisfy { $0.count == 1 })
            #expect(blocks.count { $0 == [true] } == blocks.count - Int((Double(blocks.count) / 10).rounded()))
        }
    }

    @Test func filters() throws {
        let (float, _) = try folder.train("digits")
        let (model, json) = try prune(float, "--filters", "0.5", "--epochs", "2")
        #expect(json["schedule"] == .null && json["pattern"] == .null && json["sparsity"]?.double == 0)
        #expect(
            json["filters"]?[0] == ["weights": "dense/kernel", "before": 32, "after": 16, "reason": .null])
        #expect(json["filters"]?[1]?["after"] == 10 && json["filters"]?[1]?["reason"]?.string != nil)
        #expect(try Model(contentsOf: model)["dense/kernel"]?.shape == [64, 16])
        #expect(try #require(json["after"]?["accuracy"]?.double) > 0.9)
        #expect(try Martlet("evaluate", model, "--json").json()["loss"] == json["after"]?["loss"])
    }

    @Test func tablesOfValuesWithGaps() throws {
        let rows = (0..<120).map {
            "\($0 % 9 == 0 ? "" : "\($0 % 7)"),\(["red", "blue"][$0 % 2]),\(1e6 * Double($0 % 7))"
        }
        let data = try folder.write("a,colour,price\n" + rows.joined(separator: "\n") + "\n", "prices.csv")
        let (float, trained) = try folder.train(data, "--target", "values")
        let (_, json) = try prune(float, "--to", "0.5", "--epochs", "20")
        // In the user's units.
        #expect(json["before"] == trained["test"] && json["rows"] == 24)
        let after = try #require(json["after"]?["mean_absolute_error"]?.double)
        #expect(after < 1.5 * (try #require(json["before"]?["mean_absolute_error"]?.double)) + 1e5)
        // Of other data a part isn't learned, and judges.
        let other = try folder.write("price,colour,a\n" + (0..<50).map { "\($0)e6,red,\($0)\n" }.joined(), "other.csv")
        #expect(try prune(float, "--data", other, "--epochs", "1").json["rows"] == 10)
    }

    @Test func text() throws {
        let (float, _) = try folder.train("iris")
        let output = folder.path("pruned.safetensors")
        let zeros = try Martlet("prune", float, "--output", output).output
        for part in ["accuracy", "bytes", "one prediction", "32 at once", "[4, 32]  115", "89.7 %"] {
            #expect(zeros.contains(part), "\(zeros)")
        }
        #expect(zeros.contains("\nSaved to \(output)\n"))
        let filters = try Martlet("prune", float, "--filters", "0.5", "--output", output).output
        for part in ["accuracy", "filters of", "why all stay"] { #expect(filters.contains(part), "\(filters)") }
    }

    private func expect(_ arguments: [String], status: Int32, _ parts: String...) throws {
        let run = try Martlet(list: ["prune"] + arguments)
        #expect(run.status == status && run.output.isEmpty, "\(arguments): \(run.status) \(run.errors)")
        for part in parts { #expect(run.errors.contains(part), "\(run.errors)") }
        #expect(!FileManager.default.fileExists(atPath: folder.path("out.safetensors")))
    }

    @Test func badUsage() throws {
        let (float, _) = try folder.train("iris")
        let output = ["--output", folder.path("out.safetensors")]
        func refused(_ options: String..., because parts: String...) throws {
            let run = try Martlet(list: ["prune", float] + options + output)
            #expect(run.status == 64 && run.output.isEmpty, "\(options): \(run.status) \(run.errors)")
            for part in parts { #expect(run.errors.contains(part), "\(run.errors)") }
            #expect(!FileManager.default.fileExists(atPath: output[1]))
        }
        try refused("--to", "1", because: "--to must be at least 0 and below 1, and is 1.0")
        try refused("--to", "nan", because: "--to must be at least 0 and below 1")
        try refused("--to", "-0.1", because: "--to must be at least 0 and below 1, and is -0.1")
        try refused("--from", "-0.5", because: "--from must be at least 0 and below 1, and is -0.5")
        try refused("--from", "0.8", "--to", "0.6", because: "--from, 0.8, must be no more than --to, 0.6")
        try refused("--filters", "1", because: "--filters must be at least 0 and below 1, and is 1.0")
        try refused("--schedule", "cubic", because: "constant", "polynomial")
        try refused("--schedule", "constant", "--from", "0.1", because: "--from is for --schedule polynomial")
        try refused("--pattern", "3x3", because: "8x1", "2:4")
        try refused("--pattern", "2:4", "--to", "0.9", "--end", "9", because: "leave out --end, --to")
        try refused("--begin", "-1", because: "a step such as 200, or a part of all steps from 0.0 to 1.0")
        try refused("--end", "1.5", because: "a part of all steps")
        // 4 steps an epoch.
        try refused("--begin", "12", "--end", "9", because: "--end: must come after --begin, step 12, and is step 9")
        try refused("--begin", "0.9", because: "--begin: must come before step 15, three quarters of training")
        try refused("--layers", "", because: "name a layer")
        try refused("--end", "21", because: "--end: must be one of the 20 steps of training, and is 21")
        try refused("--frequency", "100", because: "--frequency: must be at most 15")
        try refused("--frequency", "0", because: "--frequency must be from 1 to")
        try refused("--filters", "0.5", "--pattern", "8x1", because: "leave out --pattern")
        try refused("--epochs", "0", "--end", "3", "--batch-size", "3", because: "leave out --end, --batch-size")
        try refused("--epochs", "-1", because: "--epochs must be from 0 to 1000000, and is -1")
        try refused("--learning-rate", "0", because: "--learning-rate must be positive")
        try refused("--layers", "dens", because: "no layer 'dens'", "dense_1")
        try refused("--layers", "dense/kernel", because: "weights of a layer; name the layer, 'dense'")
        try refused("--label", "kind", because: "--label: for CSV files only")
        try expect([float], status: 64, "--output")
        try expect([float, "--output", float], status: 64, "would overwrite what the model reads")
        try expect([float, "--output", "."], status: 1, "give the path of a file, not of a folder")
        try expect([float, "--output", folder.path("out.keras")], status: 64, "martlet convert makes")
    }

    @Test func modelsAndDataThatDoNotSuit() throws {
        let (float, _) = try folder.train("iris")
        let output = ["--output", folder.path("out.safetensors")]
        try expect([float, "--data", "wine"] + output, status: 65, "feature columns", "takes 4")
        try expect([folder.path("no.safetensors")] + output, status: 65, "No such file")
        try expect(
            [float, "--layers", "normalization"] + output, status: 65, "no layer with weights that can be pruned")
        try expect(
            [float, "--filters", "0.5", "--layers", "dense_1"] + output, status: 65, "that can be removed",
            "'dense_1/kernel' stay")

        let masked = folder.path("masked.safetensors")
        try Model(contentsOf: float).pruned(.constantSparsity(0.5)).save(to: masked)
        try expect([masked] + output, status: 65, "is being pruned already; give the model that it was made of")
        let integers = folder.path("int8.safetensors")
        #expect(try Martlet("quantize", float, "--output", integers).status == 0)
        try expect([integers] + output, status: 65, "is of integers")
        var scale = Model(Sequential { Rescaling(2) }, input: [1])
        try scale.compile(loss: .meanSquaredError)
        let path = folder.path("scale.safetensors")
        try scale.save(to: path)
        let data = try folder.write("x,y\n" + (0..<40).map { "\($0),\(2 * $0 + 1)\n" }.joined(), "line.csv")
        try expect([path, "--data", data] + output, status: 65, "no layer with weights that can be pruned")
    }

    /// Training that goes wrong leaves what was there.
    @Test func divergence() throws {
        let (float, _) = try folder.train("iris")
        let output = try folder.write("precious", "kept.safetensors")
        let run = try Martlet("prune", float, "--learning-rate", "1e30", "--output", output)
        #expect(run.status == 1 && run.output.isEmpty)
        #expect(run.errors.contains("nothing is saved; take a smaller --learning-rate"), "\(run.errors)")
        #expect(try folder.bytes("kept.safetensors") == Data("precious".utf8))
    }

    /// A model without loss and metrics is pruned at once.
    @Test func withoutTraining() throws {
        let (float, trained) = try folder.train("iris")
        let (model, json) = try prune(float, "--to", "0.5", "--epochs", "0")
        #expect(json["before"] == trained["test"] && json["epochs"] == 0 && json["schedule"] == .null)
        #expect(try zeros(json) == [64, 48])
        let (before, after) = (try Model(contentsOf: float), try Model(contentsOf: model))
        for parameter in before.parameters {
            let numbers = try #require(before[parameter.name]).array(of: Float.self)
            let pruned = try #require(after[parameter.name]).array(of: Float.self)
            guard parameter.name.hasSuffix("kernel") else {
                #expect(numbers == pruned)
                continue
            }
            let least = numbers.map(\.magnitude).sorted()[numbers.count / 2]
            #expect(pruned == numbers.map { $0.magnitude < least ? 0 : $0 })
        }

        let bare = folder.path("bare.safetensors")
        try before.save(to: bare, includeOptimizer: false)
        let rows = try folder.write("a,b,c,d\n" + (0..<50).map { "\($0 % 7),\($0 % 5),2,1\n" }.joined(), "rows.csv")
        let output = folder.path("bare-pruned.safetensors")
        let arguments = ["prune", bare, "--data", rows, "--output", output, "--json"]
        let run = try Martlet(list: arguments + ["--epochs", "0", "--pattern", "2:4"])
        #expect(
            run.status == 0 && run.errors.contains("there are no loss and no metrics before and after"), "\(run.errors)"
        )
        let bareJSON = try JSON(parsing: run.output)
        #expect(try zeros(bareJSON) == [64, 48] && bareJSON["before"] == [:])
        #expect(try Martlet("predict", output, "--input", rows, "--json").json()["rows"] == 50)
        try expect(
            [bare, "--data", rows, "--output", folder.path("out.safetensors")], status: 65, "take --epochs 0")
    }

    #if Images
        @Test func images() throws {
            let data = try folder.images(30, in: "images")
            let (float, _) = try folder.train(data, "--filters", "8")
            let (model, json) = try prune(float, "--to", "0.8")
            #expect(json["rows"] == 12 && json["layers"]?.array?.contains { $0["weights"] == "conv2d/kernel" } == true)
            #expect(abs(try #require(json["sparsity"]?.double) - 0.8) < 0.01)
            #expect(try #require(json["after"]?["accuracy"]?.double) >= 0.9)
            let one = try Martlet("predict", model, "--input", "\(data)/steep/2.png", "--json").json()
            #expect(one["classes"] == ["steep"])
            let (_, smaller) = try prune(float, "--filters", "0.5")
            #expect(smaller["filters"]?[0]?["after"] == 4)
            #expect(try #require(smaller["after"]?["accuracy"]?.double) >= 0.9)
            try expect(
                [float, "--pattern", "8x1", "--output", folder.path("out.safetensors")], status: 64,
                "'conv2d/kernel': only matrices have blocks", "it suits --layers dense")
        }
    #endif
}
