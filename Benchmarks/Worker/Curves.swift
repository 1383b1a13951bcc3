import Martlet

/// Learning curves: the evaluations' mean over seeds, with a band in which the true mean lies with 95 % confidence.
enum Curves {
    /// Draws how the tuned agent learns in an environment, beside the same with all additions, into an SVG file.
    static func draw(_ id: String, seeds: Int = 10, to path: String) throws {
        guard let tuned = DQN.tuned(for: id) else { throw WorkerError.unknown("tuned environment", id) }
        let environment = try AnyEnvironment(id: id)
        func series(_ name: String, _ configuration: DQNConfiguration) throws -> LineChart.Series {
            var curves: [[Double]] = []
            for seed in 0..<seeds {
                var agent = try DQN(
                    for: environment, hiddenUnits: tuned.hiddenUnits, configuration: configuration, seed: UInt64(seed))
                var own = environment
                let watch = EvalCallback(environment, every: max(1, tuned.timesteps / 50), episodes: 10)
                try agent.learn(totalTimesteps: tuned.timesteps, in: &own, callbacks: [watch])
                curves.append(watch.entries.map(\.evaluation.mean))
            }
            let count = Double(seeds)
            let points = curves[0].indices.map { i in
                let values = curves.map { $0[i] }
                let mean = values.reduce(0, +) / count
                let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(1, count - 1)
                return (mean, 1.96 * (variance / count).squareRoot())
            }
            let steps = points.indices.map { Double(($0 + 1) * max(1, tuned.timesteps / 50)) }
            return .init(
                name, x: steps, y: points.map(\.0),
                band: (
                    points.map { max($0.0 - $0.1, tuned.returns.lowerBound) },
                    points.map { min($0.0 + $0.1, tuned.returns.upperBound) }
                ))
        }
        var all = [try series("tuned", tuned.configuration)]
        if tuned.configuration.doubleQ || tuned.configuration.nSteps > 1 {
            var plain = tuned.configuration
            plain.add(DQNConfiguration())
            all.append(try series("without additions", plain))
        }
        let chart = LineChart(
            title: "\(id), \(seeds) seeds", x: "steps", y: "mean return of 10 episodes",
            series: all)
        try AtomicFile.write(chart.svg, to: path)
    }
}
