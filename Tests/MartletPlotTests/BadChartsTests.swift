import MartletPlot
import Testing

/// A chart shows what can be shown of any numbers.
@Suite struct BadChartsTests {
    static let numbers: [[Double]] = [
        [], [.nan], [.infinity, -.infinity], [.greatestFiniteMagnitude, -.greatestFiniteMagnitude],
        [0, .leastNonzeroMagnitude],
        [1e300, 1e300], [0, 1, 2],
    ]

    @Test(arguments: numbers, numbers) func anyNumbersAreDrawn(_ x: [Double], _ y: [Double]) {
        for size in [0, 1, 640, Int.min, Int.max] {
            var chart = LineChart(
                title: "\u{0}<&>\"", series: [.init("", x: x, y: y, band: (low: y.reversed(), high: []))])
            (chart.width, chart.height) = (size, size)
            #expect(chart.svg.hasPrefix("<svg") && chart.svg.hasSuffix("</svg>\n"))
        }
    }
}
