#if SQLite
    import MartletPlot
    import MartletTracking

    /// The runs of an experiment: a table that is filtered, sorted and turned over by addresses. While one goes on, the script
    /// brings it up to date.
    struct RunsPage {
        private let experiment, filter, order: String
        private let runs: [MLflowRun]
        /// How many runs the filter leaves.
        private let count: Int
        private let page: Int
        /// What is wrong with the filter or the order.
        private let mistake: String?
        private let chosen: [String]

        private static let pageLength = 100
        private static let mostColumns = (metrics: 8, parameters: 6)

        init(_ client: MLflowClient, experiment: String, _ request: UIRequest) throws {
            guard try client.experiments().contains(experiment) else {
                throw UIError.missing("experiment '\(experiment)'")
            }
            (self.experiment, filter) = (experiment, request["filter"] ?? "")
            order = request["order"] ?? "start_time DESC"
            chosen = request.all("column")
            let language = Self.isPlain(filter) ? Self.named(filter) : filter
            do {
                let count = try client.countRuns(experiment: experiment, filter: language)
                let asked = max(1, request["page"].flatMap { Int($0) } ?? 1)
                let page = min(asked, max(1, (count + Self.pageLength - 1) / Self.pageLength))
                let runs = try client.searchRuns(
                    experiment: experiment, filter: language, orderBy: order, maxResults: Self.pageLength,
                    offset: (page - 1) * Self.pageLength)
                (self.count, self.page, self.runs, mistake) = (count, page, runs, nil)
            } catch let error as MLflowError {
                (count, page, runs, mistake) = (0, 1, [], error.description)
            }
        }

        /// Whether a filter is no more than part of a name.
        private static func isPlain(_ filter: String) -> Bool {
            !filter.contains { "=<>".contains($0) } && !filter.lowercased().contains("like ")
        }

        private static func named(_ part: String) -> String {
            part.isEmpty ? "" : "run_name ILIKE \"%\(part.filter { $0 != "\"" })%\""
        }

        /// The address of this page with something changed.
        private func address(order: String? = nil, page: Int? = nil, columns: [String]? = nil) -> String {
            let pairs =
                [("filter", filter), ("order", order ?? self.order), ("page", page.map { "\($0)" } ?? "")]
                + (columns ?? chosen).map { ("column", $0) }
            return "/experiments/\(experiment.inAddress)?"
                + pairs.filter { !$0.1.isEmpty }.map { "\($0.0)=\($0.1.inAddress)" }.joined(separator: "&")
        }

        /// A column: what it is called in orders, what stands above it, and its cells.
        private struct Column {
            let key: String
            let title: String
            var isNumber = false
            let cell: @Sendable (MLflowRun) -> HTML
        }

        private var available: [Column] {
            let metrics = Set(runs.flatMap(\.metrics.keys)).sorted {
                ($0.hasPrefix("val_") ? 0 : 1, $0) < ($1.hasPrefix("val_") ? 0 : 1, $1)
            }
            let parameters = Set(runs.flatMap(\.parameters.keys)).sorted()
            return metrics.map { name in
                Column(key: "metrics.\(name)", title: name, isNumber: true) { Page.number($0.metrics[name]) }
            }
                + parameters.map { name in
                    Column(key: "params.\(name)", title: name) { "\($0.parameters[name] ?? "")" }
                }
        }

        /// The columns that are shown: those that were chosen, or else the first metrics and parameters that differ.
        private func shown(of available: [Column]) -> [Column] {
            if !chosen.isEmpty { return available.filter { chosen.contains($0.key) } }
            let metrics = available.filter(\.isNumber).prefix(Self.mostColumns.metrics)
            let differing = available.filter { column in
                !column.isNumber && Set(runs.map { column.cell($0) }).count > 1
            }
            return Array(metrics + differing.prefix(Self.mostColumns.parameters))
        }

        private func header(_ column: Column) -> HTML {
            let isUp = order == column.key || order == "\(column.key) ASC"
            let isDown = order == "\(column.key) DESC"
            let next = isDown ? column.key : isUp || !column.isNumber ? "\(column.key) DESC" : column.key
            let sort: HTML = isUp ? " aria-sort=\"ascending\"" : isDown ? " aria-sort=\"descending\"" : ""
            let kind: HTML = column.isNumber ? " class=\"number\"" : ""
            let arrow = isUp ? "▴" : "▾"
            let mark: HTML = isUp || isDown ? " <span aria-hidden=\"true\">\(arrow)</span>" : ""
            return """
                <th scope="col"\(kind)\(sort)><a href="\(address(order: isUp || isDown ? next : firstOrder(column)))">\
                \(column.title)\(mark)</a></th>

                """
        }

        /// Metrics that are better when greater begin with the greatest, times with the latest.
        private func firstOrder(_ column: Column) -> String {
            let rises = column.title.contains("acc") || column.title.contains("auc") || column.title.contains("rew")
            return rises || column.key == "start_time" ? "\(column.key) DESC" : column.key
        }

        private static let fixed: [Column] = [
            Column(key: "run_name", title: "Run") { run in
                let mark: HTML = run.parent == nil ? "" : "<span class=\"faint\" title=\"within another run\">└ </span>"
                return "\(mark)<a href=\"/runs/\(run.id.inAddress)\">\(run.name)</a>"
            },
            Column(key: "status", title: "Status") { Page.status($0.status.rawValue) },
            Column(key: "start_time", title: "Began") { Page.time($0.startTime) },
            Column(key: "duration", title: "Took") { run in
                "\(Page.duration(run.endTime.map { $0 - run.startTime }))"
            },
        ]

        private func row(_ run: MLflowRun, _ columns: [Column]) -> HTML {
            let cells: [HTML] = columns.map { column in
                column.isNumber ? "<td class=\"number\">\(column.cell(run))</td>" : "<td>\(column.cell(run))</td>"
            }
            return """
                <tr><td><input type="checkbox" name="run" value="\(run.id)" aria-label="Compare \(run.name)"></td>
                <th scope="row">\(Self.fixed[0].cell(run))</th>\(cells)</tr>

                """
        }

        private func chooser(_ available: [Column], _ shown: [Column]) -> HTML {
            if available.isEmpty { return "" }
            let keys = Set(shown.map(\.key))
            let boxes: [HTML] = available.map { column in
                let checked: HTML = keys.contains(column.key) ? " checked" : ""
                return """
                    <label><input type="checkbox" name="column" value="\(column.key)"\(checked)> \
                    \(column.title)<span class="faint"> \(column.isNumber ? "metric" : "parameter")</span></label>

                    """
            }
            return """
                <details><summary>Columns</summary>
                <form method="get" action="/experiments/\(experiment.inAddress)">
                \(hidden("filter", filter))\(hidden("order", order))
                <fieldset><legend>Shown in the table</legend><div class="boxes">
                \(boxes)</div></fieldset><button>Show</button></form></details>
                """
        }

        private func hidden(_ name: String, _ value: String) -> HTML {
            "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">"
        }

        private var pages: HTML {
            let last = max(1, (count + Self.pageLength - 1) / Self.pageLength)
            if last == 1 { return "" }
            let back: HTML = page > 1 ? "<a rel=\"prev\" href=\"\(address(page: page - 1))\">Newer page</a> " : ""
            let on: HTML = page < last ? " <a rel=\"next\" href=\"\(address(page: page + 1))\">Next page</a>" : ""
            return "<nav aria-label=\"Pages\">\(back)Page \(page) of \(last)\(on)</nav>"
        }

        var html: HTML {
            let available = available
            let shown = shown(of: available)
            let columns = Array(Self.fixed.dropFirst()) + shown
            let headers: [HTML] = ([Self.fixed[0]] + columns).map(header)
            let rows: [HTML] = runs.map { row($0, columns) }
            let live: HTML = runs.contains { $0.status == .running } ? " data-live" : ""
            let notice: HTML = mistake.map { "<p class=\"notice\" role=\"alert\">\($0)</p>" } ?? ""
            return Page.html(
                experiment, trail: [("Experiments", "/")],
                """
                <form class="filter" method="get" action="/experiments/\(experiment.inAddress)" role="search">
                <label for="filter">Filter</label>
                <input id="filter" name="filter" type="search" value="\(filter)" autocomplete="off" spellcheck="false"
                 aria-describedby="filter-help">
                \(hidden("order", order))\(chosen.map { hidden("column", $0) })<button>Filter</button>
                <p id="filter-help" class="faint">Part of a name, or conditions:
                <code>metrics.val_accuracy &gt; 0.9 and params.optimizer_name = 'Adam'</code></p>
                </form>
                \(notice)
                \(chooser(available, shown))
                <form method="get" action="/compare">
                <div id="live"\(live)>
                <p class="bar"><span role="status">\(count) \(count == 1 ? "run" : "runs")</span>
                <button>Compare chosen runs</button> \(pages)</p>
                <div class="wide" tabindex="0" role="region" aria-label="Runs"><table class="runs">
                <caption class="hidden">Runs of \(experiment); the links in the headers sort.</caption>
                <thead><tr><td></td>\(headers)</tr></thead>
                <tbody>
                \(rows)</tbody></table></div>
                </div>
                </form>
                """)
        }
    }
#endif
