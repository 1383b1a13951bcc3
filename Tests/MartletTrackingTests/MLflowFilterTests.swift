#if SQLite
    import MartletCodecs
    import MartletNN
    import MartletTracking
    import Testing

    /// Runs found by MLflow's language of filters and orders.
    @Suite struct MLflowFilterTests {
        private let folder = Workspace()
        private let client: MLflowClient

        init() throws {
            let mlflow = try MLflow("sqlite:///" + folder["mlflow.db"], experiment: "digits")
            let runs: [(String, Double, String, RunStatus)] = [
                ("robin", 0.5, "10", .finished), ("wren", 0.25, "9", .killed), ("Robin_2", .nan, "ten", .finished),
                ("100% sure", 1, "100", .finished),
            ]
            for (name, loss, batch, status) in runs {
                try mlflow.begin(TrackedRun(name: name, tags: ["a b": "it's \(name)"]))
                try mlflow.log(parameters: ["batch/size": batch])
                try mlflow.log(["val loss": loss], step: 0)
                try mlflow.end(status)
            }
            client = try MLflowClient("sqlite:///" + folder["mlflow.db"])
        }

        private func names(_ filter: String, _ order: String = "run_name") throws -> [String] {
            try client.searchRuns(experiment: "digits", filter: filter, orderBy: order).map(\.name)
        }

        @Test(arguments: [
            ("", ["100% sure", "Robin_2", "robin", "wren"]), ("  ", ["100% sure", "Robin_2", "robin", "wren"]),
            ("metrics.`val loss` < 0.5", ["wren"]), ("metrics.\"val loss\">=.5", ["100% sure", "robin"]),
            ("metric.`val loss` != 0.5 and status = 'FINISHED'", ["100% sure"]),
            ("params.batch/size = '9'", ["wren"]), ("params.batch/size != \"9\"", ["100% sure", "Robin_2", "robin"]),
            ("run_name LIKE 'rob%'", ["robin"]), ("run_name ILIKE 'rob%'", ["Robin_2", "robin"]),
            ("attributes.run_name like '_ren'", ["wren"]), ("run_name LIKE '%*%'", []),
            ("tags.`a b` = \"it's wren\"", ["wren"]), ("start_time > 0 AND start_time < 1", []),
            ("run_name = 'none' AND run_name = 'robin'", []), ("metrics.none > 0", []),
        ])
        func runsAreFound(_ filter: String, _ expected: [String]) throws {
            #expect(try names(filter) == expected)
            #expect(try client.countRuns(experiment: "digits", filter: filter) == expected.count)
        }

        @Test func runsAreOrdered() throws {
            #expect(try names("", "metrics.val loss") == ["wren", "robin", "100% sure", "Robin_2"])
            #expect(try names("", "metrics.val loss DESC") == ["100% sure", "robin", "wren", "Robin_2"])
            #expect(try names("", "params.batch/size asc") == ["wren", "robin", "100% sure", "Robin_2"])
            #expect(try names("", "tags.a b").first == "100% sure" && names("", "duration").count == 4)
            let some = try client.searchRuns(orderBy: "run_name DESC", maxResults: 2, offset: 1)
            #expect(some.map(\.name) == ["robin", "Robin_2"] && some[0].tags["a b"] == "it's robin")
            #expect(try client.searchRuns(maxResults: -1).isEmpty)
        }

        @Test(arguments: [
            "loss < 1", "metrics.loss", "metrics.loss <", "metrics.loss < 'a'", "metrics.loss LIKE 1",
            "run_name = robin", "run_name = 'robin", "run_name = 'a' OR run_name = 'b'", "run_name = 'a' AND",
            "run_name = 'a'; DROP TABLE runs", "metrics.a < nan", "metrics.`a < 1", "AND", "run_name BETWEEN 1",
            "attributes.color = 'red'", "'", String(repeating: "x", count: 20_000),
        ])
        func badFiltersAreRefused(_ filter: String) {
            #expect(throws: MLflowError.self) { try client.searchRuns(filter: filter) }
            #expect(throws: MLflowError.self) { try client.countRuns(filter: filter) }
        }

        @Test func badOrdersAreRefused() throws {
            for order in ["", "loss", "color DESC", "metrics.a; DROP TABLE runs", "attributes.color"] {
                if order.hasPrefix("metrics.") {
                    // A name like another, which no run has.
                    #expect(try names("", order).count == 4)
                } else {
                    #expect(throws: MLflowError.self, "\(order)") { try names("", order) }
                }
            }
            #expect(throws: MLflowError.self) { try client.searchRuns(experiment: "none") }
        }
    }
#endif
