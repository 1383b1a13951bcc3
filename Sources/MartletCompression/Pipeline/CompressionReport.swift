public import MartletNN
import MartletPlot

/// What each stage of `Model.compressed` gained and cost.
public struct CompressionReport: Sendable, Hashable, Codable, CustomStringConvertible {
    /// A model: as it was, or after a stage.
    public struct Row: Sendable, Hashable, Codable {
        /// `dense`, `pruned`, `clustered` or `quantized`.
        public var stage: String
        /// Loss and metrics, by name.
        public var metrics: Logs
        /// The length of the model's file, without the optimiser's state.
        public var bytes: Int
        /// What an entropy coder needs at least for the weights, tensor by tensor, with the values that they take: as small as
        /// an archive could hold them. The bytes of the weights if that is more.
        public var entropyBytes: Int
        /// The part of the weights that is zero. Weights are those that can be pruned.
        public var sparsity: Double
        /// The most values that the weights of one layer take.
        public var mostValues: Int
        /// How long the prediction of one row takes.
        public var secondsPerRow: Double
        /// How long the prediction of `batchSize` rows takes.
        public var secondsPerBatch: Double
    }

    /// The model as it was, and after each stage.
    public var rows: [Row]
    /// How many rows are predicted at once in `secondsPerBatch`.
    public var batchSize: Int

    /// The names of the metrics, in order.
    private var metrics: [String] { Set(rows.flatMap(\.metrics.keys)).sorted() }

    /// A table.
    public var description: String {
        func rounded(_ number: Double, _ digits: Double) -> String { "\((number * digits).rounded() / digits)" }
        let head =
            ["stage"] + metrics + ["bytes", "weights coded", "sparsity", "values", "1 row", "\(batchSize) rows"]
        return tabulated(
            [head]
                + rows.map { row in
                    [row.stage] + metrics.map { name in row.metrics[name].map { rounded($0, 1e4) } ?? "" } + [
                        "\(row.bytes)", "\(row.entropyBytes)", rounded(100 * row.sparsity, 10) + " %",
                        "\(row.mostValues)", rounded(1e6 * row.secondsPerRow, 10) + " µs",
                        rounded(1e6 * row.secondsPerBatch, 10) + " µs",
                    ]
                })
    }

    /// Metrics but the loss, bytes and times of each stage, in percent of the first row's, as an SVG file's text.
    public var svg: String {
        func bars(_ name: String, _ value: (Row) -> Double?) -> BarChart.Series {
            let first = rows.first.flatMap(value) ?? .nan
            return .init(name, rows.map { row in value(row).map { 100 * $0 / first } ?? .nan })
        }
        return BarChart(
            title: "Stages of compression", y: "% of \(rows.first?.stage ?? "")", categories: rows.map(\.stage),
            series: metrics.filter { $0 != "loss" }.map { name in bars(name) { $0.metrics[name] } } + [
                bars("bytes") { Double($0.bytes) }, bars("weights coded") { Double($0.entropyBytes) },
                bars("time, 1 row") { $0.secondsPerRow }, bars("time, \(batchSize) rows") { $0.secondsPerBatch },
            ]
        ).svg
    }
}
