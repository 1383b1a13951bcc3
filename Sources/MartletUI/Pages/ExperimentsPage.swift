#if SQLite
    import MartletPlot
    import MartletTracking

    /// All experiments.
    struct ExperimentsPage {
        private let experiments: [MLflowExperiment]
        private let trackingURI: String

        init(_ client: MLflowClient, _ trackingURI: String) throws {
            experiments = try client.experimentList()
            self.trackingURI = trackingURI
        }

        var html: HTML {
            let rows: [HTML] = experiments.map { experiment in
                let running: HTML = experiment.runningCount > 0 ? "\(experiment.runningCount)" : ""
                return """
                    <tr><th scope="row"><a href="/experiments/\(experiment.name.inAddress)">\(experiment.name)</a></th>
                    <td class="number">\(experiment.runCount)</td><td class="number">\(running)</td>
                    <td>\(Page.time(experiment.lastStart))</td></tr>

                    """
            }
            return Page.html(
                "Experiments",
                """
                <p class="faint">\(trackingURI)</p>
                <div class="wide"><table>
                <thead><tr><th scope="col">Experiment</th><th scope="col" class="number">Runs</th>
                <th scope="col" class="number">Running</th><th scope="col">Last run began</th></tr></thead>
                <tbody>
                \(rows)</tbody></table></div>
                """)
        }
    }
#endif
