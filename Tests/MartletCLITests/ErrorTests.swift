import Foundation
import MartletCodecs
import Testing

/// Every mistake has its exit code and says what would be right.
struct ErrorTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func expect(
        _ arguments: String..., status: Int32, _ parts: String..., at location: SourceLocation = #_sourceLocation
    ) throws {
        let run = try Martlet(list: arguments)
        #expect(run.status == status, "\(run.errors)", sourceLocation: location)
        #expect(run.output.isEmpty, sourceLocation: location)
        for part in parts { #expect(run.errors.contains(part), "\(run.errors)", sourceLocation: location) }
        if status != 64 {
            let lines = run.errors.split(separator: "\n")
            #expect(lines.count == 1 && lines.first?.hasPrefix("martlet: ") == true, sourceLocation: location)
        }
    }

    @Test func badUsage() throws {
        try expect("train", "--data", "digitz", status: 64, "digitz", "digits, iris, wine, breast_cancer")
        try expect("train", "--optimizer", "adm", status: 64, "adm", "sgd, adam")
        try expect("train", "--activation", "rellu", status: 64, "rellu", "relu, ")
        try expect("train", "--hidden", "64,x", status: 64, "64,64")
        try expect("train", "--epochs", "0", status: 64, "--epochs must be from 1 to 1000000000, and is 0")
        try expect("train", "--batch-size", "0", status: 64, "--batch-size must be from 1 to")
        try expect("train", "--test-fraction", "1", status: 64, "--test-fraction must be at least 0 and below 1")
        try expect("train", "--dropout", "1.5", status: 64, "--dropout")
        try expect("train", "--learning-rate", "nan", status: 64, "--learning-rate must be positive")
        try expect("train", "--label", "species", "--data", "iris", status: 64, "are for CSV files")
        try expect("train", "--label", "species", status: 64, "are for CSV files")
        try expect(
            "train", "--resume", "x", "--hidden", "4", "--optimizer", "sgd", status: 64,
            "leave out --hidden, --optimizer")
        try expect(
            "train", "--seed", "18446744073709551615", status: 64, "a whole number from 0 to 9223372036854775807")
        try expect("predict", "model.safetensors", status: 64, "--input")
        try expect("fly", status: 64, "fly")
    }

    @Test func negativeNumbersMeetTheRangesThatAreRight() throws {
        for option in ["--epochs", "--batch-size", "--early-stopping"] {
            try expect("train", option, "-1", status: 64, "\(option) must be from 1 to 1000000000, and is -1")
        }
        for option in ["--dropout", "--validation-split", "--test-fraction"] {
            try expect("train", option, "-0.5", status: 64, "\(option) must be at least 0 and below 1, and is -0.5")
        }
        try expect("train", "--learning-rate", "-1", status: 64, "--learning-rate must be positive", "is -1.0")
        try expect("train", "--hidden", "-4", status: 64, "1 to 65536")
        try expect("train", "--seed", "-1", status: 64, "a whole number from 0 to")
    }

    @Test func whatWouldBeRightIsNamed() throws {
        let rows = (0..<40).map { "\($0),\($0 % 7),\($0 % 2 == 0 ? "x" : "y")\n" }.joined()
        let table = try folder.write("a,b,label\n" + rows, "right.csv")
        let model = folder.path("right.safetensors")
        #expect(try Martlet("train", "--data", table, "--epochs", "1", "--save", model).status == 0)
        let text = try folder.write("a,b\n" + String(repeating: "1,2\n", count: 20) + "3,unknown\n", "words.csv")
        try expect("predict", model, "--input", text, status: 65, "line 22: 'unknown'", "--missing")
        try expect(
            "train", "--data", table, "--label", "99", status: 65, "'a', 'b', 'label'", "from 0 to 2", "-1 to -3")
        try expect("inspect", table, status: 65, "right.csv' is no model", ".safetensors", ".keras", ".h5")
        #expect(try Martlet("inspect", "--help").output.contains("text on standard error"))
    }

    @Test func badTables() throws {
        try expect(
            "train", "--data", folder.path("no.csv"), status: 65, "no.csv", "give the path of a file that exists")
        let none = try folder.write("a,b,label\n1,2,\n3,4,NA\n", "none.csv")
        try expect("train", "--data", none, status: 65, "none.csv", "column 3 ('label')", "no row has a label")
        let ragged = try folder.write("a,b,label\n1,2,x\n3,y\n", "ragged.csv")
        try expect(
            "train", "--data", ragged, status: 65, "line 3",
            "2 fields where the rows before have 3; give each row as many")
        for fault in ["red", "inf", "\"1,179\"", "n.a."] {
            let rows = (0..<20).map { "\($0),\($0 == 7 ? fault : "\($0 % 5)"),\($0 % 2 == 0 ? "x" : "y")" }
            let text = try folder.write("a,b,label\n" + rows.joined(separator: "\n"), "text.csv")
            let shown = fault.filter { $0 != "\"" }
            try expect(
                "train", "--data", text, status: 65, "line 9", "column 2 ('b')", "is no number where 19 are",
                "'\(shown)'")
        }
        let same = try folder.write("a,b,label\n1,2,x\n1,2,y\n1,2,x\n", "same.csv")
        try expect("train", "--data", same, status: 65, "no column beside the label tells rows apart")
        let semicolons = try folder.write("a;b;label\n1;2;x\n3;4;y\n", "semicolons.csv")
        try expect("train", "--data", semicolons, "--label", "label", status: 65, "separated by ';'")
        try expect("train", "--data", semicolons, status: 65, "separated by ';'; they must be by ','")
        let good = try folder.write(flowers(), "flowers.csv")
        try expect("train", "--data", good, "--label", "colour", status: 65, "'colour'", "'species'")
        let short = try folder.write("a,label\n1,0.25\n", "short.csv")
        try expect("train", "--data", short, status: 65, "none for training")
        let single = try folder.write("a,label\n1,x\n2,x\n", "single.csv")
        try expect("train", "--data", single, status: 65, "all its labels are 'x'", "add rows of others")
        try expect("train", "--data", folder.path("."), status: 65)
    }

    @Test func badModels() throws {
        let rows = try folder.write(flowers(rows: 3), "rows.csv")
        try expect("inspect", folder.path("no.safetensors"), status: 65, "no.safetensors", "No such file")
        let noise = try folder.write("this is not a model", "noise.safetensors")
        try expect("predict", noise, "--input", rows, status: 65, "noise.safetensors", "it is not a safetensors file")
        let other = folder.path("other.safetensors")
        try Safetensors(metadata: ["format": "pt"]).write(to: other)
        try expect("inspect", other, status: 65, "without a Martlet model; give a model file that Martlet saved")

        let model = folder.path("iris.safetensors")
        #expect(try Martlet("train", "--data", "iris", "--epochs", "1", "--save", model).status == 0)
        let bytes = try folder.bytes("iris.safetensors")
        try bytes.dropLast(100).write(to: URL(fileURLWithPath: folder.path("cut.safetensors")))
        try expect("inspect", folder.path("cut.safetensors"), status: 65, "cut.safetensors")

        try expect("predict", model, "--input", rows, status: 65, "'\(rows)' has 3 feature columns", "takes 4")
        let semicolons = try folder.write("1;2;3;4\n5;6;7;8\n", "semicolons.csv")
        try expect("predict", model, "--input", semicolons, status: 65, "separated by ';'; they must be by ','")
        let half = try folder.write("petal length (cm),petal width (cm),x,y\n1,2,3,4\n", "half.csv")
        let photo = try folder.write("", "photo.JPG")
        try expect("predict", model, "--input", photo, status: 65, "takes the rows of a CSV file", "is an image")
        try expect("predict", model, "--input", half, status: 65, "lacks", "'sepal length (cm)', 'sepal width (cm)'")
        try expect("evaluate", model, "--data", "digits", status: 65, "'digits' has 64 feature columns", "takes 4")
        try expect("train", "--data", "wine", "--resume", model, status: 65, "other features or classes")
        try expect("train", "--resume", model, "--batch-size", "4", "--seed", "1", status: 64, "--batch-size, --seed")
        let pointer = try folder.write("version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "model.h5")
        for command in ["inspect", "play"] {
            try expect(command, pointer, status: 65, "model.h5", "Git LFS", "git lfs pull")
        }
        try expect("train", "--resume", pointer, status: 65, "git lfs pull")

        let strange = try folder.write("a,b,c,d,species\n1,2,3,4,dandelion\n2,2,3,4,setosa\n", "strange.csv")
        try expect("evaluate", model, "--data", strange, status: 65, "'dandelion'", "'setosa', 'versicolor'")
        try expect("evaluate", model, "--data", strange, "--part", "test", status: 65, "--part all")
    }

    @Test func notesThatCannotBe() throws {
        let model = folder.path("iris.safetensors")
        #expect(try Martlet("train", "--data", "iris", "--epochs", "1", "--save", model).status == 0)
        let original = try Safetensors(path: model)
        func expectRefusal(_ key: String, _ text: String, _ part: String) throws {
            var file = original
            file.metadata[key] = text
            try file.write(to: model)
            try expect("train", "--resume", model, status: 65, "metadata '\(key)'", part)
        }
        try expectRefusal("classes", "[\"rose\"]", "names 1")
        try expectRefusal("features", "[1, 2, 3, 4]", "String")
        let setup = try #require(original.metadata["setup"])
        try expectRefusal("setup", setup.replacing("\"batchSize\":32", with: "\"batchSize\":0"), "--batch-size must be")
        try expectRefusal("setup", "{", "JSON")
    }

    @Test func versionIsTheOneToDependOn() throws {
        let run = try Martlet("--version")
        #expect(run.status == 0)
        let readme = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../README.md")
        let version = run.output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(try String(contentsOf: readme, encoding: .utf8).contains("from: \"\(version)\""))
    }

    @Test(arguments: [[], ["demo"], ["train"], ["evaluate"], ["predict"], ["inspect"], ["quantize"], ["prune"]])
    func helpHasAnExample(_ command: [String]) throws {
        let run = try Martlet(list: command + ["--help"])
        #expect(run.status == 0)
        #expect(run.output.contains("EXAMPLE"))
        if !command.isEmpty { #expect(run.output.contains("--seed") && run.output.contains("--json")) }
    }
}
