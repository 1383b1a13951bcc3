public import MartletNumerics

extension Trial where Configuration: Classifier {
    /// The mean score of the configuration over folds. After each fold the mean so far is reported, with the number of folds
    /// as step, and a trial that the study's pruner would end is ended.
    ///
    /// - Parameters:
    ///   - x: `[rows, …]`
    ///   - y: a label for each row.
    ///   - cv: the folds, or how many.
    ///   - scoring: how it is judged; accuracy if not given.
    /// - Throws: `TrialPruned`; `EstimatorError` for data that can't be learned or divided; what learning throws.
    public func crossValidate<Label: Hashable & Sendable>(
        _ x: Tensor, _ y: [Label], cv: any CrossValidator = 5, scoring: Scorer? = nil
    ) throws -> Double {
        try mean(of: Problem(x, encoding: LabelEncoder(y), for: configuration, sampleWeight: nil), cv, scoring)
    }
}

extension Trial where Configuration: Estimator {
    /// The same with targets in a tensor, `[rows]`: values, or classes that are whole numbers. Judged by R² if `scoring`
    /// isn't given and values are learned.
    ///
    /// - Throws: as `crossValidate` of labels.
    public func crossValidate(
        _ x: Tensor, _ y: Tensor, cv: any CrossValidator = 5, scoring: Scorer? = nil
    ) throws -> Double {
        try mean(of: Problem(x, y, for: configuration, sampleWeight: nil), cv, scoring)
    }

    fileprivate func mean(of problem: Problem, _ cv: any CrossValidator, _ scoring: Scorer?) throws -> Double {
        let scorers = try Scorer.checked(scoring.map { [$0] } ?? [], for: configuration)
        let folds = try cv.checkedFolds(rows: problem.rows, classes: problem.codes, groups: nil)
        var sum = 0.0
        for (number, fold) in folds.enumerated() {
            let fit = try ScoredFit(configuration, problem, fold, scorers, scoresTraining: false, errorScore: .raise)
            sum += fit.test[0]
            try report(sum / Double(number + 1), step: number + 1)
            if number + 1 < folds.count, shouldPrune() { throw TrialPruned() }
        }
        return sum / Double(folds.count)
    }
}
