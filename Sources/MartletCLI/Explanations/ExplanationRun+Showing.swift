import Martlet

extension ExplanationRun {
    /// A picture.
    func svg(_ chart: Chart, row: Int, className: String?, feature: String?, theme: ChartTheme) throws -> String {
        let output = try className.map { try index(of: $0, in: explanation.outputNames, "class") }
        let drawn: any ThemedChart
        switch chart {
        case .bar: drawn = try (output.map(explanation.output) ?? explanation).barChart()
        case .beeswarm: drawn = try explanation.beeswarm(output: output ?? 0)
        case .heatMap: drawn = try explanation.heatMap(output: output ?? 0)
        case .waterfall: drawn = try explanation.waterfall(row: row, output: output ?? best(row))
        case .force: drawn = try explanation.force(row: row, output: output ?? best(row))
        case .dependence:
            let order = try explanation.order
            let shown = try feature.map { try index(of: $0, in: explanation.featureNames, "feature") } ?? order[0]
            // Coloured by what matters most beside it.
            drawn = try explanation.dependence(
                feature: shown, output: output ?? 0, color: order.first { $0 != shown })
        }
        return drawn.svg(theme)
    }

    /// The output that is greatest for a row.
    private func best(_ row: Int) throws -> Int {
        guard 0..<explanation.count ~= row else { return 0 }
        let outputs = try explanation.outputs[row].array(of: Double.self)
        return outputs.indices.max { outputs[$0] < outputs[$1] } ?? 0
    }

    private func index(of name: String, in names: [String], _ kind: String) throws -> Int {
        guard let index = names.firstIndex(of: name) else {
            throw UnknownName(kind, name, known: names)
        }
        return index
    }

    /// The features by importance, with a bar each.
    var text: String {
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
                + "\(grouped(background.rows)) of \(background.name), mean |SHAP value|"
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
