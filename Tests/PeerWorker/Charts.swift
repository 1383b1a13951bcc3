import Martlet

/// Writes every kind of chart to a folder, light and dark, of numbers that are the same everywhere.
func writeCharts(to folder: String) throws {
    for (name, chart) in try charts() {
        for theme in ChartTheme.allCases {
            try AtomicFile.write(chart.svg(theme), to: "\(folder)/\(name)-\(theme.rawValue).svg")
        }
    }
}

private func charts() throws -> [(String, any ThemedChart)] {
    let features = ["petal length (cm)", "petal width (cm)", "sepal length (cm)", "sepal width (cm)"]
    let classes = ["setosa", "versicolor", "virginica"]
    let means: [[Double]] = [[0.21, 0.17, 0.05, 0.01], [0.25, 0.18, 0.03, 0.02], [0.31, 0.2, 0.02, 0.01]]
    let importance = HorizontalBarChart(
        title: "Iris", x: "mean |SHAP value|", categories: features,
        series: zip(classes, means).map { .init($0, $1) })
    let single = HorizontalBarChart(
        x: "mean |SHAP value|", categories: features, series: [.init("virginica", means[2])])

    var random = RandomGenerator(seed: 1)
    let rows = try features.enumerated().map { row, name in
        let color = try random.normal([120]).array(of: Float.self).map(Double.init)
        let noise = try random.normal([120]).array(of: Float.self).map(Double.init)
        let scale = [0.3, 0.2, 0.06, 0.02][row]
        return BeeswarmChart.Row(name, x: zip(color, noise).map { scale * ($0 + 0.3 * $1) }, color: color)
    }
    let swarm = BeeswarmChart(title: "virginica", x: "SHAP value", color: "feature value", rows: rows)
    let steps: [WaterfallChart.Step] = [
        .init("petal length (cm) = 5.1", 0.42), .init("petal width (cm) = 1.8", 0.19),
        .init("sepal width (cm) = 2.8", -0.05), .init("sepal length (cm) = 6.3", 0.02),
    ]
    let waterfall = WaterfallChart(title: "virginica", start: 0.33, steps: steps)
    let force = ForceChart(title: "virginica", start: 0.33, steps: steps)
    let dependence = ScatterChart(
        title: "virginica", x: features[0], y: "SHAP value", color: features[1],
        points: zip(rows[0].color, rows[0].x).map { (4 + $0, $1) }, colors: rows[1].color)
    let map = HeatMapChart(
        title: "virginica", x: "rows by f(x)", color: "SHAP value", rows: features,
        values: rows.map { $0.x.prefix(60).sorted() }, line: (0..<60).map { Double($0 * $0) / 3600 })

    let epochs = (1...20).map(Double.init)
    let training = LineChart(
        title: "Digits", x: "epoch", y: "loss",
        series: [
            .init("training", x: epochs, y: epochs.map { 2.3 / $0 }),
            .init("validation", x: epochs, y: epochs.map { 2.2 / $0 + 0.01 * $0 }),
            .init(
                "folds", x: epochs, y: epochs.map { 2.6 / $0 },
                band: (epochs.map { 2.4 / $0 }, epochs.map { 2.9 / $0 })),
        ])
    let shares = (0...40).map { Double($0) / 40 }
    let roc = LineChart.roc([
        ("network", shares, shares.map { 1 - (1 - $0) * (1 - $0) * (1 - $0) }),
        ("linear", shares, shares.map { 1 - (1 - $0) * (1 - $0) }),
    ])
    let groups = (0..<10).map { 0.05 + Double($0) / 10 }
    let calibration = LineChart.calibration([
        ("network", groups, groups.map { $0 * $0 * (3 - 2 * $0) }),
        ("linear", groups, groups.map { 0.5 + ($0 - 0.5) * 0.8 }),
    ])
    let confusion = ConfusionMatrixChart(
        title: "Iris", matrix: [[50, 0, 0], [0, 46, 4], [0, 7, 43]], classNames: classes)
    let histogram = HistogramChart(
        title: "Probabilities", x: "probability",
        series: [
            .init("negative", rows[0].color.map { 0.35 + $0 / 10 }),
            .init("positive", rows[1].color.map { 0.65 + $0 / 12 }),
        ])
    let bars = BarChart(
        title: "Digits", y: "% of dense", categories: ["dense", "pruned", "int8"],
        series: [.init("accuracy", [100, 99.5, 99.8]), .init("bytes", [100, 30, 26])])
    return [
        ("importance", importance), ("importance-single", single),
        ("beeswarm", swarm), ("waterfall", waterfall),
        ("force", force), ("dependence", dependence),
        ("heat-map", map), ("training", training),
        ("roc", roc), ("calibration", calibration),
        ("confusion", confusion), ("histogram", histogram),
        ("bars", bars), ("image", image()),
    ]
}

/// A ball on a meadow, and where it is.
private func image() -> ImageChart {
    var (pixels, heat): ([UInt8], [Double]) = ([], [])
    for row in 0..<60 {
        for column in 0..<80 {
            let (x, y) = (Double(column - 50) / 14, Double(row - 34) / 14)
            let distance = x * x + y * y
            let ground: [UInt8] = row < 30 ? [150, 190, 230] : [70, 140, 60]
            pixels += distance < 1 ? [220, UInt8(90 + 60 * (1 - distance)), 40] : ground
            heat.append(max(0, 1 - distance / 3) - (column < 15 && row > 40 ? 0.5 : 0))
        }
    }
    return ImageChart(title: "ball", pixels: pixels, columns: 80, heat: heat, color: "what speaks for it")
}
