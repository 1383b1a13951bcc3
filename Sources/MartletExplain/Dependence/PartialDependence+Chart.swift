import MartletNumerics
public import MartletPlot

extension PartialDependence {
    /// The mean of each output over the feature's values.
    public func chart() throws -> LineChart {
        let (x, means) = (grid.array(of: Double.self), try average.array(of: Double.self))
        let width = outputNames.count
        return LineChart(
            x: featureName, y: "mean output",
            series: outputNames.indices.map { output in
                .init(outputNames[output], x: x, y: x.indices.map { means[$0 * width + output] })
            })
    }
}
