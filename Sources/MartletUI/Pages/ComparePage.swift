#if SQLite
    import MartletPlot
    import MartletTracking

    /// Runs side by side: their metrics, the parameters in which they differ, their curves over one another.
    struct ComparePage {
        private let runs: [(run: MLflowRun, histories: Curves.Histories)]
        private static let most = 12

        init(_ client: MLflowClient, runs ids: [String]) throws {
            var known: Set<String> = []
            let ids = ids.filter { known.insert($0).inserted }
            guard 2...Self.most ~= ids.count else {
                throw UIError(
                    400,
                    "From 2 to \(Self.most) runs can be compared, and \(ids.count) were chosen. Go back and choose others."
                )
            }
            runs = try ids.map { id in
                guard let run = try client.run(id) else { throw UIError.missing("run '\(id)'") }
                return (run, try client.metricHistories(run: id))
            }
        }

        private var names: [String] {
            let names = runs.map(\.run.name)
            return runs.map { run, _ in
                names.filter { $0 == run.name }.count > 1 ? "\(run.name) \(run.id.prefix(8))" : run.name
            }
        }

        private func table(_ title: String, isNumber: Bool, _ values: [(name: String, cells: [HTML])]) -> HTML {
            if values.isEmpty { return "" }
            let kind: HTML = isNumber ? " class=\"number\"" : ""
            let heads: [HTML] = zip(names, runs).map { name, run in
                "<th scope=\"col\"\(kind)><a href=\"/runs/\(run.run.id.inAddress)\">\(name)</a></th>"
            }
            let rows: [HTML] = values.map { name, cells in
                let mark: HTML = Set(cells).count > 1 && !isNumber ? " class=\"differs\"" : ""
                let cells: [HTML] = cells.map { "<td\(kind)>\($0)</td>" }
                return "<tr\(mark)><th scope=\"row\">\(name)</th>\(cells)</tr>\n"
            }
            return """
                <section><h2>\(title)</h2><div class="wide" tabindex="0" role="region" aria-label="\(title)"><table>
                <thead><tr><td></td>\(heads)</tr></thead>
                <tbody>
                \(rows)</tbody></table></div></section>

                """
        }

        /// Those in which runs differ come first.
        private var parameters: [(name: String, cells: [HTML])] {
            let rows = Set(runs.flatMap(\.run.parameters.keys)).sorted().map { name in
                (name: name, cells: runs.map { "\($0.run.parameters[name] ?? "")" as HTML })
            }
            return rows.filter { Set($0.cells).count > 1 } + rows.filter { Set($0.cells).count == 1 }
        }

        private var metrics: [(name: String, cells: [HTML])] {
            Set(runs.flatMap(\.run.metrics.keys)).sorted().map { name in
                (name, runs.map { Page.number($0.run.metrics[name]) })
            }
        }

        var html: HTML {
            let experiments = Set(runs.map(\.run.experiment))
            let trail =
                [("Experiments", "/")]
                + (experiments.count == 1 ? experiments.map { ($0, "/experiments/\($0.inAddress)") } : [])
            let isLive: HTML = runs.contains { $0.run.status == .running } ? " data-live" : ""
            let curves = Curves(zip(names, runs).map { ($0, $1.histories) }).html
            return Page.html(
                "Compare \(runs.count) runs", trail: trail.map { (name: $0.0, address: $0.1) },
                """
                <div id="live"\(isLive)>
                \(table("Metrics", isNumber: true, metrics))<section><h2>Curves</h2>\(curves)</section>
                </div>
                \(table("Parameters", isNumber: false, parameters))
                """)
        }
    }
#endif
