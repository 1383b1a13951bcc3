public import MartletCodecs

/// What a search found of its candidates: scikit-learn's `cv_results_`.
public struct SearchResults: Sendable {
    /// A round of successive halving.
    public struct Round: Sendable, Equatable {
        /// Its number from 0.
        public let iteration: Int
        /// The rows, or the parameter's value, that each of its candidates got.
        public let resources: Int
    }

    /// What one scorer says of a candidate.
    public struct Scores: Sendable {
        /// The score of each fold; no number where its fit failed.
        public let test: [Double]
        /// The score of each fold's rows that were learned from, if these were asked for.
        public let train: [Double]?
        /// 1 for the best mean score; of equal ones all have the best rank. Those without a number come last.
        public fileprivate(set) var rank = 0
    }

    /// One choice for each parameter, and how it did.
    public struct Candidate: Sendable {
        /// The parameters' values as texts, by their names; without those that don't count for it.
        public let parameters: [String: String]
        /// What each scorer says, by its name.
        public internal(set) var scores: [String: Scores]
        /// The scorer that decides.
        private let decisive: String
        /// The seconds that learning took in each fold.
        public let fitTimes: [Double]
        /// The seconds that judging took in each fold.
        public let scoreTimes: [Double]
        /// Why each fold's fit failed; nil where it didn't.
        public let errors: [String?]
        /// The round of successive halving in which it was tried; nil in other searches.
        public let round: Round?

        /// The score of each fold by the scorer that decides; no number where its fit failed.
        public var splitTestScores: [Double] { scores[decisive]?.test ?? [] }
        /// The score of each fold's rows that were learned from, if these were asked for.
        public var splitTrainScores: [Double]? { scores[decisive]?.train }
        /// 1 for the best mean score; of equal ones all have the best rank. Those without a number come last.
        public var rankTestScore: Int { scores[decisive]?.rank ?? 0 }
        /// The mean of the folds' scores.
        public var meanTestScore: Double { mean(splitTestScores) }
        /// Their standard deviation, of the folds as all there are.
        public var stdTestScore: Double { deviation(splitTestScores) }

        init(_ texts: [(String, String)], _ fits: [ScoredFit], _ scorers: [String], decisive: Int, round: Round?) {
            parameters = Dictionary(uniqueKeysWithValues: texts)
            scores = Dictionary(
                uniqueKeysWithValues: scorers.enumerated().map { place, name in
                    let train = fits.contains { $0.train == nil } ? nil : fits.map { $0.train![place] }
                    return (name, Scores(test: fits.map { $0.test[place] }, train: train))
                })
            self.decisive = scorers[decisive]
            fitTimes = fits.map(\.fitTime)
            scoreTimes = fits.map(\.scoreTime)
            errors = fits.map(\.error)
            self.round = round
        }
    }

    /// In the order in which they were tried.
    public private(set) var candidates: [Candidate]
    /// The names of those that judged.
    public let scorers: [String]
    /// The one that decides.
    public let scorer: String
    /// The first of the best candidates; after halving, of those in the last round.
    public internal(set) var bestIndex = 0

    init(_ candidates: [Candidate], scorers: [String], decisive: Int) {
        self.candidates = candidates
        self.scorers = scorers
        scorer = scorers[decisive]
        for name in scorers {
            let means = candidates.map { mean($0.scores[name]?.test ?? []) }
            // Those without a number are worse than all others, and as good as one another.
            for index in candidates.indices {
                let better = means.count { $0 > means[index] || means[index].isNaN && !$0.isNaN }
                self.candidates[index].scores[name]?.rank = 1 + better
            }
        }
        let last = candidates.last?.round
        bestIndex =
            self.candidates.indices.filter { candidates[$0].round == last }
            .min { self.candidates[$0].rankTestScore < self.candidates[$1].rankTestScore } ?? 0
    }

    /// Columns under scikit-learn's names: `mean_fit_time`, `param_…`, `params`, `split0_test_score`, `rank_test_score`, …;
    /// with several scorers `rank_test_accuracy`, …; null for a parameter that doesn't count.
    public var json: JSON {
        var columns: JSON = [:]
        func add(_ name: String, _ value: (Candidate) -> Double) {
            columns[name] = .array(candidates.map { .double(value($0)) })
        }
        func addMoments(_ name: String, _ values: @escaping (Candidate) -> [Double]) {
            add("mean_\(name)") { mean(values($0)) }
            add("std_\(name)") { deviation(values($0)) }
        }
        func addScores(_ name: String, _ scores: @escaping (Candidate) -> [Double]) {
            for fold in candidates.first.map(scores)?.indices ?? 0..<0 {
                add("split\(fold)_\(name)") { scores($0)[fold] }
            }
            addMoments(name, scores)
        }
        if candidates.first?.round != nil {
            columns["iter"] = .array(candidates.map { .integer($0.round?.iteration ?? 0) })
            columns["n_resources"] = .array(candidates.map { .integer($0.round?.resources ?? 0) })
        }
        addMoments("fit_time", \.fitTimes)
        addMoments("score_time", \.scoreTimes)
        for name in Set(candidates.flatMap(\.parameters.keys)).sorted() {
            columns["param_\(name)"] = .array(candidates.map { $0.parameters[name].map { .string($0) } ?? .null })
        }
        columns["params"] = .array(
            candidates.map { candidate in
                candidate.parameters.keys.sorted().reduce(into: [:]) {
                    $0[$1] = .string(candidate.parameters[$1] ?? "")
                }
            })
        for scorer in scorers {
            let suffix = scorers.count == 1 ? "score" : scorer
            addScores("test_\(suffix)") { $0.scores[scorer]?.test ?? [] }
            columns["rank_test_\(suffix)"] = .array(candidates.map { .integer($0.scores[scorer]?.rank ?? 0) })
            if candidates.allSatisfy({ $0.scores[scorer]?.train != nil }) {
                addScores("train_\(suffix)") { $0.scores[scorer]?.train ?? [] }
            }
        }
        return columns
    }
}

/// The standard deviation of numbers that are all there are.
func deviation(_ values: [Double]) -> Double {
    let center = mean(values)
    return mean(values.map { ($0 - center) * ($0 - center) }).squareRoot()
}
