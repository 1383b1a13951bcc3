public import MartletCodecs

/// What a search found of its candidates: scikit-learn's `cv_results_`.
public struct SearchResults: Sendable {
    /// One choice for each parameter, and how it did.
    public struct Candidate: Sendable {
        /// The parameters' values as texts, by their names.
        public let parameters: [String: String]
        /// The score of each fold; no number where its fit failed.
        public let splitTestScores: [Double]
        /// The score of each fold's rows that were learned from, if these were asked for.
        public let splitTrainScores: [Double]?
        /// The seconds that learning took in each fold.
        public let fitTimes: [Double]
        /// The seconds that judging took in each fold.
        public let scoreTimes: [Double]
        /// Why each fold's fit failed; nil where it didn't.
        public let errors: [String?]
        /// 1 for the best mean score; of equal ones all have the best rank. Those without a number come last.
        public internal(set) var rankTestScore = 0

        /// The mean of the folds' scores.
        public var meanTestScore: Double { mean(splitTestScores) }
        /// Their standard deviation, of the folds as all there are.
        public var stdTestScore: Double { deviation(splitTestScores) }

        init(_ parameters: [String: String], _ fits: [ScoredFit]) {
            self.parameters = parameters
            splitTestScores = fits.map { $0.test[0] }
            splitTrainScores = fits.contains { $0.train == nil } ? nil : fits.map { $0.train![0] }
            fitTimes = fits.map(\.fitTime)
            scoreTimes = fits.map(\.scoreTime)
            errors = fits.map(\.error)
        }
    }

    /// In the order in which they were tried.
    public private(set) var candidates: [Candidate]
    /// What judged.
    public let scorer: String

    init(_ candidates: [Candidate], scorer: String) {
        self.candidates = candidates
        self.scorer = scorer
        let means = candidates.map(\.meanTestScore)
        // Those without a number are worse than all others, and as good as one another.
        for index in candidates.indices {
            let better = means.count { $0 > means[index] || means[index].isNaN && !$0.isNaN }
            self.candidates[index].rankTestScore = 1 + better
        }
    }

    /// The first of the best candidates.
    public var bestIndex: Int { candidates.firstIndex { $0.rankTestScore == 1 } ?? 0 }

    /// Columns under scikit-learn's names: `mean_fit_time`, `param_…`, `params`, `split0_test_score`, `rank_test_score`, ….
    public var json: JSON {
        var columns: JSON = [:]
        func add(_ name: String, _ value: (Candidate) -> Double) {
            columns[name] = .array(candidates.map { .double(value($0)) })
        }
        func addMoments(_ name: String, _ values: @escaping (Candidate) -> [Double]) {
            add("mean_\(name)") { mean(values($0)) }
            add("std_\(name)") { deviation(values($0)) }
        }
        func addScores(_ part: String, _ scores: @escaping (Candidate) -> [Double]) {
            for fold in candidates.first.map(scores)?.indices ?? 0..<0 {
                add("split\(fold)_\(part)_score") { scores($0)[fold] }
            }
            addMoments("\(part)_score", scores)
        }
        addMoments("fit_time", \.fitTimes)
        addMoments("score_time", \.scoreTimes)
        let names = candidates.first?.parameters.keys.sorted() ?? []
        for name in names {
            columns["param_\(name)"] = .array(candidates.map { .string($0.parameters[name] ?? "") })
        }
        columns["params"] = .array(
            candidates.map { candidate in
                names.reduce(into: [:]) { $0[$1] = .string(candidate.parameters[$1] ?? "") }
            })
        addScores("test") { $0.splitTestScores }
        columns["rank_test_score"] = .array(candidates.map { .integer($0.rankTestScore) })
        if candidates.allSatisfy({ $0.splitTrainScores != nil }) { addScores("train") { $0.splitTrainScores ?? [] } }
        return columns
    }
}

/// The standard deviation of numbers that are all there are.
func deviation(_ values: [Double]) -> Double {
    let center = mean(values)
    return mean(values.map { ($0 - center) * ($0 - center) }).squareRoot()
}
