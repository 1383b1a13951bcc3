import Glibc
import MartletCodecs
import MartletNN
import MartletTracking
import MartletUI
import Testing

@Suite struct PageTests {
    private let records = Records()

    @Test func experimentsAndTheirRuns() throws {
        try records.keep("first", losses: [3, 1], experiment: "a/b & c")
        try records.keep("second", losses: [2], experiment: "a/b & c", ends: false)
        let home = records.ask("/")
        #expect(home.status == 200 && home.has("<a href=\"/experiments/a%2Fb%20%26%20c\">a/b &amp; c</a>"))
        let page = records.ask("/experiments/a%2Fb%20%26%20c")
        #expect(page.has("2 runs") && page.has(">first</a>") && page.has(">second</a>"))
        #expect(page.has("class=\"status running\"") && page.has("class=\"status finished\""))
        #expect(page.has("<data value=\"1.0\" title=\"1.0\">1</data>"))
        #expect(records.ask("/experiments/none").status == 404 && records.ask("/none").status == 404)
    }

    @Test func runsAreSorted() throws {
        for (name, loss) in [("b", 2.0), ("c", 1.0), ("a", 3.0)] { try records.keep(name, losses: [loss]) }
        func order(_ by: String) throws -> [String] {
            let page = records.ask("/experiments/digits?order=\(by)")
            let places = try #require(page.order(">a</a>", ">b</a>", ">c</a>"))
            return zip(places, ["a", "b", "c"]).sorted { $0.0 < $1.0 }.map(\.1)
        }
        #expect(try order("run_name") == ["a", "b", "c"] && order("run_name%20DESC") == ["c", "b", "a"])
        #expect(try order("metrics.loss") == ["c", "b", "a"] && order("metrics.loss+DESC") == ["a", "b", "c"])
        let page = records.ask("/experiments/digits?order=metrics.loss")
        #expect(page.has("aria-sort=\"ascending\"><a href=\"/experiments/digits?order=metrics.loss%20DESC\">"))
        #expect(records.ask("/experiments/digits?order=loss").has("role=\"alert\""))
    }

    /// The table is brought up to date while one of its runs goes on.
    @Test func theTableIsLive() throws {
        try records.keep("done", losses: [1])
        #expect(!records.ask("/experiments/digits").has("data-live"))
        try records.keep("open", losses: [1], ends: false)
        #expect(records.ask("/experiments/digits").has("<div id=\"live\" data-live>"))
        #expect(!records.ask("/experiments/digits?filter=done").has("data-live"))
    }

    @Test func runsAreFiltered() throws {
        try records.keep("tall robin", losses: [0.5], parameters: ["rate": "0.1"])
        try records.keep("small wren", losses: [0.1], parameters: ["rate": "0.2"])
        for filter in ["robin", "ROB", "metrics.loss+>+0.2", "params.rate+%3D+'0.1'"] {
            let page = records.ask("/experiments/digits?filter=\(filter)")
            #expect(page.has("1 run<") && page.has("tall robin") && !page.has("small wren"), "\(filter)")
        }
        #expect(records.ask("/experiments/digits?filter=eagle").has("0 runs"))
        let wrong = records.ask("/experiments/digits?filter=loss%20%3E%202")
        #expect(wrong.status == 200 && wrong.has("role=\"alert\"") && wrong.has("value=\"loss &gt; 2\""))
    }

    @Test func columnsAreChosenAndPagesTurned() throws {
        for i in 0..<101 { try records.keep("run \(i)", losses: [1], parameters: ["rate": "\(i)"]) }
        let page = records.ask("/experiments/digits?column=params.rate&order=params.rate")
        #expect(page.has("Page 1 of 2") && page.has("page=2&amp;column=params.rate") && !page.has(">val_loss</a>"))
        #expect(page.order(">run 9</a>", ">run 10</a>").map { $0[0] < $0[1] } == true)
        #expect(records.ask("/experiments/digits?page=2").has("Page 2 of 2"))
        #expect(records.ask("/experiments/digits?page=99").has("Page 2 of 2"))
    }

    @Test func aRunShowsAllThatIsKnownOfIt() throws {
        let id = try records.keep(
            "first", losses: [3, 2, 1], parameters: ["epochs": "3"], tags: ["kind": "test"],
            artifacts: [Artifact("notes/a.txt", .text("<b>hello</b>")), Artifact("loss.svg", .text("<svg/>"))])
        let page = records.ask("/runs/\(id)")
        #expect(page.has("<th scope=\"row\">epochs</th><td>3</td>") && page.has("<th scope=\"row\">kind</th>"))
        #expect(page.has("loss: training from 3 at step 0 to 1 at step 2; validation from 4 at step 0"))
        #expect(page.has("<polyline") && !page.has("data-live"))
        #expect(page.has("href=\"/runs/\(id)/artifacts/notes/a.txt\"") && page.has("&lt;b&gt;hello&lt;/b&gt;"))
        #expect(page.has("<img src=\"/runs/\(id)/artifacts/loss.svg\""))
        #expect(records.ask("/runs/\(id)/artifacts/notes/a.txt").text == "<b>hello</b>")
        #expect(records.ask("/runs/none").status == 404)
    }

    @Test func curvesGrowWhileARunGoesOn() throws {
        let mlflow = try MLflow(records.uri, experiment: "digits")
        try mlflow.begin(TrackedRun(name: "going"))
        let id = try #require(mlflow.runID)
        func log(_ step: Int) throws {
            try mlflow.log(["loss": 1 / Double(step + 1)], step: step)
            // Parameters are written at once; numbers before them, too, when the run ends.
        }
        for step in 0..<2 { try log(step) }
        try mlflow.end(.finished)
        let again = try MLflow(records.uri, experiment: "digits")
        try again.begin(TrackedRun(resuming: id))
        let before = records.ask("/runs/\(id)")
        #expect(before.has("data-live") && before.has("loss:  from 1 at step 0 to 0.5 at step 1"))
        try again.log(["loss": 0.25], step: 3)
        try again.end(.finished)
        let after = records.ask("/runs/\(id)")
        #expect(!after.has("data-live") && after.has("to 0.25 at step 3"))
    }

    #if SQLite
        /// A run whose process is gone was killed, wherever it is shown, counted and looked for.
        @Test func runsOfProcessesThatAreGoneWereKilled() throws {
            let id = try records.keep("gone", losses: [1], ends: false)
            try records.keep("open", losses: [1], ends: false)
            do {
                let host = RunningProcess.own.text.prefix { $0 != " " }
                // The number of this process, which began at another time.
                let gone = "\(host) \(getpid()) 1"
                try SQLiteDatabase("\(records.folder)/mlflow.db", .readWrite).run(
                    "UPDATE tags SET value = ? WHERE key = 'martlet.process' AND run_uuid = ?", .text(gone), .text(id))
            }
            #expect(records.ask("/").has("<td class=\"number\">2</td><td class=\"number\">1</td>"))
            #expect(records.ask("/runs/\(id)").has("class=\"status killed\""))
            for (status, name, other) in [("KILLED", "gone", "open"), ("RUNNING", "open", "gone")] {
                let page = records.ask("/experiments/digits?filter=status+%3D+'\(status)'")
                #expect(page.has("1 run<") && page.has(">\(name)</a>") && !page.has(">\(other)</a>"))
                #expect(page.has("class=\"status \(status.lowercased())\""))
            }
            let places = records.ask("/experiments/digits?order=status").order(">gone</a>", ">open</a>")
            #expect(places.map { $0[0] < $0[1] } == true)
        }
    #endif

    @Test func runsAreCompared() throws {
        let first = try records.keep("first", losses: [3, 1], parameters: ["rate": "0.1", "epochs": "3"])
        let second = try records.keep("second", losses: [2, 0.5], parameters: ["rate": "0.2", "epochs": "3"])
        let page = records.ask("/compare?run=\(first)&run=\(second)")
        #expect(page.has("<tr class=\"differs\"><th scope=\"row\">rate</th><td>0.1</td><td>0.2</td>"))
        #expect(page.has("<tr><th scope=\"row\">epochs</th><td>3</td><td>3</td>"))
        #expect(page.has("loss: first from 3 at step 0 to 1 at step 1; second from 2 at step 0 to 0.5 at step 1"))
        for wrong in ["", "?run=\(first)", "?run=\(first)&run=\(first)"] {
            #expect(records.ask("/compare\(wrong)").status == 400)
        }
        #expect(records.ask("/compare?run=\(first)&run=none").status == 404)
    }

    /// What is drawn of many points keeps the first, the last and every peak.
    @Test func longCurvesAreThinned() throws {
        let mlflow = try MLflow(records.uri, experiment: "digits")
        try mlflow.begin(TrackedRun(name: "long"))
        for step in 0..<20_000 { try mlflow.log(["loss": step == 7777 ? 100 : 1], step: step) }
        let id = try #require(mlflow.runID)
        try mlflow.end(.finished)
        let page = records.ask("/runs/\(id)")
        #expect(page.has("from 1 at step 0 to 1 at step 19999") && page.text.utf8.count < 40_000)
        #expect(page.has("<td class=\"number\"><data value=\"100.0\" title=\"100.0\">100</data></td>"))
    }

    @Test func aDatabaseThatIsGoneIsSaid() {
        #expect(records.ask("/").status == 500 && records.ask("/").has("there is no such file"))
    }
}
