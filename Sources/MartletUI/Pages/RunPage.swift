#if SQLite
    import MartletPlot
    import MartletTracking

    /// All that is known of a run. What changes while it goes on is brought up to date by the script.
    struct RunPage {
        private let run: MLflowRun
        private let histories: [String: [MLflowMetric]]
        private let parent: MLflowRun?
        private let children: [MLflowRun]
        private let models: [MLflowLoggedModel]
        private let datasets: [MLflowDataset]
        private let roots: ArtifactRoots

        private static let mostChildren = 200

        init(_ client: MLflowClient, run id: String, _ roots: ArtifactRoots) throws {
            guard let run = try client.run(id) else { throw UIError.missing("run '\(id)'") }
            (self.run, self.roots) = (run, roots)
            histories = try client.metricHistories(run: id)
            parent = try run.parent.flatMap { try client.run($0) }
            children = try client.searchRuns(
                filter: "tags.`mlflow.parentRunId` = '\(run.id)'", maxResults: Self.mostChildren)
            models = try client.loggedModels(run: id)
            datasets = try client.datasets(run: id)
        }

        var html: HTML {
            let own = run.tags.filter { !$0.key.hasPrefix("mlflow.") && !$0.key.hasPrefix("martlet.") }
            let other = run.tags.filter { own[$0.key] == nil }
            return Page.html(
                run.name,
                trail: [
                    ("Experiments", "/"), (run.experiment, "/experiments/\(run.experiment.inAddress)"),
                ] + (parent.map { [($0.name, "/runs/\($0.id.inAddress)")] } ?? []),
                """
                \(live)\(within)
                <div class="columns">
                \(Page.pairs("Parameters", Self.pairs(run.parameters)))
                \(Page.pairs("Tags", Self.pairs(own)))
                \(data)
                </div>
                \(files)
                <details><summary>About this run</summary>
                \(Page.pairs("Run", [("Id", "\(run.id)"), ("Artifacts", "\(run.artifactLocation)")] + Self.pairs(other)))
                </details>
                """)
        }

        /// What changes while the run goes on.
        private var live: HTML {
            let isLive: HTML = run.status == .running ? " data-live" : ""
            let end: HTML = run.endTime.map { ", took \(Page.duration($0 - run.startTime))" } ?? ""
            let error: HTML =
                run.tags["martlet.error"].map { "<p class=\"notice\"><strong>Failed:</strong> \($0)</p>" } ?? ""
            let curves: HTML = histories.isEmpty ? "" : "<section><h2>Curves</h2>\(Curves(histories).html)</section>"
            return """
                <div id="live"\(isLive)>
                <p>\(Page.status(run.status.rawValue)) <span class="faint">began \(Page.time(run.startTime))\(end)</span></p>
                \(error)\(metrics)\(curves)
                </div>

                """
        }

        private var metrics: HTML {
            if run.metrics.isEmpty { return "" }
            let rows: [HTML] = run.metrics.sorted { $0.key < $1.key }.map { name, last in
                let history = histories[name] ?? []
                let values = history.map(\.value).filter(\.isFinite)
                return """
                    <tr><th scope="row">\(name)</th><td class="number">\(Page.number(last))</td>\
                    <td class="number">\(Page.number(values.min()))</td>\
                    <td class="number">\(Page.number(values.max()))</td><td class="number">\(history.count)</td></tr>

                    """
            }
            return """
                <section><h2>Metrics</h2><div class="wide"><table>
                <thead><tr><th scope="col">Name</th><th scope="col" class="number">Last</th>
                <th scope="col" class="number">Least</th><th scope="col" class="number">Greatest</th>
                <th scope="col" class="number">Steps</th></tr></thead>
                <tbody>
                \(rows)</tbody></table></div></section>

                """
        }

        private var within: HTML {
            if children.isEmpty { return "" }
            let names = Set(children.flatMap(\.metrics.keys)).sorted().prefix(6)
            let headers: [HTML] = names.map { "<th scope=\"col\" class=\"number\">\($0)</th>" }
            let rows: [HTML] = children.map { child in
                let cells: [HTML] = names.map { "<td class=\"number\">\(Page.number(child.metrics[$0]))</td>" }
                return """
                    <tr><th scope="row"><a href="/runs/\(child.id.inAddress)">\(child.name)</a></th>
                    <td>\(Page.status(child.status.rawValue))</td>\(cells)</tr>

                    """
            }
            return """
                <section><h2>Runs within this run</h2><div class="wide"><table>
                <thead><tr><th scope="col">Run</th><th scope="col">Status</th>\(headers)</tr></thead>
                <tbody>
                \(rows)</tbody></table></div></section>

                """
        }

        private static func pairs(_ values: [String: String]) -> [(name: String, value: HTML)] {
            values.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
        }

        private var data: HTML {
            Page.pairs("Data", datasets.map { ($0.name, "\($0.context) <code>\($0.digest)</code>") })
        }

        /// The run's files, and those of the models that it made.
        private var files: HTML {
            var html = ArtifactList(
                "Artifacts", run.artifactLocation, address: "/runs/\(run.id.inAddress)/artifacts", in: roots
            ).html
            for model in models {
                let address = "/logged-models/\(model.id.inAddress)"
                html += ArtifactList("Model \(model.name)", model.artifactLocation, address: address, in: roots).html
                html += """
                    <form class="filter" method="post" action="\(address)/register">
                    <label for="\(model.id)">Register \(model.name) as</label>
                    <input id="\(model.id)" name="name" type="text" required maxlength="256"><button>Register</button></form>

                    """
            }
            return html
        }
    }
#endif
