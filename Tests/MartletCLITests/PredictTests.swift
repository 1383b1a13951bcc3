import Foundation
import MartletCodecs
import MartletInterop
import MartletNN
import MartletNumerics
import Testing

/// `predict` piece by piece: in order, in bounded memory, from files and from standard input.
struct PredictTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A model without training, whose class is the place of the larger of two columns, saved under `name`.
    private func chooser(_ name: String, classes: Int = 2) throws -> String {
        var model = Model(Dense(classes, activation: .softmax), input: [2])
        var kernel = [Float](repeating: 0, count: 2 * classes)
        (kernel[0], kernel[classes + 1]) = (1, 1)
        try model.set("kernel", to: Tensor(kernel).reshaped([2, classes]))
        model.classNames = (0..<classes).map { "c\($0)" }
        try model.save(to: folder.path(name))
        return folder.path(name)
    }

    private func rows(_ count: Int) -> String {
        (0..<count).map { $0 % 3 == 0 ? "5,1" : "1,\(5 + $0)" }.joined(separator: "\n") + "\n"
    }

    @Test func rowsStayInOrderOverPieces() throws {
        let model = try chooser("m.safetensors")
        let input = try folder.write("a,b\n" + rows(2500), "rows.csv")
        let json = try Martlet("predict", model, "--input", input, "--json").json()
        let classes: [String] = try #require(json["classes"]).decode()
        #expect(json["rows"] == 2500 && classes == (0..<2500).map { $0 % 3 == 0 ? "c0" : "c1" })
        #expect(json["probabilities"]?.array?.count == 2500 && json["class_names"] == ["c0", "c1"])
        let lines = try Martlet("predict", model, "--input", input).output.split(separator: "\n")
        #expect(lines.count == 2502 && lines[2500].split(separator: " ").prefix(2) == ["2500", "c0"])
        // Columns keep their places from piece to piece as long as nothing gets wider.
        #expect(Set(lines[1...2500].map { $0.firstRange(of: "c")?.lowerBound.utf16Offset(in: $0) }).count <= 2)
    }

    /// More is said than would fit the process's memory.
    @Test func memoryIsBounded() throws {
        let model = try chooser("m.safetensors", classes: 4000)
        let few = try folder.write("a,b\n" + rows(20), "few.csv")
        // What is enough for twenty rows is enough for many, whose numbers take 11 MB and as JSON values and text 100 MB.
        func run(_ input: String, _ megabytes: Int) throws -> Martlet {
            try Martlet(list: ["predict", model, "--input", input, "--json"], threads: 1, megabytes: megabytes)
        }
        var megabytes = 100
        while megabytes < 3000, try run(few, megabytes).status != 0 { megabytes += 50 }
        let all = try run(folder.write("a,b\n" + rows(700), "rows.csv"), megabytes + 60)
        #expect(all.status == 0 && all.output.hasSuffix("\"rows\":700}\n"), "\(megabytes): \(all.errors)")
    }

    @Test func standardInputIsRead() throws {
        let model = try chooser("m.safetensors")
        let input = try folder.write("a,b\n" + rows(5), "rows.csv")
        let run = try Martlet(list: ["predict", model, "--input", "-", "--json"], input: input)
        let json = try run.json()
        #expect(json["input"] == "-" && json["rows"] == 5 && json["classes"]?[3] == "c0")
        let empty = try Martlet("predict", model, "--input", "-")
        #expect(empty.status == 65 && empty.errors.contains("standard input"), "\(empty.errors)")
        let wrong = try folder.write("a,b\n1,2\n1,x\n", "wrong.csv")
        let refused = try Martlet(list: ["predict", model, "--input", "-"], input: wrong)
        #expect(refused.status == 65 && refused.output.isEmpty && refused.errors.contains("'x'"))
    }

    @Test func noMemoryForAFileIsAnError() throws {
        let model = try chooser("m.safetensors")
        let path = try folder.write("a,b\n1,2\n", "large.csv")
        #expect(truncate(path, 1 << 32) == 0)
        for arguments in [["train", "--data", path], ["evaluate", model, "--data", path]] {
            let run = try Martlet(list: arguments, megabytes: 3000)
            #expect(run.status == 65, "\(run.status) \(run.errors)")
        }
        let run = try Martlet(list: ["train", "--data", path], megabytes: 3000)
        #expect(run.errors.contains("no memory for 4294967296 bytes"), "\(run.errors)")
    }

    /// The library does with a table what the command does.
    @Test func tablesArePreparedInTheLibrary() throws {
        let rows = (0..<60).map { "\($0 % 2 == 0 ? "red" : "blue"),\(1_000_000 + $0),\(5e6 + Double($0) * 10)" }
        let data = try folder.write("colour,size,price\n" + rows.joined(separator: "\n") + "\n", "prices.csv")
        let path = folder.path("m.safetensors")
        _ = try Martlet("train", "--data", data, "--epochs", "30", "--save", path, "--json").json()
        let json = try Martlet("predict", path, "--input", data, "--json").json()
        let values: [Double] = try #require(json["values"]).decode()
        let predicted = try Model(contentsOf: path).predict(csv: data)
        #expect(predicted.shape == [60, 1])
        for (value, other) in zip(values, predicted.array(of: Double.self)) {
            // The library's are float32: half a unit in the last place of numbers below 2²³.
            #expect(abs(value - other) <= 0.25)
        }
        let plain = try chooser("plain.safetensors")
        let error = #expect(throws: ArgumentError.self) { try Model(contentsOf: plain).predict(csv: data) }
        #expect(error?.description.contains("no preparation") == true)
    }

    /// Losses in the names of checkpoints are in the user's units, as all others are.
    @Test func checkpointsAreNamedInTheUsersUnits() throws {
        let rows = (0..<100).map { "\($0),\(Double($0) * 1000)" }
        let data = try folder.write("x,price\n" + rows.joined(separator: "\n") + "\n", "prices.csv")
        let json = try Martlet(
            "train", "--data", data, "--epochs", "1", "--validation-split", "0.2", "--checkpoint",
            folder.path("c-{val_loss:.0f}.safetensors"), "--json"
        ).json()
        let loss = try #require(json["history"]?["val_loss"]?[0]?.double)
        // The values' variance is about 8e8.
        #expect(loss > 1e6)
        #expect(FileManager.default.fileExists(atPath: folder.path("c-\(Int(loss.rounded())).safetensors")))
    }
}
