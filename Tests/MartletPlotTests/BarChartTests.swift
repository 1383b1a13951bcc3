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
        // The axis reaches from 0 to 100 over 296 pixels: 350 at 0, 54 at the top.
        #expect(svg.contains("y=\"54\" width=\"97.2\" height=\"296\""))
        #expect(svg.contains("y=\"276\" width=\"97.2\" height=\"74\""))
        #expect(svg.contains("y=\"202\" width=\"97.2\" height=\"148\""))
        #expect(chart.svg == svg)
    }

    @Test(arguments: [[], [3], [-3, 3, 5], [-1e308, 1e308], [.nan], [0, 1e-300]] as [[Double]])
    func whateverThereIsMakesAChart(_ values: [Double]) {
        let svg = BarChart(categories: ["a", "b"], series: [.init("x", values)]).svg
        #expect(!svg.contains("nan") && !svg.contains("inf"))
    }
}
