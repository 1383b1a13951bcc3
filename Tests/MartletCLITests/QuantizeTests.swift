import Foundation
import MartletCodecs
import MartletInterop
import MartletNN
import Testing

/// `quantize`, and what the other subcommands do with its models.
struct QuantizeTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func quantize(_ model: String, _ options: String...) throws -> (model: String, json: JSON) {
        let output = folder.path("int8.safetensors")
        return (output, try Martlet(list: ["quantize", model, "--output", output, "--json"] + options).json())
    }

    @Test(arguments: ["post-training", "aware"]) func digits(_ method: String) throws {
        let (float, trained) = try folder.train("digits")
        let (model, json) = try quantize(float, "--method", method)
        #expect(json["method"]?.string == method && json["rows"] == 360 && json["data"] == "digits")
        // Judged by the rows that training kept for the test.
        #expect(json["before"] == trained["test"])
        let (before, after) = try (
            #require(json["before"]?["accuracy"]?.double), #require(json["after"]?["accuracy"]?.double)
        )
        #expect(after >= before - 0.02)
        #expect(json["bytes"]?["after"]?.integer == (try folder.bytes("int8.safetensors")).count)
        #expect(try #require(json["speed_up"]?.double) > 0 && json["speed"]?.array?.count == 2)
        let layers = try #require(json["layers"]?.array)
        #expect(layers.contains { $0["place"] == "dense/kernel" } && layers.contains { $0["place"] == "input" })
        for layer in layers { #expect(try #require(layer["decibel"]?.double) > 20 && layer["bits"] == 8) }
        #expect(try #require(json["outputs_decibel"]?[0]?.double) > 20)

        // It is a model as others are.
        let evaluation = try Martlet("evaluate", model, "--json").json()
        #expect(evaluation["loss"] == json["after"]?["loss"] && evaluation["part"] == "test")
        let row = (0..<64).map { "\($0 % 17)" }.joined(separator: ",") + "\n"
        let rows = try folder.write(row + row, "rows.csv")
        #expect(try Martlet("predict", model, "--input", rows, "--json").json()["rows"] == 2)
        let inspection = try Martlet("inspect", model, "--json").json()
        #expect(inspection["quantization"] == json["state"] && json["state"] != .null)
        #expect(try Martlet("inspect", float, "--json").json()["quantization"] == .null)
        let again = try Martlet("quantize", model, "--output", folder.path("again.safetensors"))
        #expect(again.status == 65 && again.errors.contains("already; give the model that it was made of"))
    }

    /// The model that rounds is trained on, and becomes integers by the ranges that it has.
    @Test func roundedModelsGoOn() throws {
        let (float, _) = try folder.train("digits")
        let rounded = folder.path("rounded.safetensors")
        let (integers, first) = try quantize(float, "--method", "aware", "--epochs", "1", "--save-rounded", rounded)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: integers))
        // As it is it gives the same integers.
        let (_, same) = try quantize(rounded)
        #expect(try folder.bytes("int8.safetensors") == bytes)
        #expect(same["after"] == first["after"] && same["layers"] == first["layers"] && same["method"] == .null)
        // Beside it stand its own weights without rounding.
        #expect(same["before"] != first["before"])

        let longer = folder.path("longer.safetensors")
        let trained = try Martlet("train", "--resume", rounded, "--epochs", "14", "--save", longer, "--json").json()
        let (_, second) = try quantize(longer)
        let accuracy = try (
            #require(trained["test"]?["accuracy"]?.double), #require(second["after"]?["accuracy"]?.double)
        )
        #expect(abs(accuracy.0 - accuracy.1) <= 0.01)
        #expect(try quantize(longer, "--method", "aware").json["method"] == "aware")
        let output = ["--output", folder.path("out.safetensors")]
        for options in [["--method", "post-training"], ["--ranges", "mse"], ["--keep-float", "dense"]] {
            try expect([longer] + options + output, status: 64, options[0], "its layers and ranges are chosen")
        }
    }

    @Test func theSameSeedGivesTheSameBytes() throws {
        let (float, _) = try folder.train("iris")
        var files: [Data] = []
        for threads in [1, 2] {
            let output = folder.path("int8.safetensors")
            let arguments = ["quantize", float, "--method", "aware", "--output", output]
            #expect(try Martlet(list: arguments, threads: threads).status == 0)
            files.append(try folder.bytes("int8.safetensors"))
        }
        #expect(files[0] == files[1])
    }

    @Test func tablesOfValuesWithGaps() throws {
        let rows = (0..<120).map {
            "\($0 % 9 == 0 ? "" : "\($0 % 7)"),\(["red", "blue"][$0 % 2]),\(1e6 * Double($0 % 7))"
        }
        let data = try folder.write("a,colour,price\n" + rows.joined(separator: "\n") + "\n", "prices.csv")
        let (float, trained) = try folder.train(data, "--target", "values")
        let (_, json) = try quantize(float, "--ranges", "mse", "--calibration-rows", "50")
        // In the user's units.
        #expect(json["before"] == trained["test"] && json["rows"] == 24 && json["method"] == "post-training")
        let after = try #require(json["after"]?["mean_absolute_error"]?.double)
        #expect(after < 1.5 * (try #require(json["before"]?["mean_absolute_error"]?.double)) + 1e5)
        // Of other data a part isn't learned, and judges.
        let other = try folder.write("price,colour,a\n" + (0..<50).map { "\($0)e6,red,\($0)\n" }.joined(), "other.csv")
        #expect(try quantize(float, "--data", other, "--method", "aware", "--epochs", "1").json["rows"] == 10)
    }

    @Test func layersMayStayFloat() throws {
        let (float, _) = try folder.train("iris")
        for method in ["post-training", "aware"] {
            let (_, json) = try quantize(float, "--method", method, "--keep-float", "dense,normalization")
            let places = try #require(json["layers"]?.array).compactMap { $0["place"]?.string }
            #expect(places.contains("dense_1/kernel") && !places.contains("dense/kernel"))
        }
        let run = try Martlet("quantize", float, "--keep-float", "dens", "--output", folder.path("x.safetensors"))
        #expect(run.status == 64 && run.errors.contains("no layer 'dens'") && run.errors.contains("dense_1"))
    }

    @Test func text() throws {
        let (float, _) = try folder.train("iris")
        let output = folder.path("int8.safetensors")
        let run = try Martlet("quantize", float, "--output", output)
        for part in [
            "before", "accuracy", "bytes", "one prediction", "dense/kernel", "dB so far", "Saved to \(output)",
        ] {
            #expect(run.output.contains(part), "\(run.output)")
        }
    }

    private func expect(_ arguments: [String], status: Int32, _ parts: String...) throws {
        let run = try Martlet(list: ["quantize"] + arguments)
        #expect(run.status == status && run.output.isEmpty, "\(arguments): \(run.status) \(run.errors)")
        for part in parts { #expect(run.errors.contains(part), "\(run.errors)") }
        #expect(!FileManager.default.fileExists(atPath: folder.path("out.safetensors")))
    }

    @Test func badInput() throws {
        let (float, _) = try folder.train("iris")
        let output = ["--output", folder.path("out.safetensors")]
        try expect([float], status: 64, "--output")
        try expect([float, "--output", float], status: 64, "would overwrite what the model reads")
        try expect([float, "--output", folder.path("out.keras")], status: 64, "name it .safetensors")
        try expect([float, "--epochs", "2"] + output, status: 64, "--epochs and --batch-size are for --method aware")
        try expect([float, "--calibration-rows", "0"] + output, status: 64, "--calibration-rows must be from 1")
        try expect([float, "--method", "dynamic"] + output, status: 64, "post-training")
        try expect([float, "--convolutions", "quick"] + output, status: 64, "winograd")
        try expect([float, "--noise", "0.1"] + output, status: 64, "--noise is for --convolutions fastest")
        let fastest = ["--convolutions", "fastest", "--noise"]
        try expect([float] + fastest + ["-1"] + output, status: 64, "--noise must be from 0 to 1, and is -1.0")
        try expect([float, "--data", "wine"] + output, status: 65, "feature columns", "takes 4")
        let empty = try folder.write("", "empty.csv")
        try expect([float, "--data", empty] + output, status: 65, "it is empty")
        let names = "sepal length (cm),sepal width (cm),petal length (cm),petal width (cm),class\n"
        let unnumbered = try folder.write(names + String(repeating: "1,2,x,4,setosa\n", count: 9), "text.csv")
        try expect([float, "--data", unnumbered] + output, status: 65, "'x'")
        let constant = try folder.write(names + String(repeating: "0,0,0,0,setosa\n", count: 9), "constant.csv")
        try expect(
            [float, "--data", constant] + output, status: 65, "the calibration data give", "give rows that differ")
        let large = try folder.write(names + String(repeating: "1e39,2,3,4,setosa\n", count: 9), "large.csv")
        try expect([float, "--data", large] + output, status: 65, "too large for float32")
        try expect([folder.path("no.safetensors")] + output, status: 65, "No such file")
    }

    #if Images
        @Test(arguments: ["post-training", "aware"]) func images(_ method: String) throws {
            let data = try folder.images(30, in: "images")
            let (float, _) = try folder.train(data, "--filters", "4")
            let (model, json) = try quantize(float, "--method", method)
            #expect(json["rows"] == 12 && json["layers"]?.array?.contains { $0["place"] == "conv2d/kernel" } == true)
            #expect(try #require(json["after"]?["accuracy"]?.double) >= 0.9)
            let one = try Martlet("predict", model, "--input", "\(data)/steep/2.png", "--json").json()
            #expect(one["classes"] == ["steep"])
            let other = try folder.images(10, in: "others")
            #expect(try quantize(float, "--data", other).json["rows"] == 4)
        }

        @Test(arguments: ["winograd", "fastest"]) func convolutionsMayBeFaster(_ way: String) throws {
            let (float, _) = try folder.train(try folder.images(30, in: "images"), "--filters", "16,16")
            let (model, json) = try quantize(float, "--convolutions", way)
            #expect(json["convolutions"]?.string == way)
            #expect(try #require(json["after"]?["accuracy"]?.double) >= 0.9)
            #expect(try Martlet("evaluate", model, "--json").json()["loss"] == json["after"]?["loss"])
        }
    #endif

    /// A model without loss and metrics takes any rows.
    @Test func rowsWithoutLabels() throws {
        let (float, _) = try folder.train("iris")
        let bare = folder.path("bare.safetensors")
        try Model(contentsOf: float).save(to: bare, includeOptimizer: false)
        let rows = try folder.write(
            "a,b,c,d\n" + (0..<50).map { "\($0 % 7),\($0 % 5),\($0 % 3),1\n" }.joined(), "rows.csv")
        let output = folder.path("int8.safetensors")
        let run = try Martlet("quantize", bare, "--data", rows, "--output", output, "--json")
        #expect(
            run.status == 0 && run.errors.contains("there are no loss and no metrics before and after"), "\(run.errors)"
        )
        let json = try JSON(parsing: run.output)
        #expect(json["before"] == [:] && json["state"] == "integers")
        #expect(json["layers"]?.array?.contains { $0["place"] == "dense/kernel" } == true)
        #expect(try Martlet("predict", output, "--input", rows, "--json").json()["rows"] == 50)
        try expect(
            [bare, "--data", rows, "--method", "aware", "--output", output], status: 65, "take --method post-training")
    }

    #if Archives
        @Test func kerasGetsTheFloatTwin() throws {
            let (float, _) = try folder.train("iris")
            let model = folder.path("rounded.safetensors")
            let (integers, _) = try quantize(float, "--method", "aware", "--save-rounded", model)
            let keras = folder.path("twin.keras")
            let run = try Martlet("convert", model, keras)
            #expect(run.status == 0 && run.output.contains("is the same in floating numbers"), "\(run.errors)")
            #expect(try Martlet("convert", model, keras, "--json").json()["float_twin"] == true)
            #expect(try Martlet("convert", float, keras, "--json").json()["float_twin"] == false)
            #expect(try Martlet("inspect", keras, "--json").json()["quantization"] == .null)
            let refused = try Martlet("convert", integers, keras)
            #expect(refused.status == 65 && refused.errors.contains("--save-rounded wrote beside it"))
        }
    #endif
}
