public import MartletCodecs
public import MartletPlot

extension Study {
    /// How much each parameter counted for a trial to be among the best tenth of the complete ones, the most important
    /// first; together 1, or all 0 where nothing can be said. By PED-ANOVA (Watanabe, Bansal, Hutter 2023), as Optuna 5.
    public var parameterImportances: [(name: String, importance: Double)] {
        let all = ParameterImportances(trials.filter { $0.state == .complete }, direction)
        let importances = layout.dimensions.enumerated().map { all.importance(of: $0, $1) }
        let sum = importances.reduce(0, +)
        return zip(layout.names, importances).map { ($0, sum > 0 ? $1 / sum : 0) }.sorted {
            ($1.importance, $0.name) < ($0.importance, $1.name)
        }
    }

    /// Each complete trial's value, and the best until then.
    public var historyChart: LineChart {
        let complete = trials.filter { $0.state == .complete }
        let (x, y) = (complete.map { Double($0.number) }, complete.map { $0.value ?? .nan })
        var best: [Double] = []
        for value in y {
            best.append(best.last.map { direction.loss(value) < direction.loss($0) ? value : $0 } ?? value)
        }
        return LineChart(
            title: name, x: "trial", y: "value",
            series: [.init("value", x: x, y: y), .init("best so far", x: x, y: best)])
    }

    /// How much each parameter counted.
    public var importanceChart: HorizontalBarChart {
        let importances = parameterImportances
        return HorizontalBarChart(
            title: name, x: "importance", categories: importances.map(\.name),
            series: [.init("importance", importances.map(\.importance))])
    }

    /// All trials, what the best one tried, and how much each parameter counted.
    public var json: JSON {
        func object(_ parameters: [String: String]) -> JSON {
            parameters.sorted { $0.key < $1.key }.reduce(into: [:]) { $0[$1.key] = .string($1.value) }
        }
        var json: JSON = ["name": .string(name), "direction": .string(direction.rawValue)]
        json["best"] =
            bestTrial.map { best in
                [
                    "number": .integer(best.number), "value": .double(best.value ?? .nan),
                    "params": object(best.parameters),
                ]
            } ?? .null
        json["importances"] = parameterImportances.reduce(into: [:]) { $0[$1.name] = .double($1.importance) }
        json["trials"] = .array(
            trials.map { trial in
                [
                    "number": .integer(trial.number), "state": .string(trial.state.rawValue),
                    "value": trial.value.map { .double($0) } ?? .null, "params": object(trial.parameters),
                    "intermediate_values": trial.intermediateValues.sorted { $0.key < $1.key }
                        .reduce(into: [:]) { $0["\($1.key)"] = .double($1.value) },
                    "error": trial.error.map { .string($0) } ?? .null, "seconds": .double(trial.seconds),
                ]
            })
        return json
    }
}
