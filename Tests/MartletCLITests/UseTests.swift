import Foundation
import MartletCodecs
import Testing

/// `evaluate`, `predict` and `inspect` on saved models.
struct UseTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A model of `flowers`, and what training it printed.
    private func trained(_ options: String...) throws -> (model: String, training: JSON) {
        let data = try folder.write(flowers(), "flowers.csv")
        let model = folder.path("flowers.safetensors")
        let json = try Martlet(
            list: [
                "train", "--data", data, "--label", "species", "--hidden", "16", "--epochs", "30", "--learning-rate",
                "0.01", "--seed", "1", "--save", model, "--json",
            ] + options
        ).json()
        return (model, json)
    }

    @Test func predictionsOfRows() throws {
        let (model, _) = try trained()
        let plain = try folder.write(flowers(rows: 30, header: "width,height", labelled: false), "rows.csv")
        let json = try Martlet("predict", model, "--input", plain, "--json").json()
        #expect(json["class_names"] == ["daisy", "rose", "tulip"])
        let classes: [String] = try #require(json["classes"]).decode()
        #expect(classes == (0..<30).map { ["rose", "tulip", "daisy"][$0 % 3] })
        let probabilities = try #require(json["probabilities"]?.array)
        #expect(probabilities.count == 30)
        for row in probabilities {
            let values: [Double] = try row.decode()
            #expect(values.count == 3 && values.allSatisfy { 0...1 ~= $0 })
            // Three float32 roundings of numbers below 1, and of their sum.
            #expect(abs(values.reduce(0, +) - 1) < 1e-6)
        }
    }

    @Test func columnsAreFoundByName() throws {
        let (model, _) = try trained()
        let labelled = try folder.write(flowers(rows: 9), "labelled.csv")
        let expected = try Martlet("predict", model, "--input", labelled, "--json").json()
        let swapped = flowers(rows: 9).split(separator: "\n").map { line in
            line.split(separator: ",").reversed().joined(separator: ",")
        }.joined(separator: "\n")
        let turned = try Martlet(
            "predict", model, "--input", folder.write(swapped, "turned.csv"), "--json"
        ).json()
        #expect(turned["probabilities"] == expected["probabilities"])
        let unnamed = try folder.write(flowers(rows: 9, header: nil, labelled: false), "unnamed.csv")
        let inOrder = try Martlet("predict", model, "--input", unnamed, "--json").json()
        #expect(inOrder["probabilities"] == expected["probabilities"] || inOrder["classes"] == expected["classes"])
    }

    @Test func predictionsAsText() throws {
        let (model, _) = try trained()
        let rows = try folder.write(flowers(rows: 3, header: "width,height", labelled: false), "rows.csv")
        let lines = try Martlet("predict", model, "--input", rows).output.split(separator: "\n")
        #expect(lines.count == 5 && lines[4].contains("names the columns"))
        #expect(lines[0].split(separator: " ") == ["Row", "Class", "Probability"])
        #expect(lines[1].split(separator: " ").prefix(2) == ["1", "rose"])
    }

    @Test(arguments: ["sgd", "adam", "adamw", "rmsprop", "adagrad"])
    func optimizersAreShownInWords(_ name: String) throws {
        let model = folder.path("model")
        _ = try Martlet(
            "train", "--data", "iris", "--epochs", "1", "--optimizer", name, "--save", model, "--json"
        ).json()
        let text = try Martlet("inspect", model).output
        let line = try #require(text.split(separator: "\n").first { $0.contains("  optimizer  ") })
        #expect(line.contains("  \(name), learning rate 0.0") && !line.contains("_0") && !line.contains("{"))
    }

    @Test func textIsRoundedAndJSONIsFull() throws {
        let (model, _) = try trained("--epochs", "120", "--learning-rate", "0.05")
        let loss = try #require(try Martlet("evaluate", model, "--json").json()["loss"]?.double)
        try #require(loss > 0 && loss < 1e-3)
        let text = try Martlet("evaluate", model).output
        let shown = try #require(text.split(separator: "\n").last { $0.contains("loss") }?.split(separator: " ").last)
        #expect(shown.count <= 9)
        // Four digits.
        #expect(abs(try #require(Double(shown)) / loss - 1) < 1e-3)
    }

    @Test func evaluationOfTheTestPart() throws {
        let (model, training) = try trained()
        let json = try Martlet("evaluate", model, "--json").json()
        #expect(json["part"] == "test" && json["rows"] == 30)
        #expect(json["loss"] == training["test"]?["loss"])
        #expect(json["accuracy"] == training["test"]?["accuracy"])
        let all = try Martlet("evaluate", model, "--part", "all", "--json").json()
        #expect(all["rows"] == 150)

        // The rows of one class alone have other codes than in training, but the same names.
        let roses = flowers(rows: 60).split(separator: "\n").filter { $0.contains("rose") || $0.contains("species") }
        let file = try folder.write(roses.joined(separator: "\n"), "roses.csv")
        let one = try Martlet("evaluate", model, "--data", file, "--json").json()
        #expect(one["part"] == "all" && one["rows"] == 20 && one["accuracy"]?.double == 1)
    }

    @Test func trainingDataIsKnownByItsContent() throws {
        let (model, training) = try trained()
        let windows = flowers().replacing("\n", with: "\r\n")
        let copy = try Martlet("evaluate", model, "--data", folder.write(windows, "copy.csv"), "--json").json()
        #expect(copy["part"] == "test" && copy["rows"] == 30)
        #expect(copy["loss"] == training["test"]?["loss"])
    }

    @Test(arguments: [flowers(rows: 160), flowers().replacing("0.1", with: "0.2")])
    func changedTrainingDataIsNotJudgedUnasked(_ text: String) throws {
        try #require(text != flowers())
        let (model, _) = try trained()
        _ = try folder.write(text, "flowers.csv")
        for part in [[], ["--part", "test"], ["--part", "train"], ["--data", "/" + folder.path("flowers.csv")]] {
            let run = try Martlet(list: ["evaluate", model] + part)
            #expect(run.status == 65 && run.output.isEmpty)
            #expect(run.errors.contains("has changed since the model was trained on it (150 rows then"))
            #expect(run.errors.contains("--part all"))
        }
        let all = try Martlet("evaluate", model, "--part", "all", "--json").json()
        #expect(all["part"] == "all")
        let other = try Martlet("evaluate", model, "--data", folder.write(text, "other.csv"), "--json").json()
        #expect(other["part"] == "all")
    }

    @Test func inspection() throws {
        let (model, training) = try trained("--dropout", "0.1")
        let json = try Martlet("inspect", model, "--graph", "--plan", "--json").json()
        #expect(json["parameters"] == training["parameters"])
        #expect(
            json["layers"]?.array?.compactMap { $0["kind"]?.string } == ["Dense", "Dropout", "Dense"])
        #expect(json["training"]?["losses"] == ["sparse_categorical_crossentropy"])
        #expect(json["training"]?["optimizer"]?["class"] == "Adam")
        #expect(json["training"]?["optimizer"]?["configuration"]?["learningRate"]?.double == 0.01)
        #expect(json["training"]?["learning_rate"]?.double == 0.01)
        #expect(json["training"]?["steps"] == training["steps"])
        #expect(json["metadata"]?["features"] == ["width", "height"])
        #expect(json["metadata"]?["classes"] == ["daisy", "rose", "tulip"])
        #expect(json["metadata"]?["label"] == "species")
        #expect(try #require(json["graph"]?.string).contains("return %"))
        #expect(try #require(json["plan"]?.string).contains("arena: "))

        let drawing = folder.path("model.svg")
        let drawn = try Martlet("inspect", model, "--diagram", "--svg", drawing).output
        #expect(drawn.hasPrefix("\(model)\n\nDiagram\n○ input "))
        #expect(drawn.contains("○ input    (None, 2)\n●"))
        let svg = try String(contentsOfFile: drawing, encoding: .utf8)
        #expect(svg.hasPrefix("<svg") && svg.contains(">dense_1</text>"))
        let over = try Martlet("inspect", model, "--svg", model)
        #expect(over.status == 64 && over.errors.contains("would overwrite what the model reads"))

        let text = try Martlet("inspect", model).output
        #expect(text.contains("dense_1 (Dense)") && text.contains("Total params:") && !text.contains("arena: "))
        #expect(text.contains("adam, learning rate 0.01, beta1 0.9, beta2 0.999"))
        #expect(text.contains("  batchSize        32\n") && !text.contains("{") && !text.contains("["))
    }
}
