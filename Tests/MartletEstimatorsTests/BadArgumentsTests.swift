import MartletEstimators
import MartletNumerics
import MartletTestSupport
import Testing

private let x = Tensor.arange(24, dtype: .float32).withRows(12)
private let y = (0..<12).map { $0 % 3 }

extension Tensor {
    fileprivate func withRows(_ rows: Int) -> Tensor { (try? reshaped([rows, count / rows])) ?? self }
}

private let estimators = BadCalls { call in
    call("one class for a network") { try NeuralClassifier(epochs: 1).fit(x, y.map { _ in 1 }) }
    call("one class for logistic regression") { try LogisticRegression().fit(x, y.map { _ in "a" }) }
    call("one class for a stack") {
        try StackingClassifier(estimators: ["a": LogisticRegression()]).fit(x, y.map { _ in 1 })
    }
    call("classes that are no whole numbers") {
        try DummyClassifier().fit(x, Tensor([0.5] + y.dropFirst().map(Double.init)))
    }
    call("targets in a matrix") { try DummyClassifier().fit(x, x) }
    call("values in a matrix") { try Ridge().fit(x, x) }
    call("images for linear functions") { try LogisticRegression().fit(x.withRows(12).reshaped([12, 2, 1]), y) }
    call("images for ridge") { try Ridge().fit(x.reshaped([12, 2, 1]), x[.all, 0]) }
    call("no epochs") { try NeuralClassifier(epochs: -1).fit(x, y) }
    call("no batch") { try NeuralClassifier(batchSize: 0).fit(x, y) }
    call("a layer without units") { try NeuralClassifier(hidden: [0]).fit(x, y) }
    call("a rate below 0") { try NeuralClassifier(learningRate: -1).fit(x, y) }
    call("validation of nothing") { try NeuralClassifier(earlyStopping: true, validationFraction: 0).fit(x, y) }
    call("validation of all") { try NeuralClassifier(earlyStopping: true, validationFraction: 1).fit(x, y) }
    call("a weight too few") { try LogisticRegression(classWeight: .weights([1])).fit(x, y) }
    call("no penalty") { try LogisticRegression(c: 0).fit(x, y) }
    call("a penalty that isn't a number") { try LogisticRegression(c: .nan).fit(x, y) }
    call("no iterations") { try LogisticRegression(maxIter: 0).fit(x, y) }
    call("a negative alpha") { try Ridge(alpha: -1).fit(x, x[.all, 0]) }
    call("a frozen estimator of other classes") {
        try StackingClassifier(
            estimators: ["a": FrozenEstimator(DummyClassifier().fit(x, y.map { $0 % 2 }))], cv: 2
        ).fit(x, y)
    }
}

private let ensembles = BadCalls { call in
    call("a stack of none") { try StackingClassifier(estimators: [:]).fit(x, y) }
    call("a stack of dropped ones") { try StackingClassifier(estimators: ["a": nil]).fit(x, y) }
    call("a vote of none") { try VotingClassifier(estimators: [:]).fit(x, y) }
    call("votes that don't count") {
        try VotingClassifier(estimators: ["a": DummyClassifier()], weights: [0]).fit(x, y)
    }
    call("a negative vote") { try VotingClassifier(estimators: ["a": DummyClassifier()], weights: [-1]).fit(x, y) }
    call("a bag of none") { try BaggingClassifier(DummyClassifier(), estimators: 0).fit(x, y) }
    call("a bag of no rows") { try BaggingClassifier(DummyClassifier(), maxSamples: 0).fit(x, y) }
    call("probabilities of values") {
        try StackingClassifier(
            estimators: ["a": VotingClassifier(estimators: ["b": DummyClassifier()])], cv: 2,
            stackMethod: .probabilities
        ).fit(x, y)
    }
}

private let selection = BadCalls { call in
    for count in [Int.min, -1, 0, 1, 13, Int.max] {
        call("KFold of \(count)") { try KFold(count).folds(of: y) }
        call("StratifiedKFold of \(count)") { try StratifiedKFold(count).folds(of: y) }
        call("TimeSeriesSplit of \(count)") { try TimeSeriesSplit(count).folds(of: y) }
        call("GroupKFold of \(count)") { try GroupKFold(count).folds(of: y, groups: y) }
        call("\(count) folds") { try crossValidate(DummyClassifier(), x, y, cv: count) }
    }
    call("classes with fewer members than folds") { try StratifiedKFold(5).folds(of: y) }
    call("stratified values") { try crossValidate(Ridge(), x, x[.all, 0], cv: StratifiedKFold(2)) }
    call("no groups") { try GroupKFold(2).folds(of: y) }
    call("groups of others") { try GroupKFold(2).folds(of: y, groups: [1]) }
    call("no tests") { try ShuffleSplit(3, testSize: 0).folds(of: y) }
    call("tests alone") { try ShuffleSplit(3, testSize: 1).folds(of: y) }
    call("tests of NaN") { try ShuffleSplit(3, testSize: .nan).folds(of: y) }
    call("no draws") { try ShuffleSplit(0).folds(of: y) }
    call("a huge gap") { try TimeSeriesSplit(2, gap: .max).folds(of: y) }
    call("a negative gap") { try TimeSeriesSplit(2, gap: -1).folds(of: y) }
    call("huge tests") { try TimeSeriesSplit(2, testSize: .max).folds(of: y) }
    call("no training") { try TimeSeriesSplit(2, maxTrainSize: 0).folds(of: y) }
    call("folds of nothing") { try KFold(2).folds(of: [Int]()) }
    call("a split of nothing") { try trainTestSplit(x, y, testSize: 0) }
    call("a split of other labels") { try trainTestSplit(x, [1]) }
    call("a stratified split of lone members") { try trainTestSplit(x, Array(0..<12), stratify: true) }
    call("a stratified split in order") { try trainTestSplit(x, y, stratify: true, shuffle: false) }
    call("one scorer twice") { try crossValidate(DummyClassifier(), x, y, cv: 2, scoring: [.accuracy, .accuracy]) }
    call("all fits fail") { try crossValidate(LogisticRegression(c: -1), x, y, cv: 2) }
    call("predictions of rows drawn twice") {
        try crossValidatePredictions(DummyClassifier(), x, y, cv: ShuffleSplit(2, testSize: 0.5))
    }
    call("a report on nothing") { try ClassificationReport([Int](), []) }
    call("a report on other labels") { try ClassificationReport([1], [1, 2]) }
    call("a matrix of other labels") { try confusionMatrix(["a"], ["a", "b"]) }
    call("a score of labels that aren't known") {
        try Scorer.accuracy(DummyClassifier().fit(x, y), x, y.map { $0 + 1 })
    }
}

private let search = BadCalls { call in
    let two = SearchSettings(cv: 2)
    call("an empty space") { try GridSearch(Ridge(), two) { _ in }.fit(x, x[.all, 0]) }
    call("no values") { try GridSearch(Ridge(), two) { $0.vary(\.alpha, among: []) }.fit(x, x[.all, 0]) }
    call("a parameter twice") {
        try GridSearch(Ridge(), two) { space in
            space.vary(\.alpha, among: [1])
            space.vary(\.alpha, among: [2])
        }.fit(x, x[.all, 0])
    }
    call("a grid of a range") { try GridSearch(Ridge(), two) { $0.vary(\.alpha, in: 0...1) }.fit(x, x[.all, 0]) }
    call("a grid too large") {
        try GridSearch(LogisticRegression(), two) { space in
            space.vary(\.c, among: Array(repeating: 1, count: 10_000))
            space.vary(\.maxIter, among: Array(repeating: 1, count: 10_000))
        }.fit(x, y)
    }
    call("an infinite range") {
        try RandomizedSearch(Ridge(), two) { $0.vary(\.alpha, in: 0...Double.infinity) }.fit(x, x[.all, 0])
    }
    call("logarithms of 0") {
        try RandomizedSearch(Ridge(), two) { $0.vary(\.alpha, in: 0...1, scale: .logarithmic) }.fit(x, x[.all, 0])
    }
    call("no trials") {
        try RandomizedSearch(Ridge(), trials: 0, two) { $0.vary(\.alpha, among: [1]) }.fit(x, x[.all, 0])
    }
    call("trials that all fail") { try GridSearch(Ridge(), two) { $0.vary(\.alpha, among: [-1]) }.fit(x, x[.all, 0]) }
    call("a trial that fails, raised") {
        try GridSearch(Ridge(), SearchSettings(cv: 2, errorScore: .raise)) { $0.vary(\.alpha, among: [1, -1]) }
            .fit(x, x[.all, 0])
    }
    call("too few rows for the folds") {
        try GridSearch(Ridge(), SearchSettings(cv: 13)) { $0.vary(\.alpha, among: [1]) }.fit(x, x[.all, 0])
    }
}

private let halving = BadCalls { call in
    func halve(
        _ name: String, _ settings: SearchSettings = SearchSettings(cv: 2),
        _ change: @escaping @Sendable (inout HalvingRandomSearch<LogisticRegression>) -> Void
    ) {
        call(name) {
            var search = HalvingRandomSearch(LogisticRegression(), settings) { $0.vary(\.c, among: [0.1, 1, 10]) }
            change(&search)
            return try search.fit(x, y)
        }
    }
    halve("a factor of 1") { $0.factor = 1 }
    halve("no candidates") { $0.candidates = 0 }
    halve("no rows") { $0.minResources = 0 }
    halve("more than there are") { $0.maxResources = 13 }
    halve("less than the least") { $0.maxResources = 1 }
    halve("all of all") { $0.minResources = .exhaust }
    halve("a parameter without end") { $0.resource = .parameter(\.maxIter) }
    halve("two scorers", SearchSettings(cv: 2, scoring: .accuracy, .negLogLoss, refit: "accuracy")) { _ in }
    call("a parameter that is varied") {
        try HalvingRandomSearch(
            LogisticRegression(), resource: .parameter(\.maxIter), maxResources: 9, SearchSettings(cv: 2)
        ) { $0.vary(\.maxIter, among: [1, 2]) }.fit(x, y)
    }
    for (name, settings) in [
        ("no scorer decides", SearchSettings(cv: 2, scoring: .accuracy, .negLogLoss)),
        ("another scorer decides", SearchSettings(cv: 2, scoring: .accuracy, refit: "f1")),
        ("a scorer twice", SearchSettings(cv: 2, scoring: .accuracy, .accuracy, refit: "accuracy")),
        ("a candidate that isn't", SearchSettings(cv: 2, refit: .choosing { _ in 7 })),
    ] {
        call(name) { try GridSearch(LogisticRegression(), settings) { $0.vary(\.c, among: [1]) }.fit(x, y) }
    }
    call("a condition on nothing") {
        try GridSearch(LogisticRegression()) { space in
            space.when(\.c, is: 1) { $0.vary(\.maxIter, among: [1]) }
        }.fit(x, y)
    }
    call("a condition that never holds") {
        try GridSearch(LogisticRegression()) { space in
            space.vary(\.c, among: [1])
            space.when(\.c, is: 2) { $0.vary(\.maxIter, among: [1]) }
        }.fit(x, y)
    }
    call("a parameter twice under a condition") {
        try GridSearch(LogisticRegression()) { space in
            space.vary(\.c, among: [1])
            space.when(\.c, is: 1) { $0.vary(\.c, among: [1]) }
        }.fit(x, y)
    }
}

private let studies = BadCalls { call in
    func study(
        _ name: String, _ sampler: StudySampler = .random, _ pruner: StudyPruner = .none,
        concurrency: Int = 1, seed: UInt64 = 0,
        _ vary: @escaping @Sendable (inout SearchSpace<Ridge>) -> Void = { $0.vary(\.alpha, in: 0...1) }
    ) {
        call(name) {
            try Study(
                Ridge(), sampler: sampler, pruner: pruner, seed: seed, concurrency: concurrency, vary: vary)
        }
    }
    study("an empty space") { _ in }
    study("a distribution of one's own") { $0.vary(\.alpha, drawing: { _ in 1 }) }
    study("no trial at a time", concurrency: 0)
    study("a seed that no file holds", seed: .max)
    study("no candidates", .tpe(candidates: 0))
    study("a negative start", .tpe(startupTrials: -1))
    study("a factor of 1", .random, .successiveHalving(reductionFactor: 1))
    study("no steps", .random, .successiveHalving(minResource: 0))
    study("a negative rate", .random, .successiveHalving(minEarlyStoppingRate: -1))
    study("a percentile of none", .random, .percentile(101))
    study("no percentile", .random, .percentile(.nan))
    study("a negative warm-up", .random, .median(warmupSteps: -1))
    study("no interval", .random, .median(intervalSteps: 0))
    study("fewer steps than the least", .random, .hyperband(minResource: 3, maxResource: 2))
    study("whole numbers that aren't exact", .random) { $0.vary(\.alpha, in: 0...Double.infinity) }
    call("no end") { try Study(Ridge()) { $0.vary(\.alpha, in: 0...1) }.optimize { _ in 0 } }
}

@Suite struct BadArgumentsTests {
    @Test(arguments: estimators.all) func estimatorsThrow(_ call: BadCall) { #expect(call.problem == nil) }
    @Test(arguments: ensembles.all) func ensemblesThrow(_ call: BadCall) { #expect(call.problem == nil) }
    @Test(arguments: selection.all) func selectionThrows(_ call: BadCall) { #expect(call.problem == nil) }
    @Test(arguments: halving.all) func halvingThrows(_ call: BadCall) { #expect(call.problem == nil) }
    @Test(arguments: studies.all) func studiesThrow(_ call: BadCall) { #expect(call.problem == nil) }
    @Test(arguments: search.all) func searchThrows(_ call: BadCall) { #expect(call.problem == nil) }
}
