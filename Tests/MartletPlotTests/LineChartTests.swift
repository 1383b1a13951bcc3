import MartletPlot
import Testing

@Suite struct LineChartTests {
    @Test func drawsLinesBandsAndNames() {
        let chart = LineChart(
            title: "a < b & \"c\"", x: "steps", y: "return",
            series: [
                .init("one", x: [0, 50, 100], y: [1, 4, 9], band: ([0, 3, 8], [2, 5, 10])),
                .init("two", x: [0, 100], y: [5, .nan]),
            ])
        let svg = chart.svg
        #expect(svg.hasPrefix("<svg") && svg.hasSuffix("</svg>\n"))
        #expect(svg.contains("a &lt; b &amp; &quot;c&quot;"))
        #expect(svg.contains(">one</text>") && svg.contains(">100</text>") && svg.contains(">steps</text>"))
        #expect(svg.components(of: "<polyline") == 2 && svg.components(of: "<polygon") == 1)
        // The first point lies at the left, beside the numbers, the last at the right: 49.9 to 610 pixels.
        #expect(svg.contains("points=\"49.9,") && svg.contains("610,"))
        #expect(chart.svg == svg)
    }

    @Test(arguments: [[], [3], [3, 3], [-1e308, 1e308], [.nan], [0, 1e-300]] as [[Double]])
    func whateverThereIsMakesAChart(_ values: [Double]) {
        let svg = LineChart(series: [.init("x", x: values, y: values)]).svg
        #expect(!svg.contains("nan") && !svg.contains("inf"))
    }
}

extension String {
    fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}
