#if SQLite
    import MartletPlot
    import MartletTracking

    /// A registered model: its versions, and which of them its aliases name.
    struct ModelPage {
        private let model: MLflowRegisteredModel
        private let versions: [MLflowModelVersion]
        /// What runs are called, by their ids.
        private let runs: [String: String]

        init(_ client: MLflowClient, model name: String) throws {
            guard let model = try client.registeredModels().first(where: { $0.name == name }) else {
                throw UIError.missing("model '\(name)'")
            }
            self.model = model
            versions = try client.modelVersions(name)
            var runs: [String: String] = [:]
            for id in versions.compactMap(\.run) where runs[id] == nil { runs[id] = try client.run(id)?.name }
            self.runs = runs
        }

        private var address: String { "/models/\(model.name.inAddress)" }

        private func button(_ action: String, _ label: String, _ said: String, _ values: [(String, String)]) -> HTML {
            let hidden: [HTML] = values.map { "<input type=\"hidden\" name=\"\($0)\" value=\"\($1)\">" }
            return """
                <form method="post" action="\(address)/\(action)">\(hidden)<button aria-label="\(said)">\(label)</button></form>
                """
        }

        private func row(_ version: MLflowModelVersion) -> HTML {
            let aliases: [HTML] = version.aliases.sorted().map { "<span class=\"alias\">@\($0)</span> " }
            let run: HTML =
                version.run.map { id in
                    runs[id].map { "<a href=\"/runs/\(id.inAddress)\">\($0)</a>" } ?? "\(id.prefix(8))"
                } ?? ""
            let promote: HTML =
                version.aliases.contains("champion")
                ? ""
                : button(
                    "promote", "Promote", "Promote version \(version.version) to champion",
                    [("version", "\(version.version)"), ("alias", "champion")])
            return """
                <tr><th scope="row">Version \(version.version)</th><td>\(aliases)</td><td>\(run)</td>
                <td>\(Page.time(version.creationTime))</td><td>\(version.description)</td><td>\(promote)</td></tr>

                """
        }

        private var aliases: HTML {
            let rows: [HTML] = model.aliases.sorted { $0.key < $1.key }.map { alias, version in
                let before = model.promotions(alias).last
                let back: HTML =
                    before.map {
                        button(
                            "rollback", "Roll back to version \($0)", "Roll @\(alias) back to version \($0)",
                            [("alias", alias)])
                    } ?? ""
                return """
                    <tr><th scope="row"><span class="alias">@\(alias)</span></th><td>version \(version)</td><td>\(back)</td></tr>

                    """
            }
            let table: HTML =
                rows.isEmpty ? "<p class=\"faint\">None yet.</p>" : "<table><tbody>\(rows)</tbody></table>"
            let choices: [HTML] = versions.map { "<option>\($0.version)</option>" }
            return """
                <section><h2>Aliases</h2>
                \(table)
                <form class="filter" method="post" action="\(address)/promote">
                <label for="alias">Alias</label><input id="alias" name="alias" type="text" required maxlength="255">
                <label for="version">names version</label><select id="version" name="version">\(choices)</select>
                <button>Set</button></form></section>

                """
        }

        var html: HTML {
            let rows: [HTML] = versions.map(row)
            return Page.html(
                model.name, trail: [("Models", "/models")],
                """
                <p>\(model.description)</p>
                <section><h2>Versions</h2><div class="wide"><table>
                <thead><tr><th scope="col">Version</th><th scope="col">Aliases</th><th scope="col">Run</th>
                <th scope="col">Registered</th><th scope="col">Description</th><td></td></tr></thead>
                <tbody>
                \(rows)</tbody></table></div></section>
                \(aliases)
                """)
        }
    }
#endif
