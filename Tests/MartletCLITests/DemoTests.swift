import MartletCodecs
import Testing

struct DemoTests {
    @Test func results() throws {
        let json = try Martlet("demo", "--seed", "1", "--json").json()
        #expect(try #require(json["train"]?["test"]?["accuracy"]?.double) >= 0.95)
        #expect(try #require(json["predict"]?["microseconds"]?.double) > 0)
        #expect(json["save"]?["identical"] == true)
        for section in ["quantize", "prune"] {
            let accuracy = try #require(json[section]?["accuracy"])
            #expect(try #require(accuracy["after"]?.double) >= #require(accuracy["before"]?.double) - 0.02)
        }
        for section in ["stack", "tune", "auto"] {
            #expect(try #require(json[section]?["accuracy"]?.double) >= 0.95)
        }
        #expect(try #require(json["track"]?["rate 0.01"]?.double) > 0.9)
        #expect(abs(try #require(json["prune"]?["sparsity"]?.double) - 0.9) < 0.001)
    }

    @Test func report() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("demo.html")
        let run = try Martlet("demo", "--report", path)
        #expect(run.status == 0 && run.errors.isEmpty)
        #expect(run.output.hasSuffix("The report is in \(path)\n"))
        let page = String(decoding: try folder.bytes("demo.html"), as: UTF8.self)
        // What was printed is on the page, with charts, and nothing is fetched or run.
        let lines: [Substring] = run.output.split(separator: "\n")
        let titles = lines.filter { $0.first?.isNumber == true }
        #expect(titles.count == 12 && titles.allSatisfy { page.contains("<h2>\($0)</h2>") })
        #expect(page.ranges(of: "<section").count == 12 && page.ranges(of: "<svg").count >= 9)
        let accuracy = try #require(lines.first { $0.contains("Accuracy on 360 images") })
        #expect(page.contains("<p>\(accuracy.drop { $0 == " " })</p>"))
        for part in ["<script", "<link", "<img", "src=", "href=\"http"] { #expect(!page.contains(part), "\(part)") }
        #expect(run.output.contains("Accuracy on 360 images"))
        #expect(run.output.contains("bit for bit"))
    }
}
