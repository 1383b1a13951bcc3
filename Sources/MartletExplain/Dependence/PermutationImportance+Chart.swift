import MartletNumerics
public import MartletPlot

extension PermutationImportance {
    /// The means, the greatest first.
    ///
    /// - Parameter maxDisplay: at most so many bars.
    public func barChart(maxDisplay: Int = 10) throws -> HorizontalBarChart {
        let means = try mean.array(of: Double.self)
        let order = means.indices.sorted { (-means[$0], $0) < (-means[$1], $1) }.prefix(max(0, maxDisplay))
        return HorizontalBarChart(
            x: "mean fall of the score", categories: order.map { featureNames[$0] },
            series: [.init("importance", order.map { means[$0] })])
    }
}
