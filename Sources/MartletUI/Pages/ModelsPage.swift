#if SQLite
    import MartletPlot
    import MartletTracking

    /// All registered models.
    struct ModelsPage {
        private let models: [MLflowRegisteredModel]

        init(_ client: MLflowClient) throws { models = try client.registeredModels() }

        var html: HTML {
            if models.isEmpty {
                return Page.html(
                    "Models",
                    """
                    <p>No model is registered yet. The page of a run registers its model, and so does <code>martlet models \
                    register RUN NAME</code>.</p>
                    """)
            }
            let rows: [HTML] = models.map { model in
                let aliases: [HTML] = model.aliases.sorted { $0.key < $1.key }.map { alias, version in
                    "<span class=\"alias\">@\(alias)</span> version \(version)<br>"
                }
                let latest: HTML = model.latestVersion.map { "\($0)" } ?? ""
                return """
                    <tr><th scope="row"><a href="/models/\(model.name.inAddress)">\(model.name)</a></th>
                    <td class="number">\(latest)</td><td>\(aliases)</td><td>\(model.description)</td></tr>

                    """
            }
            return Page.html(
                "Models",
                """
                <div class="wide"><table>
                <thead><tr><th scope="col">Model</th><th scope="col" class="number">Latest version</th>
                <th scope="col">Aliases</th><th scope="col">Description</th></tr></thead>
                <tbody>
                \(rows)</tbody></table></div>
                """)
        }
    }
#endif
