import MartletPlot
import Testing

/// Charts of how models learn and how good they are: what is in them, and that all of it is on the paper.
@Suite struct LearningChartTests {
    @Test func curvesHaveALegendAndMarkers() throws {
        var chart = LineChart(
            title: "Digits", x: "epoch", y: "loss",
            series: [
                .init("training", x: [1, 2, 3], y: [2, 1, 0.5]),
                .init("validation", x: [1, 2, 3], y: [2, 1.5, .nan], band: ([1, 1, 1], [3, 2, 2])),
                .init("nothing", x: [1], y: [.nan]),
            ])
        chart.series[0].hasMarkers = true
        chart.series[1].isDashed = true
        let svg = try SVGStructure(chart.svg)
        #expect(svg.problems == [] && svg.count("polyline") == 2 && svg.count("polygon") == 1)
        #expect(svg.titles == ["training: 1, 2", "training: 2, 1", "training: 3, 0.5"])
        for label in ["Digits", "epoch", "loss", "training", "validation"] { #expect(svg.labels.contains(label)) }
        #expect(!svg.labels.contains("nothing"))
        // No line runs through the legend: it lies above the axes.
        let top = try #require(
            svg.elements.filter { $0.name == "line" && $0.attributes["x1"] == $0.attributes["x2"] }
                .compactMap { $0.number("y1") }.min())
        let names = svg.elements.filter { $0.name == "text" && ["training", "validation"].contains($0.text) }
        #expect(names.allSatisfy { ($0.number("y") ?? .infinity) <= top })
    }

    @Test func receiversHaveAreas() throws {
        let chart = LineChart.roc([
            ("all right", [0, 0, 1], [0, 1, 1]), ("steps", [0, 0.25, 0.5, 1], [0, 0.5, 0.75, 1]),
        ])
        let svg = try SVGStructure(chart.svg)
        // By trapezoids: 0.0625 + 0.15625 + 0.4375.
        for label in ["all right (AUC = 1)", "steps (AUC = 0.656)", "chance (AUC = 0.5)", "true positive rate"] {
            #expect(svg.labels.contains(label), "\(svg.labels)")
        }
        #expect(svg.problems == [] && svg.count("polyline") == 3)
        #expect(svg.elements.count { $0.attributes["stroke-dasharray"] == "5 4" } == 1)
    }

    @Test func calibrationHasPoints() throws {
        let svg = try SVGStructure(LineChart.calibration([("network", [0.1, 0.5, 0.9], [0.2, 0.5, 0.7])]).svg)
        #expect(svg.problems == [] && svg.count("circle") == 3 && svg.labels.contains("perfectly calibrated"))
        #expect(svg.titles.first == "network: 0.1, 0.2")
        // The second point lies on the diagonal, in the middle of it.
        let middle = svg.elements.filter { $0.name == "circle" }[1]
        let ends = try #require(svg.elements.first { $0.attributes["stroke-dasharray"] == "5 4" }?.attributes["points"])
            .split { $0 == " " || $0 == "," }.compactMap { Double($0) }
        #expect(abs(middle.number("cx")! - (ends[0] + ends[2]) / 2) < 0.11)
        #expect(abs(middle.number("cy")! - (ends[1] + ends[3]) / 2) < 0.11)
    }

    @Test func confusionsAreShares() throws {
        let chart = ConfusionMatrixChart(
            title: "Iris", matrix: [[50, 0, 0], [0, 45, 5], [0, 0, 0]], classNames: ["setosa", "a < b", "virginica"])
        let svg = try SVGStructure(chart.svg)
        #expect(svg.problems == [] && svg.count("rect") == 1 + 9 && svg.titles.count == 9)
        #expect(svg.titles.contains("a &lt; b taken for virginica: 5, 10 %"))
        let fills = svg.elements.filter { $0.name == "rect" }.map { $0.attributes["fill"] ?? "" }
        // All, nothing, nine tenths: from the paper to the blue that all is.
        #expect(fills[1] == "#005c9e" && fills[2] == "#ffffff" && fills[5] != fills[1] && fills[5] != fills[2])
        for label in ["50", "45", "true class", "predicted class", "setosa"] { #expect(svg.labels.contains(label)) }
        let many = (0..<40).map { "class \($0)" }
        let wide = ConfusionMatrixChart(matrix: many.map { _ in many.map { _ in 1 } }, classNames: many)
        #expect(try SVGStructure(wide.svg).problems == [])
    }

    /// As numpy.histogram([1, 2, 2, 3, 3, 3, 4, 4, 5, 9], "auto") of NumPy 2.4 has it: five intervals, 3, 5, 1, 0, 1.
    @Test func histogramsCountAsNumPy() throws {
        let numbers: [Double] = [1, 2, 2, 3, 3, 3, 4, 4, 5, 9, .nan, .infinity]
        let svg = try SVGStructure(HistogramChart(title: "h", x: "n", series: [.init("n", numbers)]).svg)
        #expect(svg.problems == [] && svg.labels.contains("count"))
        #expect(svg.titles == ["1 to 2.6: 3", "2.6 to 4.2: 5", "4.2 to 5.8: 1", "7.4 to 9: 1"])
        let two = try SVGStructure(
            HistogramChart(series: [.init("a", [0, 1, 2, 3]), .init("b", [3, 3, 3])], bins: 3).svg)
        #expect(two.titles == ["a, 0 to 1: 1", "a, 1 to 2: 1", "a, 2 to 3: 2", "b, 2 to 3: 3"])
        #expect(two.elements.count { $0.attributes["fill-opacity"] == "0.6" } == 4 && two.labels.contains("b"))
        #expect(try SVGStructure(HistogramChart(series: [.init("a", [7, 7])]).svg).titles == ["6.5 to 7.5: 2"])
    }

    @Test func imagesAreEmbedded() throws {
        let pixels: [UInt8] = (0..<12).flatMap { (place: UInt8) -> [UInt8] in [place * 20, 128, 255 - place * 20] }
        let chart = ImageChart(
            title: "ball", pixels: pixels, columns: 4, heat: (0..<12).map { Double($0) - 6 }, color: "Grad-CAM")
        let svg = try SVGStructure(chart.svg)
        let images = svg.elements.filter { $0.name == "image" }
        #expect(images.count == 2 && svg.problems == [] && svg.labels.contains("Grad-CAM"))
        // How much the strongest colours say.
        #expect(svg.labels.contains("against") && svg.labels.contains("+6") && svg.labels.contains("−6"))
        #expect(images[0].attributes["href"] != images[1].attributes["href"])
        for image in images {
            #expect(image.attributes["href"]?.hasPrefix("data:image/png;base64,iVBORw0KGgo") == true)
            // Four pixels wide and three high.
            let (width, height) = try (#require(image.number("width")), #require(image.number("height")))
            #expect(abs(3 * width - 4 * height) < 0.1)
        }
        var faint = chart
        faint.heat = faint.heat.map { max(0, $0) * 4e-7 }
        let strength = try SVGStructure(faint.svg)
        #expect(strength.problems == [] && strength.labels.contains("2e-6") && strength.labels.contains("0"))
        var plain = chart
        plain.heat = []
        let same = try SVGStructure(plain.svg).elements.filter { $0.name == "image" }
        #expect(same[0].attributes["href"] == images[0].attributes["href"])
        #expect(same[0].attributes["href"] != same[1].attributes["href"])
    }
}
