public import MartletPlot

extension History {
    /// A number over the epochs, counted from 1, in training and in validation.
    ///
    /// - Parameter name: what training calls it, such as `"loss"`; `"val_loss"` is validation's.
    public func chart(_ name: String = "loss", title: String = "") -> LineChart {
        let series = [("training", name), ("validation", "val_\(name)")].map { part, key in
            let points = zip(epochs, logs).compactMap { epoch, logs in logs[key].map { (Double(epoch + 1), $0) } }
            return LineChart.Series(part, x: points.map(\.0), y: points.map(\.1))
        }
        return LineChart(title: title, x: "epoch", y: name, series: series.filter { !$0.x.isEmpty })
    }
}
