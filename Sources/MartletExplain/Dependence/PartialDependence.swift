public import MartletNumerics

/// What a function gives on average over all rows if a feature had one value in each of them (Friedman 2001), for some
/// values, and for each row alone: individual conditional expectation (ICE, Goldstein et al. 2015). As scikit-learn's
/// `partial_dependence`.
public struct PartialDependence: Sendable, Equatable {
    /// The column.
    public let feature: Int
    /// The column's name.
    public let featureName: String
    /// The values that the feature is given, ascending: `[values]` of float64.
    public let grid: Tensor
    /// The outputs of each row for each value: `[rows, values, outputs]` of float64.
    public let individual: Tensor
    /// The outputs' names.
    public let outputNames: [String]

    /// The mean over the rows: `[values, outputs]`.
    public var average: Tensor {
        get throws { try individual.mean(axis: 0) }
    }

    /// - Parameters:
    ///   - x: `[rows, features]`; whole numbers become float64.
    ///   - feature: the column that varies.
    ///   - gridResolution: how many values, from `percentiles` to one another; those that occur, if they are fewer.
    ///   - percentiles: where the values begin and end, as parts from 0 to 1.
    ///   - featureName: what the column is called; `Feature` and its number unless given.
    ///   - outputNames: one for each output; `Output 0` and so on unless given.
    ///   - function: takes rows as `x` and gives `[rows, outputs]` or `[rows]`.
    /// - Throws: `ExplanationError.invalid` for rows of another shape, none, or that aren't finite in the column; for a
    ///   column that isn't there, fewer than two values or percentiles that don't ascend from 0 to 1; `wrongOutputs`,
    ///   `notFinite`; what the function throws; `CancellationError`.
    public init(
        of x: Tensor, feature: Int, gridResolution: Int = 100, percentiles: (Double, Double) = (0.05, 0.95),
        featureName: String? = nil, outputNames: [String]? = nil, _ function: (Tensor) throws -> Tensor
    ) throws {
        var x = try Background(x).rows
        guard 0..<x.shape[1] ~= feature else {
            throw ExplanationError.invalid(
                argument: "feature", reason: "must be from 0 to \(x.shape[1] - 1), and is \(feature)")
        }
        let values = try Self.grid(x[.all, feature].array(of: Double.self), gridResolution, percentiles)
        var pieces: [Tensor] = []
        for value in values {
            try Task.checkCancellation()
            try x.assign(Tensor(value), at: .all, feature)
            let outputs = try Outputs(of: x, width: pieces.first?.shape[1], by: function)
            pieces.append(outputs.tensor.cast(to: .float64))
        }
        self.feature = feature
        self.featureName = featureName ?? "Feature \(feature)"
        self.outputNames = try KernelSHAP.names(outputNames, pieces[0].shape[1], "outputNames", "Output")
        grid = Tensor(values)
        individual = try Tensor.stack(pieces, axis: 1)
    }

    /// The values that a column is given.
    private static func grid(
        _ column: [Double], _ resolution: Int, _ percentiles: (Double, Double)
    ) throws -> [Double] {
        guard column.allSatisfy(\.isFinite) else {
            throw ExplanationError.invalid(argument: "x", reason: "must be finite in the column that varies")
        }
        guard resolution >= 2, resolution <= 1 << 20 else {
            throw ExplanationError.invalid(
                argument: "gridResolution", reason: "must be from 2 to \(1 << 20), and is \(resolution)")
        }
        let (low, high) = percentiles
        guard low >= 0, high <= 1, low < high else {
            throw ExplanationError.invalid(
                argument: "percentiles", reason: "must ascend from 0 to 1, and are \(low) and \(high)")
        }
        let sorted = column.sorted()
        let known = sorted.indices.filter { $0 == 0 || sorted[$0] != sorted[$0 - 1] }.map { sorted[$0] }
        if known.count < resolution { return known }
        let (from, to) = (quantile(sorted, low), quantile(sorted, high))
        return Tensor.linspace(from, to, count: resolution).array()
    }

    /// The quantile of SciPy's `mquantiles` (Cunnane's plotting positions).
    private static func quantile(_ sorted: [Double], _ part: Double) -> Double {
        let place = Double(sorted.count) * part + 0.4 + part * 0.2
        let below = min(max(place, 1), Double(max(1, sorted.count - 1))).rounded(.down)
        let share = min(max(place - below, 0), 1)
        let index = Int(below) - 1
        return (1 - share) * sorted[index] + share * sorted[min(index + 1, sorted.count - 1)]
    }
}
