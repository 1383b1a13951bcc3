import MartletCodecs
import MartletEstimators
import MartletNumerics
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What Optuna did: Golden/optuna.py says what is in the file.
@Suite struct OptunaTests {
    private static let golden = Golden.json("optuna")

    private struct Space: Sendable {
        var a = 0.0, b = 1.0, c = 0, d = 0, e = 0
    }

    private static let dimensions: [Dimension] = [
        .real(low: -2, high: 3, isLogarithmic: false), .real(low: 1e-4, high: 1e-1, isLogarithmic: true),
        .integer(low: 1, high: 40, isLogarithmic: false), .integer(low: 2, high: 300, isLogarithmic: true),
        .categorical(4),
    ]

    private func points(_ json: JSON?) throws -> [[Double]] {
        try #require(json?.array).map { try #require($0.array?.compactMap { $0.double }) }
    }

    /// Logarithms of sums of up to 61 products, whose roundings are relative to the largest. Which of equal numbers has
    /// which neighbour NumPy's sort leaves open, so cases with equal whole numbers are left out.
    @Test func densitiesAreOptunas() throws {
        var compared = 0
        for entry in try #require(Self.golden["parzen"]?.array) {
            let names = try #require(entry["names"]?.string)
            let dimensions = names.utf8.map { Self.dimensions[Int($0) - 97] }
            let observed = try points(entry["observed"])
            let hasTies = dimensions.indices.contains { place in
                dimensions[place] != .categorical(4) && Set(observed.map { $0[place] }).count < observed.count
            }
            if hasTies { continue }
            compared += 1
            let columns = dimensions.indices.map { place in observed.map { $0[place] } }
            let own = try ParzenEstimator(dimensions, columns).logDensities(points(entry["points"]))
            let theirs = try #require(entry["densities"]?.array?.compactMap { $0.double })
            for (own, other) in zip(own, theirs) {
                #expect(abs(own - other) <= 1e-9 * max(1, abs(other)), "\(names): \(own), \(other)")
            }
        }
        #expect(compared > 25)
    }

    /// What is drawn has the density that is said of it: shares of four parts of the range within four deviations.
    @Test func drawsHaveTheDensity() {
        var random = RandomGenerator(seed: 1)
        let observed = [[1.5, 2.5, -1.9], [7, 9, 30], [1, 1, 3]]
        let dimensions = [Self.dimensions[0], Self.dimensions[2], Self.dimensions[4]]
        let count = 20_000
        let drawn = (0..<count).map { _ in ParzenEstimator(dimensions, observed).draw(&random) }
        for place in 0..<3 {
            let estimator = ParzenEstimator([dimensions[place]], [observed[place]])
            // For the range a sum over small steps.
            let steps = place == 0 ? 4000 : place == 1 ? 40 : 4
            let grid = (0..<steps).map { step in
                let number = Double(step)
                return place == 0 ? (number + 0.5) / 800 - 2 : place == 1 ? number + 1 : number
            }
            let width = place == 0 ? 1.0 / 800 : 1
            let densities = estimator.logDensities(grid.map { [$0] }).map { exp($0) * width }
            #expect(abs(densities.reduce(0, +) - 1) < 1e-4)
            for part in 0..<4 {
                let range = steps / 4 * part..<steps / 4 * (part + 1)
                let share = densities[range].reduce(0, +)
                let (low, high) = (grid[range.lowerBound], grid[range.upperBound - 1])
                let half = place == 0 ? 5.0 / 8000 : 0
                let found = drawn.count { $0[place] >= low - half && $0[place] <= high + half }
                let deviation = (Double(count) * share * (1 - share)).squareRoot()
                #expect(abs(Double(found) - Double(count) * share) <= 4 * deviation + 1, "\(place), \(part)")
            }
        }
    }

    @Test func goodTrialsAreOptunas() throws {
        for entry in try #require(Self.golden["split"]?.array) {
            let direction = try #require(entry["direction"]?.string.flatMap(StudyDirection.init))
            let trials = try #require(entry["trials"]?.array).enumerated().map { number, json in
                var trial = StudyTrial(number: number, point: [], parameters: [:])
                let value = try Double(#require(json["value"]?.integer))
                switch json["state"]?.string {
                case "complete": (trial.state, trial.value) = (.complete, value)
                case "pruned":
                    trial.state = .pruned
                    let step = try #require(json["step"]?.integer)
                    trial.intermediateValues[step] = value
                case "silent": trial.state = .pruned
                default: break
                }
                return trial
            }
            // They end in any order.
            var sampled = SampledTrials(parameters: 0, direction)
            for number in trials.indices { sampled.note(StudyTrial(number: number, point: [], parameters: [:])) }
            var random = RandomGenerator(seed: UInt64(trials.count))
            for number in random.permutation(trials.count) { sampled.note(trials[number]) }
            let split = try #require(sampled.split(trials.count, horizon: trials.count))
            #expect(split.below == entry["below"]?.array?.compactMap(\.integer))
            #expect(split.above == entry["above"]?.array?.compactMap(\.integer))
        }
    }

    @Test(arguments: ["minimize", "maximize"]) func pruningIsOptunas(direction: String) throws {
        let pruning = try #require(Self.golden["pruning"])
        let values = try points(pruning["values"])
        let pruners: [String: StudyPruner] = [
            "halving": .successiveHalving(),
            "halving_3_1": .successiveHalving(minResource: 2, reductionFactor: 3, minEarlyStoppingRate: 1),
            "hyperband": .hyperband(maxResource: 27), "hyperband_auto": .hyperband(), "median": .median(),
            "percentile": .percentile(25, startupTrials: 3, warmupSteps: 4, intervalSteps: 3, minTrials: 2),
        ]
        for (name, pruner) in pruners {
            let study = try Study(
                Space(), direction: #require(StudyDirection(rawValue: direction)), sampler: .random, pruner: pruner,
                concurrency: 1
            ) { $0.vary(\.a, in: 0...1) }
            try study.optimize(trials: values.count) { trial in
                for (step, value) in values[trial.number].enumerated() {
                    try trial.report(value, step: step + 1)
                    if trial.shouldPrune() { throw TrialPruned() }
                }
                return values[trial.number].last ?? .nan
            }
            let steps = study.trials.map { $0.intermediateValues.keys.max() ?? 0 }
            #expect(steps == pruning["steps"]?["\(name) \(direction)"]?.array?.compactMap(\.integer), "\(name)")
        }
    }

    @Test func importancesAreOptunas() throws {
        for entry in try #require(Self.golden["importances"]?.array) {
            let direction = try #require(entry["direction"]?.string.flatMap(StudyDirection.init))
            let values = try #require(entry["values"]?.array?.compactMap { $0.double })
            let trials = try points(entry["points"]).enumerated().map { number, point in
                var point = point
                if Int(point[3]) % 2 == 1 { point[4] = .nan }
                var trial = StudyTrial(number: number, point: point, parameters: [:])
                (trial.state, trial.value) = (.complete, values[number])
                return trial
            }
            let all = ParameterImportances(trials, direction)
            let own = Self.dimensions.enumerated().map { all.importance(of: $0, $1) }
            let sum = own.reduce(0, +)
            for (own, json) in zip(own, try #require(entry["importances"]?.array)) {
                let other = try #require(json.double)
                #expect(abs((sum > 0 ? own / sum : 0) - other) < 1e-9, "\(trials.count): \(own / sum), \(other)")
            }
        }
    }
}
