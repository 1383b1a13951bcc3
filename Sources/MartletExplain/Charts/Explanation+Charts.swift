import MartletNumerics
public import MartletPlot

extension Explanation {
    /// How much each feature matters: the mean magnitudes of its values, the greatest first; of several outputs one
    /// beside another, and of more than ten the smallest together.
    ///
    /// - Parameter maxDisplay: at most so many bars, of which the last is the sum of those left out.
    /// - Throws: `ExplanationError.invalid` for fewer than one.
    public func barChart(maxDisplay: Int = 10) throws -> HorizontalBarChart {
        let shown = try features(atMost: maxDisplay)
        let importance = try importance.array(of: Double.self)
        let width = outputNames.count
        func sum(_ features: [Int], _ outputs: [Int]) -> Double {
            features.reduce(0) { sum, feature in outputs.reduce(sum) { $0 + importance[feature * width + $1] } }
        }
        let features = Array(featureNames.indices)
        // The output that counts most stands at the axis.
        let order = outputNames.indices.map { ($0, sum(features, [$0])) }.sorted { $0.1 > $1.1 }.map(\.0)
        let series = Self.grouped(order, ChartTheme.colorCount).map { outputs in
            BarChart.Series(
                outputs.count == 1 ? outputNames[outputs[0]] : "\(outputs.count) other outputs",
                shown.map { sum($0, outputs) })
        }
        return HorizontalBarChart(x: "mean |SHAP value|" + link.unit, categories: shown.map(name(of:)), series: series)
    }

    /// The values of all rows for each feature, coloured by what the feature is: whether much of it means more or less. Words
    /// have no colour.
    ///
    /// - Throws: `ExplanationError.invalid` for an output that isn't there, or fewer than one feature.
    public func beeswarm(output: Int = 0, maxDisplay: Int = 10) throws -> BeeswarmChart {
        let part = try self.output(output)
        let rows = try part.features(atMost: maxDisplay).map { group in
            BeeswarmChart.Row(
                name(of: group), x: part.values(of: group), color: group.count == 1 ? part.colors(by: group[0]) : [])
        }
        return BeeswarmChart(
            title: outputNames.count > 1 ? outputNames[output] : "", x: "SHAP value" + link.unit,
            color: "feature value", rows: rows)
    }

    /// What leads from the base value to the output of a row, the greatest step last.
    ///
    /// - Throws: `ExplanationError.invalid` for a row or an output that isn't there, or fewer than one feature.
    public func waterfall(row: Int, output: Int = 0, maxDisplay: Int = 10) throws -> WaterfallChart {
        let (base, steps) = try steps(row, output, maxDisplay)
        return WaterfallChart(
            title: outputNames.count > 1 ? outputNames[output] : "", start: base,
            names: ("E[f(x)]" + link.unit, "f(x)" + link.unit), steps: steps)
    }

    /// What pushes the output of a row up from below and down from above.
    ///
    /// - Throws: `ExplanationError.invalid` for a row or an output that isn't there.
    public func force(row: Int, output: Int = 0) throws -> ForceChart {
        let (base, steps) = try steps(row, output, featureNames.count)
        return ForceChart(
            title: outputNames.count > 1 ? outputNames[output] : "", start: base,
            names: ("base value" + link.unit, "f(x)" + link.unit), steps: steps)
    }

    /// The values of a feature over what it is, coloured by another feature if one is given that isn't words. Those of rows in
    /// which the feature is missing are short lines at the left edge, as in Python's shap.
    ///
    /// - Throws: `ExplanationError.invalid` for a feature or an output that isn't there.
    public func dependence(feature: Int, output: Int = 0, color: Int? = nil) throws -> ScatterChart {
        let part = try self.output(output)
        for (argument, index) in [("feature", feature), ("color", color ?? feature)] {
            guard featureNames.indices.contains(index) else {
                throw ExplanationError.invalid(
                    argument: argument, reason: "must be from 0 to \(featureNames.count - 1), and is \(index)")
            }
        }
        var data = part.data(of: feature)
        var words: [String] = []
        if case .category(let all) = featureTypes[feature] {
            let present = all.indices.filter { data.contains(Double($0)) }
            data = data.map { datum in present.firstIndex { Double($0) == datum }.map(Double.init) ?? .nan }
            words = present.map { all[$0] }
        }
        let isDate = featureTypes[feature] == .date
        let color = color.flatMap { featureTypes[$0].isOrdered ? $0 : nil }
        return ScatterChart(
            title: outputNames.count > 1 ? outputNames[output] : "",
            x: featureNames[feature] + (isDate ? " (days since 1970-01-01)" : ""), y: "SHAP value" + link.unit,
            color: color.map { featureNames[$0] } ?? "",
            points: zip(data, part.values(of: [feature])).map { (x: $0, y: $1) },
            colors: color.map(part.colors) ?? [], categories: words)
    }

    /// The values of all rows, a column each, by their outputs from the least to the greatest.
    ///
    /// - Throws: `ExplanationError.invalid` for an output that isn't there, or fewer than one feature.
    public func heatMap(output: Int = 0, maxDisplay: Int = 10) throws -> HeatMapChart {
        let part = try self.output(output)
        let outputs = part.outputs.array(of: Double.self)
        let order = outputs.indices.sorted { (outputs[$0], $0) < (outputs[$1], $1) }
        let shown = try part.features(atMost: maxDisplay)
        return HeatMapChart(
            title: outputNames.count > 1 ? outputNames[output] : "", x: "rows by f(x)", color: "SHAP value" + link.unit,
            rows: shown.map(name(of:)),
            values: shown.map { group in
                let values = part.values(of: group)
                return order.map { values[$0] }
            }, columnNames: order.map { "row \(index[$0])" }, line: order.map { outputs[$0] })
    }
}

extension Explanation {
    /// The features by importance; where there are more than wanted the last group holds those left over.
    private func features(atMost count: Int) throws -> [[Int]] {
        guard count >= 1 else {
            throw ExplanationError.invalid(argument: "maxDisplay", reason: "must be at least 1, and is \(count)")
        }
        return Self.grouped(try order, count)
    }

    private static func grouped(_ order: [Int], _ count: Int) -> [[Int]] {
        guard order.count > count else { return order.map { [$0] } }
        return order.prefix(count - 1).map { [$0] } + [Array(order.dropFirst(count - 1))]
    }

    private func name(of group: [Int]) -> String {
        group.count == 1 ? featureNames[group[0]] : "\(group.count) other features"
    }

    /// What a feature of a row is: `size = 77`.
    package func text(_ row: Int, _ feature: Int) -> String {
        if featureTypes[feature] == .group { return featureNames[feature] }
        let datum = data(of: feature)[row]
        return "\(featureNames[feature]) = \(featureTypes[feature].text(datum) ?? FeatureType.missing)"
    }

    /// The sums of some features' values for each row, of the first output.
    private func values(of group: [Int]) -> [Double] {
        let (numbers, features, width) = (values.array(of: Double.self), featureNames.count, outputNames.count)
        return (0..<count).map { row in group.reduce(0) { $0 + numbers[(row * features + $1) * width] } }
    }

    private func data(of feature: Int) -> [Double] {
        let numbers = data.array(of: Double.self)
        return (0..<count).map { numbers[$0 * featureNames.count + feature] }
    }

    /// Numbers by which rows are coloured; none for words.
    private func colors(by feature: Int) -> [Double] { featureTypes[feature].isOrdered ? data(of: feature) : [] }

    /// The steps of a row, the greatest first.
    private func steps(
        _ row: Int, _ output: Int, _ most: Int
    ) throws -> (base: Double, steps: [WaterfallChart.Step]) {
        guard 0..<count ~= row else {
            throw ExplanationError.invalid(
                argument: "row", reason: "must be from 0 to \(count - 1), and is \(row)")
        }
        let part = try self[row..<row + 1].output(output)
        let steps = try part.features(atMost: most).map { group in
            WaterfallChart.Step(
                group.count == 1 ? part.text(0, group[0]) : name(of: group), part.values(of: group)[0])
        }
        return (try part.baseValues.sum().scalar(), steps)
    }
}
