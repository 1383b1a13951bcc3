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
        let text = try Martlet(list: ["explain", model, "--clusters", "3"] + options)
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
            (["--chart", "waterfall", "--row", "99", "--output", "a.svg"], 64), (["--data", "digits"], 65),
        ] as [([String], Int32)])
    func mistakes(_ options: [String], _ status: Int32) throws {
        let (model, _) = try folder.train("iris")
        let options = options.map { $0 == "a.svg" ? folder.path($0) : $0 }
        let run = try Martlet(list: ["explain", model, "--samples", "2"] + options)
        #expect(run.status == status && !run.errors.isEmpty, "\(run.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.path("a.svg")))
    }
}
