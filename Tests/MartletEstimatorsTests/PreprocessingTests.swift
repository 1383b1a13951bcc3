import MartletEstimators
import MartletNN
import MartletNumerics
import Testing

/// A few operations on numbers up to 330.
private let tolerance = 1e-11

@Suite struct PreprocessingTests {
    private static let transformers: [String: any Transformer] = [
        "standard": StandardScaler(), "centred": StandardScaler(withStd: false),
        "min_max": MinMaxScaler(featureRange: -1...2), "clipped": MinMaxScaler(clip: true), "mean": SimpleImputer(),
        "median": SimpleImputer(strategy: .median, addIndicator: true),
        "most_frequent": SimpleImputer(strategy: .mostFrequent),
        "constant": SimpleImputer(strategy: .constant(-9)), "quantiles": QuantileTransformer(quantiles: 15),
        "normal": QuantileTransformer(quantiles: 15, outputDistribution: .normal),
    ]

    /// The largest difference; infinite where one is missing and the other isn't.
    private static func largest(_ a: Tensor, _ b: Tensor) throws -> Double {
        try #require(a.shape == b.shape)
        return zip(a.array(of: Double.self), b.array(of: Double.self)).reduce(0) { largest, pair in
            if pair.0.isNaN, pair.1.isNaN { return largest }
            return pair.0.isNaN || pair.1.isNaN ? .infinity : max(largest, abs(pair.0 - pair.1))
        }
    }

    @Test(arguments: transformers.keys.sorted()) func transformersAreThoseOfScikitLearn(name: String) throws {
        let source = name == "quantiles" || name == "normal" ? "x" : "gaps"
        let x = try Golden.sklearn.tensor("preprocess.\(source)")
        let transformed = try Self.fitted(Self.transformers[name]!, x[0..<30]).transform(x)
        // The quantile function of the normal distribution is Cephes's there and Wichura's here.
        let tolerance = name == "normal" ? 1e-7 : tolerance
        #expect(try Self.largest(transformed, Golden.sklearn.tensor("preprocess.\(name)")) < tolerance)
    }

    private static func fitted(_ transformer: some Transformer, _ x: Tensor) throws -> any FittedTransformer {
        try transformer.fit(x)
    }

    @Test func categoriesBecomeColumns() throws {
        let words = try Golden.sklearn.tensor("preprocess.words")
        let values = words.array(of: Double.self)
        let known = try words.take((0..<40).filter { max(values[2 * $0], values[2 * $0 + 1]) < 3 })
        let transformed = try OneHotEncoder(handleUnknown: .ignore).fit(known).transform(words)
        #expect(try difference(transformed, Golden.sklearn.tensor("preprocess.one_hot")) == 0)
        let strict = try OneHotEncoder().fit(known)
        let error = #expect(throws: EstimatorError.self) { try strict.transform(words) }
        #expect(error?.description.contains("category 3.0 at row") == true)
        #expect(
            try OneHotEncoder().fitTransform(Tensor([[Double.nan], [1], [.nan]]))
                == Tensor([[0.0, 1], [1, 0], [0, 1]]))
    }

    @Test func columnsAreTransformedApart() throws {
        let parts = try [Golden.sklearn.tensor("preprocess.gaps"), Golden.sklearn.tensor("preprocess.words")]
        let columns = ColumnTransformer(
            [
                ("gaps", TransformerPipeline(SimpleImputer(), StandardScaler()), [2, 0]),
                ("words", OneHotEncoder(), [4]),
            ], remainder: .passthrough)
        let transformed = try columns.fitTransform(.concatenate(parts, axis: 1))
        #expect(try Self.largest(transformed, Golden.sklearn.tensor("preprocess.columns")) < tolerance)
    }

    @Test func pipelinesFillGaps() throws {
        let x = try Golden.sklearn.tensor("preprocess.gaps")
        let whole = try Golden.sklearn.tensor("preprocess.x")
        let y = try whole[.all, 0].array(of: Double.self).map { $0 > 1 }
        let pipeline = Pipeline(SimpleImputer(strategy: .median), StandardScaler(), estimator: exact())
        let fitted = try pipeline.fit(x, y)
        #expect(try difference(fitted.probabilities(x), Golden.sklearn.tensor("preprocess.pipeline")) < 1e-4)
        // Gaps reach what can fill them through all that stands around it.
        #expect(try crossValidate(pipeline, x, y, cv: 4)[].allSatisfy { $0 > 0.5 })
        let bag = BaggingClassifier(pipeline, estimators: 2)
        let vote = VotingClassifier(estimators: ["a": pipeline, "b": bag], voting: .soft)
        let stack = StackingClassifier(estimators: ["a": pipeline, "b": vote], cv: 2)
        #expect(try stack.fit(x, y).score(x, y) > 0.5)
        let search = GridSearch(pipeline, SearchSettings(cv: 2)) { $0.vary(\.estimator.c, among: [0.1, 1]) }
        #expect(try search.fit(x, y).bestParameters.keys.sorted() == ["estimator.c"])
        #expect(throws: EstimatorError.self) { try LogisticRegression().fit(x, y) }
        #expect(throws: EstimatorError.self) { try Pipeline(StandardScaler(), estimator: exact()).fit(x, y) }
    }

    @Test func badArgumentsAreRefused() throws {
        let x = try Tensor([[1.0, .nan], [2, .nan]])
        #expect(throws: EstimatorError.self) { try StandardScaler().fit(Tensor([[Double.infinity]])) }
        #expect(throws: EstimatorError.self) { try StandardScaler().fit(Tensor([1.0])) }
        #expect(throws: EstimatorError.self) { try StandardScaler().fit(x).transform(Tensor([[1.0]])) }
        #expect(throws: EstimatorError.self) { try SimpleImputer(strategy: .constant(.nan)).fit(x) }
        #expect(throws: EstimatorError.self) { try SimpleImputer().fit(Tensor([[Double.nan]])) }
        #expect(try SimpleImputer().fitTransform(x).shape == [2, 1])
        #expect(throws: EstimatorError.self) { try QuantileTransformer(quantiles: 0).fit(x) }
        #expect(throws: EstimatorError.self) { try MinMaxScaler(featureRange: 1...1).fit(x) }
        #expect(throws: EstimatorError.self) { try ColumnTransformer([]).fit(x) }
        #expect(throws: EstimatorError.self) { try ColumnTransformer([("a", StandardScaler(), [2])]).fit(x) }
        #expect(throws: EstimatorError.self) {
            try Pipeline(StandardScaler(), estimator: Ridge()).fit(.zeros([4, 2, 2]), .zeros([4]))
        }
    }
}
