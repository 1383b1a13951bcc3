import Foundation
import MartletCodecs
import Testing

/// `explain`, and the files that it writes.
struct ExplainTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func iris() throws {
        let (model, _) = try folder.train("iris")
        let json = try Martlet(
            "explain", model, "--data", "iris", "--background", "20", "--samples", "10", "--output",
            folder.path("shap.svg"), "--json"
        ).json()
        #expect(json["samples"] == 10 && json["background"] == 20 && json["feature_names"]?.array?.count == 4)
        #expect(json["output_names"] == ["setosa", "versicolor", "virginica"])
        for row in 0..<10 {
            for output in 0..<3 {
                let values = try (0..<4).map { try #require(json["values"]?[row]?[$0]?[output]?.double) }
                let base = try #require(json["base_values"]?[output]?.double)
                let expected = try #require(json["outputs"]?[row]?[output]?.double)
                #expect(abs(base + values.reduce(0, +) - expected) < 1e-8)
                #expect(json["standard_errors"]?[row]?[0]?[output] == 0.0)
            }
        }
        let svg = try String(contentsOfFile: folder.path("shap.svg"), encoding: .utf8)
        #expect(svg.contains("petal length (cm)") && svg.contains("virginica"))
    }

    @Test func everyFile() throws {
        let (model, _) = try folder.train("wine")
        let options = ["--background", "8", "--samples", "5", "--coalitions", "100"]
        let text = try Martlet(list: ["explain", model, "--clusters", "3"] + options.dropFirst(2))
        #expect(text.status == 0 && text.errors.isEmpty && text.output.contains("█"))
        #expect(text.output.contains("standard error"))
        for chart in ["bar", "beeswarm", "waterfall", "force", "dependence", "heat-map"] {
            let path = folder.path("\(chart).svg")
            let run = try Martlet(
                list: ["explain", model, "--chart", chart, "--theme", "dark", "--output", path] + options)
            #expect(run.status == 0 && run.errors.isEmpty)
            #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix("<svg"))
        }
        for (name, start) in [("r.html", "<!DOCTYPE html>"), ("r.json", "{\"feature_names\""), ("r.csv", "row,output")]
        {
            let run = try Martlet(list: ["explain", model, "--output", folder.path(name)] + options)
            #expect(run.status == 0)
            #expect(try String(contentsOfFile: folder.path(name), encoding: .utf8).hasPrefix(start))
        }
        let page = try String(contentsOfFile: folder.path("r.html"), encoding: .utf8)
        #expect(!page.contains("<script") && !page.contains("href=") && !page.contains("src="))
    }

    @Test(
        arguments: [
            (["--output", "shap.png"], 64), (["--samples", "0"], 64), (["--background", "-1"], 64),
            (["--coalitions", "3"], 64), (["--class", "rose", "--output", "a.svg"], 64),
            (["--row", "1"], 64), (["--layer", "dense"], 64), (["--data", "digits"], 65),
            (["--method", "occlusion"], 64), (["--clusters", "3", "--background", "8"], 64), (["--chart", "bar"], 64),
            (["--row", "-1"], 64), (["--feature", "petal length (cm)", "--output", "a.svg"], 64),
            (["--theme", "dark", "--output", "a.json"], 64), (["--l1", "0"], 64), (["--l1", "some"], 64),
            (["--background-data", "absent.csv"], 65), (["--label", "kind"], 64),
        ] as [([String], Int32)])
    func mistakes(_ options: [String], _ status: Int32) throws {
        let (model, _) = try folder.train("iris")
        let options = options.map { $0 == "a.svg" ? folder.path($0) : $0 }
        let run = try Martlet(list: ["explain", model, "--samples", "2"] + options)
        #expect(run.status == status && !run.errors.isEmpty, "\(run.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.path("a.svg")))
    }

    // MARK: Tables of numbers, words, dates and gaps

    /// A table in which a word, a number with gaps and a date decide.
    private func houses(rows: Int = 120) throws -> String {
        let lines = (0..<rows).map { row in
            let (town, size) = (["Ulm", "Jena", "Kiel"][row % 3], 40 + row * 37 % 90)
            let price = (row % 3 + 1) * 100 + 3 * size
            return "\(row % 8 == 5 ? "" : "\(size)"),\(town),2024-05-\(10 + row % 20),\(price)"
        }
        return try folder.write("size,town,sold,price\n" + lines.joined(separator: "\n"), "houses.csv")
    }

    @Test func aRowOfOnesOwn() throws {
        let data = try houses()
        let (model, _) = try folder.train(data, "--target", "values")
        // No label, one row, other columns between, another order.
        let mine = try folder.write("sold,note,town,size\n2024-05-31,x,Kiel,77\n", "mine.csv")
        let svg = folder.path("why.svg")
        let json = try Martlet(
            "explain", model, "--data", mine, "--chart", "waterfall", "--output", svg, "--json"
        ).json()
        #expect(json["index"] == [0] && json["link"] == "identity")
        #expect(json["samples"] == 1 && json["background"] == 96 && json["background_data"]?.string == data)
        #expect(json["feature_names"] == ["size", "town", "sold"] && json["data"] == [[77.0, "Kiel", "2024-05-31"]])
        let values = try (0..<3).map { try #require(json["values"]?[0]?[$0]?[0]?.double) }
        let base = try #require(json["base_values"]?[0]?.double)
        let output = try #require(json["outputs"]?[0]?[0]?.double)
        #expect(abs(base + values.reduce(0, +) - output) < 1e-6 * abs(output))
        let predicted = try Martlet("predict", model, "--input", mine, "--json").json()
        #expect(abs(try #require(predicted["values"]?[0]?.double) - output) < 1e-3 * abs(output))
        let drawn = try String(contentsOfFile: svg, encoding: .utf8)
        for text in ["size = 77", "town = Kiel", "sold = 2024-05-31"] { #expect(drawn.contains(">\(text)</text>")) }

        // The background may be told, and is needed.
        let others = try Martlet(
            "explain", model, "--data", mine, "--background-data", data, "--background", "7", "--json"
        ).json()
        #expect(others["background"] == 7)
        try FileManager.default.removeItem(atPath: data)
        let lost = try Martlet("explain", model, "--data", mine)
        #expect(lost.status == 65 && lost.errors.contains("houses.csv', which"))
        #expect(lost.errors.contains("--background-data"))
        // Nothing differs.
        #expect(try Martlet("explain", model, "--data", mine, "--background-data", mine).status == 64)
    }

    /// Charts show columns as they are in the table, and words as one feature each.
    @Test func columnsAsTheyAre() throws {
        let data = try houses()
        let (model, _) = try folder.train(data, "--target", "values")
        let json = try Martlet("explain", model, "--samples", "24", "--json").json()
        #expect(json["feature_names"] == ["size", "town", "sold"] && json["samples"] == 24)
        let rows = try #require(json["data"]?.array)
        #expect(Set(rows.compactMap { $0[1]?.string }) == ["Ulm", "Jena", "Kiel"])
        #expect(rows.contains { $0[0] == .null } && rows.contains { ($0[0]?.double ?? 0) > 60 })
        for (chart, feature, text) in [
            ("dependence", "town", "Kiel"), ("dependence", "size", "100"), ("bar", "", "town"),
        ] {
            let path = folder.path("\(chart)-\(feature).svg")
            let options = feature.isEmpty ? [] : ["--feature", feature]
            let run = try Martlet(list: ["explain", model, "--chart", chart, "--output", path] + options)
            #expect(run.status == 0, "\(run.errors)")
            let svg = try String(contentsOfFile: path, encoding: .utf8)
            #expect(svg.contains(">\(text)</text>") && !svg.contains("town="))
        }
        let changed = try folder.write(
            String(contentsOfFile: data, encoding: .utf8) + "\n50,Ulm,2024-05-01,250", "houses.csv")
        let run = try Martlet("explain", model, "--data", changed)
        #expect(run.status == 0 && run.errors.contains("has changed"), "\(run.errors)")
    }

    /// Rows are called by their numbers in the file, and one is explained by its number, whatever part it was in.
    @Test func rowsOfTheFile() throws {
        let data = try houses()
        let (model, _) = try folder.train(data, "--target", "values")
        let lines = try String(contentsOfFile: data, encoding: .utf8).split(separator: "\n").dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        let json = try Martlet("explain", model, "--samples", "24", "--json").json()
        let index = try #require(json["index"]?.array).map { try #require($0.integer) }
        #expect(index.count == 24 && index != Array(0..<24))
        for (row, line) in index.enumerated() {
            let cells = try #require(json["data"]?[row]?.array)
            #expect(cells[0].double == Double(lines[line][0]) && cells[1].string == String(lines[line][1]))
        }
        for row in [5, 17] {
            let table = folder.path("one.csv")
            let run = try Martlet("explain", model, "--row", "\(row)", "--output", table)
            #expect(run.status == 0 && run.output.contains("Row \(row) of \(data)"), "\(run.errors)")
            #expect(run.output.contains("town = \(lines[row][1])"))
            #expect(run.output.contains(row == 5 ? "size = missing" : "size = \(lines[row][0])"))
            // Values have signs.
            #expect(run.output.contains(" +") && (run.output.contains(" −") || !run.output.contains("░")))
            var format = CSV.Format()
            format.keepsGaps = true
            let cells = try CSV(path: table, format: format)
            #expect(try cells["row"].strings == Array(repeating: "\(row)", count: 3))
            #expect(try String(contentsOfFile: table, encoding: .utf8).contains("size,,") == (row == 5))
        }
        let beyond = try Martlet("explain", model, "--row", "120")
        #expect(beyond.status == 64 && beyond.errors.contains("--row must be from 0 to 119, and is 120"))
        // Of data that are part of the program, too.
        let (iris, _) = try folder.train("iris")
        #expect(try Martlet("explain", iris, "--row", "149", "--json").json()["index"] == [149])
        let some = try Martlet("explain", iris, "--samples", "30", "--json").json()["index"]?.array ?? []
        #expect(Set(some.compactMap(\.integer)).count == 30 && some.contains { ($0.integer ?? 0) >= 30 })
    }

    /// Words that training didn't see are named, once.
    @Test func unknownWords() throws {
        let data = try houses()
        let (model, _) = try folder.train(data, "--target", "values")
        let mine = try folder.write(
            "size,town,sold\n77,Rome,2024-05-31\n78,Kiel,2024-05-31\n79,Rome,2024-05-31\n", "mine.csv")
        let run = try Martlet("explain", model, "--data", mine)
        let warning = "column 'town' has words that training didn't see; they count as none: 'Rome'"
        #expect(run.status == 0 && run.errors == "martlet: warning: \(warning)\n", "\(run.errors)")
    }

    @Test func faultsAreClear() throws {
        let data = try houses()
        let (model, _) = try folder.train(data, "--target", "values")
        for (arguments, status, text) in [
            (["--coalitions", "3"], 64, "--coalitions must be at least"),
            (["--standard-error", "0"], 64, "--standard-error must be greater than 0"),
            (["--data", data, "--label", "size"], 64, "--label"),
            (["--data", data, "--label", "none"], 65, "none"),
        ] as [([String], Int32, String)] {
            let run = try Martlet(list: ["explain", model, "--samples", "2"] + arguments)
            #expect(run.status == status && run.errors.contains(text), "\(arguments): \(run.errors)")
            #expect(!run.errors.contains("nsamples") && !run.errors.contains("standardError"))
        }
        try FileManager.default.removeItem(atPath: data)
        for command in ["explain", "evaluate"] {
            let lost = try Martlet(command, model)
            #expect(lost.status == 65 && lost.errors.contains("trained on, isn't there; give --data"), "\(lost.errors)")
        }
    }

    @Test func logOddsAreSaid() throws {
        let (model, _) = try folder.train("iris")
        let options = ["explain", model, "--link", "logit", "--background", "20"]
        let rows = try Martlet(list: options + ["--output", folder.path("bars.svg")])
        #expect(rows.status == 0 && rows.output.contains("mean |SHAP value| (log-odds)"), "\(rows.errors)")
        #expect(try String(contentsOfFile: folder.path("bars.svg"), encoding: .utf8).contains("(log-odds)"))
        let row = try Martlet(list: options + ["--row", "3", "--json"]).json()
        #expect(row["link"] == "logit")
        #expect(try Martlet(list: options + ["--row", "3"]).output.contains("(log-odds), base value"))
    }

    @Test func errorsAndSelection() throws {
        let (model, _) = try folder.train("wine")
        let options = ["explain", model, "--samples", "2", "--background", "5"]
        let rough = try Martlet(list: options + ["--standard-error", "1e-9", "--coalitions", "100"])
        #expect(rough.status == 0 && rough.errors.contains("--standard-error 1e-09 isn't reached"), "\(rough.errors)")
        let few = try Martlet(list: options + ["--l1", "3", "--json"]).json()
        let values = try #require(few["values"]?[0]?.array).map { $0[0]?.double ?? 1 }
        #expect(values.count == 13 && values.count { $0 != 0 } == 3)
        let automatic = try Martlet(list: options + ["--l1", "auto", "--coalitions", "8192", "--json"]).json()
        #expect(
            automatic["values"] == (try Martlet(list: options + ["--coalitions", "8192", "--json"]).json()["values"]))
    }
}
