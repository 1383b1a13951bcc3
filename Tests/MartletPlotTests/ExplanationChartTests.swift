import MartletPlot
import Testing

/// Charts of how much things count: what is in them, and that all of it is on the paper.
@Suite struct ExplanationChartTests {
    private static let names = ["petal length (cm)", "petal width (cm)", "sepal length (cm)", "a < b & \"c\""]

    @Test func barsAreStacked() throws {
        var chart = HorizontalBarChart(
            title: "Iris", x: "mean |SHAP value|", categories: Self.names,
            series: [.init("setosa", [0.2, 0.1, 0.05, 0]), .init("virginica", [0.3, 0.1, .nan, 0.01])])
        let svg = try SVGStructure(chart.svg)
        // The sheet, the legend and a part for each number that there is.
        #expect(svg.count("rect") == 1 + 2 + 3 + 3)
        #expect(svg.labels.contains("a &lt; b &amp; &quot;c&quot;") && svg.labels.contains("mean |SHAP value|"))
        #expect(svg.titles.contains("petal length (cm), virginica: 0.3") && svg.problems == [])
        // The second part begins where the first ends.
        let parts = svg.elements.filter { $0.name == "rect" && $0.number("height") == 18 }
        let ends = try (#require(parts[0].number("x")) + #require(parts[0].number("width")), parts[1].number("x"))
        #expect(abs(ends.0 - (ends.1 ?? 0)) < 0.011)

        chart.series.removeLast()
        let single = try SVGStructure(chart.svg)
        #expect(single.count("rect") == 1 + 3 && single.labels.contains("0.05") && single.problems == [])
    }

    @Test func swarmsShowEveryPoint() throws {
        let x = (0..<60).map { Double($0 % 7) * 0.01 - 0.02 }
        let chart = BeeswarmChart(
            title: "Iris", x: "SHAP value", color: "feature value",
            rows: Self.names.map { .init($0, x: x + [.nan], color: (0..<61).map(Double.init)) } + [
                .init("others", x: x)
            ])
        let svg = try SVGStructure(chart.svg)
        #expect(svg.count("circle") == 5 * 60 && svg.problems == [])
        #expect(svg.labels.contains("High") && svg.labels.contains("Low") && svg.labels.contains("others"))
        #expect(svg.titles.contains("petal width (cm) = 3: +0.01"))
        // No two points of a row lie on one another.
        let places = Set(
            svg.elements.filter { $0.name == "circle" }.map { "\($0.attributes["cx"]!) \($0.attributes["cy"]!)" })
        #expect(places.count == 300)
    }

    @Test func waterfallsLeadFromStartToEnd() throws {
        let chart = WaterfallChart(
            title: "virginica", start: 0.25,
            steps: [.init("a = 1", 0.5), .init("b = 2", -0.125), .init("2 others", 0.0625)])
        let svg = try SVGStructure(chart.svg)
        #expect(svg.count("polygon") == 3 && svg.problems == [])
        #expect(svg.labels.contains("f(x) = 0.688") && svg.labels.contains("E[f(x)] = 0.25"))
        #expect(svg.titles == ["a = 1: +0.5", "b = 2: −0.125", "2 others: +0.0625"])
    }

    /// Bars that are short beside where they begin can be seen in the numbers, too.
    @Test func endsHaveDigitsEnough() throws {
        let steps = [WaterfallChart.Step("year = 1996", 10_330), WaterfallChart.Step("zip = 32162", -60)]
        let chart = WaterfallChart(start: 1_271_770.25, steps: steps)
        let svg = try SVGStructure(chart.svg)
        #expect(svg.labels.contains("E[f(x)] = 1271800") && svg.labels.contains("f(x) = 1282000"))
        #expect(try SVGStructure(WaterfallChart(start: 1e300, steps: [.init("a", 1e-300)]).svg).problems == [])
    }

    @Test func dataAreShownAsTheyAre() {
        let data = [1996, 32162, -3, 5.1, 0.1234567, 123456.78, Double(Float(0.1)), 0, 1e16]
        #expect(
            data.map(\.datum) == ["1996", "32162", "−3", "5.1", "0.123457", "123457", "0.1", "0", "1e16"])
    }

    @Test func forcesMeet() throws {
        let chart = ForceChart(
            start: 0.25,
            steps: [.init("a = 1", 0.5), .init("b = 2", -0.125), .init("c = 3", 0), .init("d = 4", 0.0625)])
        let svg = try SVGStructure(chart.svg)
        #expect(svg.count("polygon") == 3 && svg.labels.contains("f(x) = 0.688") && svg.problems == [])
        #expect(svg.labels.contains("base value = 0.25") && svg.labels.contains("a = 1"))
        // The tips of the first arrow of either side are in one place.
        let tips = svg.elements.filter { $0.name == "polygon" }.map {
            $0.attributes["points"]!.split(separator: " ")[1]
        }
        #expect(tips[0] == tips[2])
    }

    @Test func pointsLieOverTheirNumbers() throws {
        let chart = ScatterChart(
            x: "petal length (cm)", y: "SHAP value", color: "petal width (cm)",
            points: [(1, -1), (2, 0.5), (3, 1), (.nan, 0.75), (1, .infinity), (-.infinity, 1)], colors: [1, .nan, 3, 2])
        let svg = try SVGStructure(chart.svg)
        #expect(svg.count("circle") == 3 && svg.labels.contains("petal width (cm)") && svg.problems == [])
        #expect(svg.titles == ["1, −1 (1)", "2, 0.5", "3, 1 (3)", "missing, 0.75 (2)"])
        // The point without a place across is a line from the left edge, between those above and below it.
        let heights = svg.elements.filter { $0.name == "circle" }.compactMap { $0.number("cy") }
        let dashes = svg.elements.filter { $0.name == "line" && $0.number("x2") == $0.number("x1").map { $0 + 8 } }
        #expect(dashes.count == 1)
        let height = try #require(dashes.first?.number("y1"))
        #expect(height < heights[1] && height > heights[2])
        var plain = chart
        plain.colors = []
        #expect(try SVGStructure(plain.svg).labels.contains("Low") == false)
    }

    @Test func mapsColourTheirNumbers() throws {
        let chart = HeatMapChart(
            title: "Iris", x: "rows by f(x)", color: "SHAP value", rows: Self.names,
            values: [[0, 1, -1], [0.5, .nan, 0.25], [0, 0, 0], []], line: [0.1, 0.5, 0.9])
        let svg = try SVGStructure(chart.svg)
        #expect(svg.titles.count == 8 + 4 && svg.labels.contains("f(x)") && svg.problems == [])
        let cells = svg.elements.filter { $0.name == "rect" && $0.number("height") == 25 }.map { $0.attributes["fill"] }
        #expect(cells.prefix(3) == ["#ffffff", "#be4800", "#005c9e"])
    }

    @Test func darkChartsAreLightOnDark() throws {
        let chart = WaterfallChart(start: 0, steps: [.init("a", 1)])
        let dark = chart.svg(.dark)
        #expect(dark.contains("fill=\"#16181d\"") && !dark.contains("fill=\"white\""))
        #expect(chart.svg(.light) == chart.svg && chart.svg == chart.svg)
    }

    /// Whatever numbers and names there are, it is drawn, and on the paper.
    @Test(arguments: BadChartsTests.numbers, ChartTheme.allCases) func anythingIsDrawn(
        _ numbers: [Double], _ theme: ChartTheme
    ) throws {
        let names = numbers.indices.map { $0 == 1 ? "\u{0}<&>\"" : String(repeating: "name ", count: 30 * $0) }
        for width in [0, 1, 640, Int.min, Int.max] {
            var bars = HorizontalBarChart(
                categories: names, series: [.init("", numbers), .init(names.last ?? "", numbers)])
            var swarm = BeeswarmChart(rows: zip(names, numbers).map { .init($0, x: [$1, $1], color: [$1]) })
            var fall = WaterfallChart(start: numbers.last ?? 0, steps: zip(names, numbers).map { .init($0, $1) })
            var force = ForceChart(start: numbers.last ?? 0, steps: zip(names, numbers).map { .init($0, $1) })
            var points = ScatterChart(points: zip(numbers, numbers).map { ($0, $1) }, colors: numbers)
            var map = HeatMapChart(rows: names, values: [numbers, numbers], line: numbers)
            var columns = BarChart(categories: names, series: [.init("", numbers), .init(names.last ?? "", numbers)])
            var lines = LineChart(series: names.map { .init($0, x: numbers, y: numbers.reversed()) })
            var confusion = ConfusionMatrixChart(matrix: numbers.map { [$0, $0] }, classNames: names)
            var histogram = HistogramChart(series: columns.series, bins: numbers.count == 3 ? nil : width)
            var image = ImageChart(pixels: [1, 2, 3, 4], columns: numbers.count, heat: numbers)
            (columns.width, lines.width, confusion.width, histogram.width) = (width, width, width, width)
            (columns.height, lines.height, histogram.height, image.width) = (width, width, width, width)
            (bars.width, swarm.width, fall.width) = (width, width, width)
            (force.width, points.width, map.width, points.height) = (width, width, width, width)
            for chart in [
                bars, swarm, fall, force, points, map, columns, lines, confusion, histogram, image,
            ] as [any ThemedChart] {
                let svg = try SVGStructure(chart.svg(theme))
                #expect(svg.problems.filter { !$0.hasPrefix("text") } == [], "\(type(of: chart)), \(width)")
            }
        }
    }
}
