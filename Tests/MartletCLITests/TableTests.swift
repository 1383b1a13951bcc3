import Foundation
import MartletCodecs
import MartletDatasets
import MartletNumerics
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

    @Test(arguments: ["yes", "1"]) func oneClassIsRefused(_ label: String) throws {
        let path = try folder.write("x,y\n" + (0..<40).map { "\($0 % 7),\(label)\n" }.joined(), "one.csv")
        for command in ["train", "tune", "stack", "auto"] {
            let run = try Martlet(command, "--data", path)
            #expect(
                run.status == 65 && run.errors.contains("all its labels are '\(label)'"), "\(command): \(run.errors)")
        }
    }

    /// A model of a table judges a data set of the program's as it would judge the same rows in a file.
    @Test func dataSetsArePreparedAsTables() throws {
        let iris = Iris.load()
        let (values, labels) = (iris.features.array(of: Float.self), iris.labels.array(of: Int.self))
        let lines = labels.enumerated().map { row, label in
            values[4 * row..<4 * row + 4].map { "\($0)," }.joined() + iris.classNames[label]
        }
        let header = (iris.featureNames + ["species"]).joined(separator: ",")
        let (model, _) = try train(folder.write(([header] + lines).joined(separator: "\n"), "iris.csv"))
        let (file, own) = try (
            Martlet("evaluate", model, "--data", folder.path("iris.csv"), "--part", "all", "--json").json(),
            Martlet("evaluate", model, "--data", "iris", "--part", "all", "--json").json()
        )
        #expect(own["loss"] == file["loss"])
        #expect(try #require(own["accuracy"]?.double) > 0.9)
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

    // MARK: Scale

    /// R² of predictions for the table that a model was trained on, and the mean of squared errors.
    private func fit(_ rows: [(a: Double, b: Double, y: Double)], _ options: String...) throws -> (
        r2: Double, model: String
    ) {
        let text = "a,b,y\n" + rows.map { "\($0.a),\($0.b),\($0.y)\n" }.joined()
        let data = try folder.write(text, "scale.csv")
        let model = folder.path("scale.safetensors")
        let json = try Martlet(
            list: [
                "train", "--data", data, "--target", "values", "--epochs", "150", "--seed", "1", "--learning-rate",
                "0.005",
                "--save", model, "--csv-log", folder.path("log.csv"), "--json",
            ] + options
        ).json()
        let values: [Double] = try #require(
            Martlet("predict", model, "--input", data, "--json").json()["values"]
        ).decode()
        let mean = rows.reduce(0) { $0 + $1.y } / Double(rows.count)
        let errors = zip(rows, values).reduce(0) { $0 + ($1.0.y - $1.1) * ($1.0.y - $1.1) }
        let spread = rows.reduce(0) { $0 + ($1.y - mean) * ($1.y - mean) }
        // Reported losses are in the user's units.
        let loss = try #require(Martlet("evaluate", model, "--part", "all", "--json").json()["loss"]?.double)
        #expect(abs(loss / (errors / Double(rows.count)) - 1) < 1e-3)
        let log = try CSV(path: folder.path("log.csv"))
        guard case .numbers(let losses, _) = try log.columns[log.index(of: "loss")].values else { return (0, model) }
        #expect(losses.last == json["loss"]?.double)
        return (1 - errors / spread, model)
    }

    private func curve(_ scale: Double, _ offset: Double = 0) -> [(a: Double, b: Double, y: Double)] {
        (0..<300).map { row in
            let (a, b) = (Double(row % 20) / 10 - 1, Double(row / 20) / 7 - 1)
            return (a, b, offset + scale * (a + 0.5 * b + a * b))
        }
    }

    @Test(arguments: [1e-30, 1e-10, 1e-5, 1e-4, 1, 1e10, 1e25])
    func targetsOfAnySize(_ scale: Double) throws { #expect(try fit(curve(scale)).r2 > 0.99) }

    @Test func targetsFarFromZero() throws { #expect(try fit(curve(0.01, 1e9)).r2 > 0.99) }

    @Test(arguments: [(1e-12, 0.0), (1e30, 0), (0.1, 5_412_345), (0.01, 1e6), (1e200, 0)])
    func featuresOfAnySize(_ scale: Double, _ offset: Double) throws {
        let rows = curve(1).map { (a: offset + scale * $0.a, b: offset + scale * $0.b, y: $0.y) }
        #expect(try fit(rows).r2 > 0.99)
    }

    /// Some rows are out of all proportion: by quantiles the others are told apart all the same.
    @Test(arguments: ["uniform", "normal"])
    func outliersDoNotCountByQuantiles(_ distribution: String) throws {
        let rows = curve(1).enumerated().map { $0 % 50 == 0 ? (a: 1e12, b: $1.b, y: $1.y) : $1 }
        let (r2, model) = try fit(rows, "--scaling", "quantile-\(distribution)")
        #expect(r2 > 0.9)
        #expect(try fit(rows).r2 < 0.7)
        _ = try fit(rows, "--scaling", "quantile-\(distribution)")
        #expect(try Martlet("inspect", model).output.contains("quantiles, \(distribution): "))
    }

    @Test func whatColumnsCantTellIsReported() throws {
        let rows = (0..<60).map { row in
            "\(row),7,\(row == 0 ? 1e30 : Double(row % 9)),\(row % 5),\(row % 5 > 2 ? "x" : "y")"
        }
        let data = try folder.write("id,same,wild,a,label\n" + rows.joined(separator: "\n"), "remarks.csv")
        let (model, json) = try train(data, "--test-fraction", "0.1")
        let remarks: [String] = try #require(json["remarks"]).decode()
        #expect(remarks.contains { $0.contains("'same' is ignored: it is 7.0 in all rows") })
        #expect(remarks.contains { $0.contains("'id' has another whole number in each row") })
        #expect(remarks.contains { $0.contains("'wild'") && $0.contains("--scaling log") } || remarks.count == 2)
        #expect(try Martlet("inspect", model).output.contains("ignored: it is 7.0 in all rows"))
        #expect(try Martlet("train", "--data", data, "--epochs", "1").output.contains("remarks.csv: column 'same'"))
    }

    // MARK: Faults, categories, gaps

    @Test func faultsAmongNumbersAreRefused() throws {
        let rows = (0..<56).map { "\($0 % 7),\($0 % 4),\($0 == 30 ? "n.a." : "\(Double($0) / 4)")" }
        let data = try folder.write("a,b,price\n" + rows.joined(separator: "\n"), "prices.csv")
        let run = try Martlet("train", "--data", data)
        #expect(run.status == 65)
        for part in ["line 32: 'n.a.'", "--missing", "--target classes", "'price'"] {
            #expect(run.errors.contains(part))
        }
        let json = try train(data, "--missing", "n.a.").json
        #expect(json["task"] == "regression" && json["remarks"]?[0] == "1 row without a label left out")
        #expect(try train(data, "--target", "classes").json["task"] == "classification")
    }

    /// More texts than faults are, among values that are hardly classes.
    @Test func numbersThatOccurOnceAreNoClasses() throws {
        func table(_ texts: Int, of count: Int, _ number: (Int) -> String) throws -> String {
            let rows = (0..<count).map { "\($0 % 7),\($0 % 4),\($0 < texts ? "t\($0 % 3)" : number($0))" }
            return try folder.write("a,b,price\n" + rows.joined(separator: "\n"), "prices.csv")
        }
        for (texts, count) in [(1, 7), (9, 49), (20, 40)] {
            let run = try Martlet("train", "--data", table(texts, of: count) { "\(Double($0) / 4)" })
            #expect(run.status == 65 && run.errors.contains("'price'") && run.errors.contains("such as 't0'"))
        }
        // Numbers that recur are names of classes as good as texts.
        let data = try table(20, of: 40) { "\($0 % 3)" }
        #expect(try train(data).json["task"] == "classification")
    }

    /// Rows with a colour, a size, a day and a switch, of which some lack.
    private func mixed(_ rows: Range<Int>, gaps: Bool = true) -> String {
        "colour,size,day,open,kind\n"
            + rows.map { row in
                let colour = gaps && row % 11 == 0 ? "" : ["red", "green", "blue"][row % 3]
                let size = gaps && row % 7 == 0 ? "NA" : "\(Double(row % 10) * 1.5)"
                let day = gaps && row % 13 == 0 ? "" : "2024-0\(1 + row % 9)-1\(row % 10)"
                return
                    "\(row == 5 ? "mauve" : colour),\(size),\(day),\(row % 2 == 0),\(row % 3 == 0 ? "warm" : "cold")\n"
            }.joined()
    }

    @Test func categoriesDatesAndGaps() throws {
        let (model, json) = try train(folder.write(mixed(0..<200), "mixed.csv"))
        // Rows without a colour, 19 of them, can't be told for certain; all others can.
        let all = try Martlet("evaluate", model, "--part", "all", "--json").json()
        #expect(try #require(all["accuracy"]?.double) >= (200 - 19) / 200)
        let unseen = "colour,size,day,open\nred,3,2024-05-11,true\nviolet,,,false\n,NA,2030-01-01,maybe\n"
        let predictions = try Martlet("predict", model, "--input", folder.write(unseen, "unseen.csv"), "--json").json()
        #expect(predictions["rows"] == 3 && predictions["classes"]?[0] == "warm")
        let text = try Martlet("inspect", model).output
        for part in [
            "category: blue, green, red", "missing", "number: mean", "date in days: mean", "category: false, true",
        ] {
            #expect(text.contains(part), "\(text)")
        }
        let table = try #require(Martlet("inspect", model, "--json").json()["metadata"]?["table"])
        #expect(table["columns"]?.array?.count == 4)
        let again = try Martlet("evaluate", model, "--json").json()
        #expect(again["loss"] == json["test"]?["loss"])
        let wrong = try folder.write("colour,size,day,open\nred,3,yesterday,true\n", "wrong.csv")
        let run = try Martlet("predict", model, "--input", wrong)
        #expect(run.status == 65 && run.errors.contains("'yesterday' is no date"))
    }

    @Test func columnsThatAreNotReadMayHoldAnything() throws {
        let (model, _) = try train(folder.write(table("width,height,tree"), "table.csv"))
        let lines = table(nil, rows: 9).split(separator: "\n")
        let extra = lines.enumerated().map { row, line in "r\(row),\(row % 3 == 0 ? "" : "1"),\(line)" }
        let more = try folder.write("id,note,width,height,tree\n" + extra.joined(separator: "\n"), "extra.csv")
        let evaluation = try Martlet("evaluate", model, "--data", more, "--json").json()
        #expect(evaluation["rows"] == 9 && evaluation["accuracy"] == 1.0)
        #expect(try Martlet("predict", model, "--input", more, "--json").json()["rows"] == 9)
        let bare = lines.map { $0.split(separator: ",").dropLast().joined(separator: ",") + "," }
        let unlabelled = try folder.write("width,height,tree\n" + bare.joined(separator: "\n"), "unlabelled.csv")
        #expect(try Martlet("predict", model, "--input", unlabelled, "--json").json()["rows"] == 9)
        let none = try Martlet("evaluate", model, "--data", unlabelled)
        #expect(none.status == 65 && none.errors.contains("no row has a label"))
        let half = try folder.write(
            "width,height,tree\n" + (lines.prefix(4).map(String.init) + bare.prefix(2)).joined(separator: "\n"),
            "half.csv")
        let part = try Martlet("evaluate", model, "--data", half, "--json").json()
        #expect(part["rows"] == 4 && part["remarks"]?[0] == "2 rows without a label left out")
    }

    // MARK: Labels

    private func classes(_ labels: [String], _ options: String...) throws -> JSON? {
        let rows = (0..<60).map {
            "\(Double($0 % labels.count) + Double($0 % 7) / 50),\($0 % 5),\(labels[$0 % labels.count])"
        }
        let data = try folder.write("a,b,label\n" + rows.joined(separator: "\n"), "labels.csv")
        let model = folder.path("labels.safetensors")
        let run = try Martlet(list: ["train", "--data", data, "--epochs", "40", "--save", model, "--json"] + options)
        #expect(run.status == 0, "\(run.errors)")
        let predicted = try Martlet("predict", model, "--input", data, "--json").json()["class_names"]
        #expect(try Martlet("evaluate", model, "--part", "all", "--json").json()["rows"] == 60)
        return predicted
    }

    @Test func labelsAsTheyAreWritten() throws {
        #expect(try classes(["0.0", "1.0", "2.0"], "--target", "classes") == ["0", "1", "2"])
        #expect(try classes(["001", "002", "010"]) == ["001", "002", "010"])
        #expect(try classes(["001", "002", "010"], "--target", "classes") == ["001", "002", "010"])
        #expect(try classes(["NA", "None", "some"], "--missing", "") == ["NA", "None", "some"])
        #expect(try classes(["caf\u{E9}", "cafe\u{301}", "tea"])?.array?.count == 2)
    }
}
