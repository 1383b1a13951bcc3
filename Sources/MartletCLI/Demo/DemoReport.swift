import Martlet

/// What the demo did, as a page: what it said, with a chart where there is something to see.
struct DemoReport {
    private var sections: [(title: String, body: HTML)] = []

    mutating func begin(_ title: String) { sections.append((title, "")) }

    mutating func add(_ piece: HTML) {
        if !sections.isEmpty { sections[sections.count - 1].body += piece }
    }

    /// The whole page, complete in itself.
    ///
    /// - Parameter machine: where it ran.
    func page(seed: UInt64, machine: String) -> String {
        let numbered = sections.enumerated()
        let contents: [HTML] = numbered.map { "<li><a href=\"#part\($0 + 1)\">\($1.title)</a></li>\n" }
        let parts: [HTML] = numbered.map { index, section in
            "<section id=\"part\(index + 1)\"><h2>\(index + 1). \(section.title)</h2>\n\(section.body)</section>\n"
        }
        return HTML.report(
            title: "What Martlet’s demo did",
            """
            <main><h1>What Martlet’s demo did</h1>
            <p>Each part is a capability, run on this machine’s processor with the seed \("\(seed)").</p>
            <nav aria-label="Contents"><ol>
            \(contents)</ol></nav>
            \(parts)</main>
            <footer><p>\(machine)</p></footer>
            """
        ).text
    }
}

extension DemoStage {
    /// Prints a drawing or a table, whose columns stand below one another.
    mutating func draw(_ lines: [String]) {
        if !isQuiet { lines.forEach { print("   \($0)") } }
        report.add("<pre>\(lines.joined(separator: "\n"))</pre>\n")
    }

    /// Shows a chart in the report.
    mutating func show(_ svg: String, _ caption: String) {
        report.add("<figure>\(HTML(verbatim: svg))<figcaption>\(caption)</figcaption></figure>\n")
    }

    /// Shows how a metric went from epoch to epoch.
    mutating func show(_ history: History, _ name: String, _ caption: String) {
        let series = [(name, "training"), ("val_\(name)", "validation")].map { key, line in
            LineChart.Series(line, x: history.epochs.map { Double($0 + 1) }, y: history[key])
        }.filter { !$0.y.isEmpty }
        show(LineChart(x: "epoch", y: name, series: series).svg, caption)
    }
}
