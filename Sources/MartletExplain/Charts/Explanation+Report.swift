import MartletNumerics
import MartletPlot

extension Explanation {
    /// A page with charts of the explanation, complete in itself: it fetches nothing and runs nothing, and follows the
    /// reader's wish for light or dark. Numbers show where the pointer rests.
    ///
    /// - Parameters:
    ///   - title: what the page is called.
    ///   - rows: for how many rows, from the first, it shows what leads to their outputs.
    ///   - maxDisplay: at most so many features in a chart.
    /// - Throws: `ExplanationError.invalid` for fewer than one feature.
    public func report(title: String = "Explanation", rows: Int = 3, maxDisplay: Int = 10) throws -> String {
        var body: HTML = """
            <h1>\(title)</h1>
            <p>\(count) rows, \(featureNames.count) features, \(outputNames.count) outputs. A feature's SHAP value \
            is what it adds to an output\(link.unit); with the base value they add up to the output.</p>

            """
        func show(_ heading: String, _ charts: any ThemedChart...) {
            body += "<h2>\(heading)</h2>\n"
            for theme in ChartTheme.allCases {
                body += "<div class=\"\(theme.rawValue)\">\(charts.map { HTML(verbatim: $0.svg(theme)) })</div>\n"
            }
        }
        show("Which features matter", try barChart(maxDisplay: maxDisplay))
        for output in outputNames.indices {
            show(
                "What they do to \(outputNames[output])", try beeswarm(output: output, maxDisplay: maxDisplay),
                try heatMap(output: output, maxDisplay: maxDisplay))
        }
        for row in 0..<max(0, min(rows, count)) {
            // The output that is greatest is the one that the row is given.
            let outputs = try outputs[row].array(of: Double.self)
            let best = outputs.indices.max { outputs[$0] < outputs[$1] } ?? 0
            show("Row \(index[row])", try waterfall(row: row, output: best, maxDisplay: maxDisplay))
        }
        return HTML.page(title: title, head: Self.style, body).text
    }

    private static let style: HTML = """
        <style>
        body { font-family: sans-serif; max-width: 44em; margin: 2em auto; padding: 0 1em }
        body { background: white; color: #1a1a1a }
        h1 { font-size: 1.5em } h2 { font-size: 1.1em; margin-top: 2em }
        svg { width: 100%; height: auto; display: block }
        .dark { display: none }
        @media (prefers-color-scheme: dark) {
          body { background: #16181d; color: #e8e8e8 }
          .light { display: none } .dark { display: block }
        }
        </style>
        """
}
