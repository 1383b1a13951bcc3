import Martlet

extension ExplanationRun {
    /// A picture.
    func svg(_ chart: Chart, className: String?, feature: String?, theme: ChartTheme) throws -> String {
        let output = try className.map { try index(of: $0, in: explanation.outputNames, "class") }
        let drawn: any ThemedChart
        switch chart {
        case .bar: drawn = try (output.map(explanation.output) ?? explanation).barChart()
        case .beeswarm: drawn = try explanation.beeswarm(output: output ?? 0)
        case .heatMap: drawn = try explanation.heatMap(output: output ?? 0)
        case .waterfall: drawn = try explanation.waterfall(row: 0, output: output ?? best)
        case .force: drawn = try explanation.force(row: 0, output: output ?? best)
        case .dependence:
            let order = try explanation.order
            let shown = try feature.map { try index(of: $0, in: explanation.featureNames, "feature") } ?? order[0]
            // Coloured by what matters most beside it.
            drawn = try explanation.dependence(
                feature: shown, output: output ?? 0, color: order.first { $0 != shown })
        }
        return drawn.svg(theme)
    }

    /// The output that is greatest for the first row.
    private var best: Int {
        let outputs = explanation.outputs.array(of: Double.self)
        return explanation.outputNames.indices.max { outputs[$0] < outputs[$1] } ?? 0
    }

    private func index(of name: String, in names: [String], _ kind: String) throws -> Int {
        guard let index = names.firstIndex(of: name) else {
            throw UnknownName(kind, name, known: names)
        }
        return index
    }

    /// The features by importance, with a bar each; of one row with signs.
    var text: String { explanation.count == 1 ? rowText : rowsText }

    /// What leads from the base value to the output of a row.
    private var rowText: String {
        let output = best
        let values = explanation.values.array(of: Double.self)
        func value(_ feature: Int) -> Double { values[feature * explanation.outputNames.count + output] }
        let order = explanation.featureNames.indices.sorted { (-abs(value($0)), $0) < (-abs(value($1)), $1) }
        let most = max(order.first.map { abs(value($0)) } ?? 0, .leastNonzeroMagnitude)
        let rows = order.prefix(20).map { feature in
            let (value, length) = (value(feature), 30 * abs(value(feature)) / most)
            let bar = String(repeating: value < 0 ? "░" : "█", count: Int(length.rounded()))
            return [explanation.text(0, feature), value.signed, bar]
        }
        let unit = explanation.link.unit
        let (base, end) = (explanation.baseValues.array(of: Double.self), explanation.outputs.array(of: Double.self))
        let rest = order.dropFirst(20)
        return [
            "Row \(explanation.index[0]) of \(data) explained against \(grouped(background.rows)) of \(background.name): "
                + "\(explanation.outputNames[output]) is \(end[output].short)\(unit), base value \(base[output].short)",
            aligned(rows),
            rest.isEmpty ? "" : "  and \(rest.count) others, together \(rest.reduce(0) { $0 + value($1) }.signed)",
            certainty(explanation.standardErrors.array(of: Double.self).max() ?? 0),
        ].filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private var rowsText: String {
        let importance = ((try? explanation.importance) ?? explanation.values).array(of: Double.self)
        let outputs = explanation.outputNames.count
        let sums = explanation.featureNames.indices.map { feature in
            (0..<outputs).reduce(0) { $0 + importance[feature * outputs + $1] }
        }
        let most = max(sums.max() ?? 0, .leastNonzeroMagnitude)
        let order = (try? explanation.order) ?? []
        let rows = order.prefix(20).map { feature in
            [
                explanation.featureNames[feature], sums[feature].short,
                String(repeating: "█", count: Int((30 * sums[feature] / most).rounded())),
            ]
        }
        let rest = order.dropFirst(20)
        let errors = explanation.standardErrors.array(of: Double.self).max() ?? 0
        let lines = [
            "\(grouped(explanation.count)) \(explanation.count == 1 ? "row" : "rows") of \(data) explained against "
                + "\(grouped(background.rows)) of \(background.name), mean |SHAP value|" + explanation.link.unit
                + (outputs > 1 ? " over \(outputs) outputs together" : ""),
            aligned(rows) + (rest.isEmpty ? "" : "\n  and \(rest.count) features that matter less"),
            "Base value"
                + (outputs > 1 ? "s" : "") + ": "
                + zip(explanation.outputNames, explanation.baseValues.array(of: Double.self))
                .map { "\($0) \($1.short)" }.joined(separator: ", "),
            certainty(errors),
        ]
        return lines.joined(separator: "\n")
    }

    private func certainty(_ error: Double) -> String {
        if error.isInfinite { return "These are too few coalitions to tell the features apart; ask for more." }
        if error > 0 { return "The largest standard error is \(error.short)." }
        return selects ? "Values are those of the features that were chosen." : "Values are exact."
    }
}
