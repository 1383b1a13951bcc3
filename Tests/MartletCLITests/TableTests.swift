import Foundation
import MartletCodecs
import Testing

/// Tables as people have them.
struct TableTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// `flowers` with the label last and these names.
    private func table(_ header: String?, rows: Int = 120, labelled: Bool = true) -> String {
        let lines = flowers(rows: rows, header: nil).split(separator: "\n").map { line in
            let fields = line.split(separator: ",")
            return "\(fields[0]),\(fields[2])" + (labelled ? ",\(fields[1])" : "")
        }
        return ([header].compactMap { $0 } + lines).joined(separator: "\n") + "\n"
    }

    private func train(_ data: String, _ options: String...) throws -> (model: String, json: JSON) {
        let model = folder.path("model.safetensors")
        let arguments = [
            "train", "--data", data, "--hidden", "16", "--epochs", "30", "--learning-rate", "0.01", "--seed", "1",
            "--save", model, "--json",
        ]
        return (model, try Martlet(list: arguments + options).json())
    }

    @Test(arguments: ["0,1,tree", "2015,2016,tree", "width,height,tree"])
    func namesMayBeNumbers(_ header: String) throws {
        let (model, json) = try train(folder.write(table(header), "table.csv"))
        #expect(json["header"] == true && json["test"]?["accuracy"]?.double == 1)
        let names = header.split(separator: ",").dropLast().joined(separator: ",")
        let rows = try folder.write(table(names, rows: 6, labelled: false), "rows.csv")
        let prediction = try Martlet("predict", model, "--input", rows, "--json").json()
        #expect(prediction["rows"] == 6 && prediction["header"] == true)
        #expect(prediction["classes"] == ["rose", "tulip", "daisy", "rose", "tulip", "daisy"])
        let other = try folder.write(table(header, rows: 9), "other.csv")
        let evaluation = try Martlet("evaluate", model, "--data", other, "--json").json()
        #expect(evaluation["rows"] == 9 && evaluation["header"] == true && evaluation["accuracy"] == 1.0)
        #expect(try Martlet("evaluate", model, "--json").json()["loss"] == json["test"]?["loss"])
    }

    @Test func rowsWithoutNames() throws {
        let (model, json) = try train(folder.write(table(nil), "table.csv"))
        #expect(json["header"] == false)
        let rows = try folder.write(table(nil, rows: 6, labelled: false), "rows.csv")
        let run = try Martlet("predict", model, "--input", rows)
        #expect(run.output.contains("\(rows): its first line is a row (--header yes: it names the columns)"))
        #expect(run.output.split(separator: "\n").count == 1 + 6 + 1)
    }

    @Test func theHeaderCanBeSaid() throws {
        let data = try folder.write(table("1.5,-2,rose"), "table.csv")
        #expect(try train(data, "--header", "automatic").json["header"] == false)
        let (model, json) = try train(data, "--header", "yes")
        #expect(json["header"] == true)
        // What `evaluate` isn't told is as in training.
        #expect(try Martlet("evaluate", model, "--json").json()["loss"] == json["test"]?["loss"])
        let rows = try folder.write("1.5,-2\n0,10\n", "rows.csv")
        #expect(try Martlet("predict", model, "--input", rows, "--json").json()["rows"] == 1)
        #expect(try Martlet("predict", model, "--input", rows, "--header", "no", "--json").json()["rows"] == 2)
        let text = try Martlet("predict", model, "--input", rows).output
        #expect(text.contains("its first line names the columns (--header no: it is a row)"))
        let wrong = try Martlet("train", "--data", data, "--header", "maybe")
        #expect(wrong.status == 64 && wrong.errors.contains("automatic") && wrong.errors.contains("yes"))
        #expect(try Martlet("train", "--data", "iris", "--header", "yes").status == 64)
    }

    @Test func unlabelledRowsAfterTrainingWithoutNames() throws {
        let first = table(nil).split(separator: "\n").map { line in
            let fields = line.split(separator: ",")
            return "\(fields[2]),\(fields[0]),\(fields[1])"
        }
        let (model, _) = try train(folder.write(first.joined(separator: "\n"), "table.csv"), "--label", "0")
        let expected: JSON = ["rose", "tulip", "daisy"]
        let bare = try folder.write(table(nil, rows: 3, labelled: false), "bare.csv")
        #expect(try Martlet("predict", model, "--input", bare, "--json").json()["classes"] == expected)
        let whole = try folder.write(first.prefix(3).joined(separator: "\n"), "whole.csv")
        #expect(try Martlet("predict", model, "--input", whole, "--json").json()["classes"] == expected)
        let named = try folder.write("tree,a,b\n" + first.prefix(3).joined(separator: "\n"), "named.csv")
        #expect(try Martlet("predict", model, "--input", named, "--json").json()["classes"] == expected)
    }
}
