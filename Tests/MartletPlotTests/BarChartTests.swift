import MartletPlot
import Testing

@Suite struct BarChartTests {
    @Test func drawsBarsCategoriesAndNames() {
        let chart = BarChart(
            title: "a < b", y: "%", categories: ["one", "two"],
            series: [.init("bytes", [100, 25]), .init("time", [50, .nan])])
        let svg = chart.svg
        #expect(svg.hasPrefix("<svg") && svg.hasSuffix("</svg>\n") && svg.contains("a &lt; b"))
        for name in ["one", "two", "bytes", "time", "100"] { #expect(svg.contains(">\(name)</text>")) }
        // The sheet, two names, three bars: one number isn't finite.
        #expect(svg.ranges(of: "<rect").count == 6)
        // The axis reaches from 0 to 100 over 286 pixels: 348 at 0, 62 at the top.
        #expect(svg.contains("y=\"62\" width=\"99.56\" height=\"286\""))
        #expect(svg.contains("y=\"276.5\" width=\"99.56\" height=\"71.5\""))
        #expect(svg.contains("y=\"205\" width=\"99.56\" height=\"143\""))
        #expect(chart.svg == svg)
    }

    @Test(arguments: [[], [3], [-3, 3, 5], [-1e308, 1e308], [.nan], [0, 1e-300]] as [[Double]])
    func whateverThereIsMakesAChart(_ values: [Double]) {
        let svg = BarChart(categories: ["a", "b"], series: [.init("x", values)]).svg
        #expect(!svg.contains("nan") && !svg.contains("inf"))
    }
}
