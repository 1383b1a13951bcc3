public import MartletNumerics

/// An estimator that tries many of its hyper-parameters' values on little, the best of them on more, and so on, and learns
/// with the best: scikit-learn's `HalvingRandomSearchCV`, after Karnin, Koren, Somekh: "Almost optimal exploration in
/// multi-armed bandits" (2013).
///
/// ```swift
/// let search = HalvingRandomSearch(
///     NeuralClassifier(), candidates: 27, resource: .parameter(\.fitting.epochs),
///     maxResources: 27, seed: 1
/// ) { space in
///     space.vary(\.network.hidden, among: [[32], [64], [64, 64], [128, 64]])
///     space.vary(\.network.learningRate, in: 1e-4...1e-1, scale: .logarithmic)
/// }
/// ```
public struct HalvingRandomSearch<Base: Estimator>: RandomEstimator {
    /// What candidates get more and more of.
    public enum Resource: Sendable {
        /// Rows of each fold, to learn from and to judge by, drawn at random.
        case rows
        /// A whole number of the estimator's, such as `\.fitting.epochs`.
        case parameter(any WritableKeyPath<Base, Int> & Sendable)
    }

    /// How much a candidate of the first round gets.
    public enum Least: Sendable, Equatable, ExpressibleByIntegerLiteral {
        /// With rows twice the folds times the classes, if there are classes; else 1.
        case smallest
        /// So much that the last round uses all there is.
        case exhaust
        /// So much.
        case count(Int)

        public init(integerLiteral value: Int) { self = .count(value) }
    }

    /// What learns.
    public var estimator: Base
    /// The candidates of the first round; nil is as many as that the last round uses all there is.
    public var candidates: Int?
    /// Of so many candidates one is tried in the next round, on so many times as much.
    public var factor: Int
    /// What they get more and more of.
    public var resource: Resource
    /// How much each gets in the first round.
    public var minResources: Least
    /// How much each gets at most; nil is all rows.
    public var maxResources: Int?
    /// Whether the first round is repeated with the best of it until so few are left that the others bring it to one.
    public var aggressiveElimination: Bool
    /// How candidates are judged.
    public var settings: SearchSettings
    public var seed: UInt64
    private let space: SearchSpace<Base>

    /// A search among what `vary` says of the space. Arguments and defaults are scikit-learn's.
    public init(
        _ estimator: Base, candidates: Int? = nil, factor: Int = 3, resource: Resource = .rows,
        minResources: Least = .smallest, maxResources: Int? = nil, aggressiveElimination: Bool = false,
        _ settings: SearchSettings = SearchSettings(returnTrainScore: true), seed: UInt64 = 0,
        vary: (inout SearchSpace<Base>) -> Void
    ) {
        self.estimator = estimator
        self.candidates = candidates
        self.factor = factor
        self.resource = resource
        self.minResources = minResources
        self.maxResources = maxResources
        self.aggressiveElimination = aggressiveElimination
        self.settings = settings
        self.seed = seed
        space = SearchSpace(vary)
    }

    public var allowsMissing: Bool { estimator.allowsMissing }

    /// - Throws: `EstimatorError` for a bad space, for rounds that can't be, too few rows, and where all fits failed.
    public func learn(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> SearchOutcome<Base> {
        try space.check()
        try Checks.check(settings.scoring.count < 2, "scoring", "must be one scorer where candidates are halved")
        return try SearchRun.outcome(
            settings, estimator, x, y, sampleWeight: sampleWeight,
            parameters: ["factor": "\(factor)", "seed": "\(seed)"],
            evaluate)
    }

    private func evaluate(_ run: inout SearchRun<Base>) throws {
        var halving = try Halving(
            factor: factor, isAggressive: aggressiveElimination, least: least(of: run), most: most(of: run))
        if minResources == .exhaust, candidates == nil {
            throw EstimatorError.invalid(
                argument: "candidates", reason: "must be given where minResources is .exhaust, which depends on them")
        }
        try Checks.check((candidates ?? 1) >= 1, "candidates", "must be positive, and is \(candidates ?? 1)")
        var kept = try space.candidates(candidates ?? halving.most / halving.least, seed: seed)
        halving.plan(candidates: kept.count, exhausts: minResources == .exhaust)
        note(halving.lines)
        for iteration in 0..<halving.iterations {
            let resources = halving.resources(iteration)
            note([
                String(repeating: "-", count: 10), "iter: \(iteration)", "n_candidates: \(kept.count)",
                "n_resources: \(resources)",
            ])
            let round = SearchResults.Round(iteration: iteration, resources: resources)
            let means = try run.evaluate(given(kept, resources), on: folds(of: run, resources), round: round)
            kept = halving.best(of: means).map { kept[$0] }
        }
    }

    private func note(_ lines: [String]) {
        if settings.verbose > 0 { for line in lines { settings.log(line + "\n") } }
    }

    /// - Throws: `EstimatorError` for less than 1, and for the rows that two of each class in each fold would be.
    private func least(of run: SearchRun<Base>) throws -> Int {
        switch (minResources, resource) {
        case (.count(let count), _):
            try Checks.check(count >= 1, "minResources", "must be positive, and is \(count)")
            return count
        case (_, .rows): return run.folds.count * 2 * (run.problem.classes ?? 1)
        case (_, .parameter): return 1
        }
    }

    private func most(of run: SearchRun<Base>) throws -> Int {
        switch (maxResources, resource) {
        case (let count?, .parameter): return count
        case (let count?, .rows):
            try Checks.check(
                count <= run.problem.rows, "maxResources", "is \(count), and there are \(run.problem.rows) rows")
            return count
        case (nil, .rows): return run.problem.rows
        case (nil, .parameter(let path)):
            throw EstimatorError.invalid(
                argument: "maxResources",
                reason: "must be given for \(SearchSpace<Base>.name(of: path)), which has no end")
        }
    }

    /// The candidates, each with its share of a parameter.
    ///
    /// - Throws: `EstimatorError` for a parameter that is varied, too.
    private func given(_ kept: [SearchSpace<Base>.Candidate], _ resources: Int) throws -> [SearchSpace<Base>.Candidate]
    {
        guard case .parameter(let path) = resource else { return kept }
        let name = SearchSpace<Base>.name(of: path)
        try Checks.check(
            !space.names.contains(name), "resource", "is \(name), which is varied; leave it out of the space")
        let choice = SearchChoice<Base>(name, path, resources)
        return kept.map { ($0 + [choice]).sorted { $0.name < $1.name } }
    }

    /// The folds, each with its share of rows.
    private func folds(of run: SearchRun<Base>, _ resources: Int) -> [Fold] {
        guard case .rows = resource else { return run.folds }
        let fraction = Double(resources) / Double(run.problem.rows)
        func share(_ rows: [Int], _ stream: Int) -> [Int] {
            var random = RandomGenerator(seed: seed, stream: UInt64(1 + stream))
            let count = max(1, Int(fraction * Double(rows.count)))
            return random.permutation(rows.count).prefix(count).map { rows[$0] }
        }
        return run.folds.enumerated().map { number, fold in
            Fold(train: share(fold.train, 2 * number), test: share(fold.test, 2 * number + 1))
        }
    }
}

extension HalvingRandomSearch: Classifier where Base: Classifier {}
extension HalvingRandomSearch: Regressor where Base: Regressor {}
