import MartletCodecs
import MartletEstimators
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

@Suite struct EstimatorFileTests {
    private static let network = NeuralClassifier(hidden: [4], learningRate: 0.02, epochs: 2, seed: 1)
    private static let pipeline = Pipeline(
        ColumnTransformer([("a", QuantileTransformer(), [0])], remainder: .passthrough),
        TransformerPipeline(SimpleImputer(addIndicator: true), MinMaxScaler(clip: true)),
        estimator: LogisticRegression())
    private static let classifiers: [(String, any Classifier)] = [
        ("dummy", DummyClassifier(strategy: .stratified, seed: 3)), ("logistic", LogisticRegression()),
        ("network", network), ("pipeline", pipeline),
        ("categories", Pipeline(OneHotEncoder(handleUnknown: .ignore), estimator: network)),
        (
            "vote",
            VotingClassifier(estimators: ["a": network, "b": nil, "c": LogisticRegression()], weights: [2, 1, 1])
        ),
        ("bag", BaggingClassifier(LogisticRegression(), estimators: 3, maxSamples: 0.05, seed: 2)),
        (
            "stack",
            StackingClassifier(
                estimators: ["a": pipeline, "b": VotingClassifier(estimators: ["c": network], voting: .soft)],
                finalEstimator: network, cv: 2)
        ),
        ("search", GridSearch(pipeline, SearchSettings(cv: 2)) { $0.vary(\.estimator.c, among: [0.1, 1]) }),
    ]
    private static let regressors: [(String, any Regressor)] = [
        ("ridge", Ridge()), ("network", NeuralRegressor(hidden: [4], epochs: 2, seed: 1)),
        (
            "stack",
            StackingRegressor(estimators: ["a": Ridge(), "b": Pipeline(StandardScaler(), estimator: RidgeCV())], cv: 2)
        ),
    ]

    private func bytes(_ path: String) throws -> [UInt8] { try FileReader.contents(of: path, limit: 1 << 24) }

    private static func data() throws -> (x: Tensor, y: [Int]) { try Data.wine.load() }

    private static func saved(_ classifier: some Classifier, to path: String) throws -> [[String]] {
        let (x, y) = try data()
        let fitted = try classifier.fit(x, y.map { ["ash", "birch", "cedar"][$0] })
        try fitted.save(to: path)
        return [try fitted.predict(x), try answers(fitted, x)]
    }

    private static func answers(
        _ fitted: FittedClassifier<String, some ClassPredictor>, _ x: Tensor
    ) throws -> [String] {
        do {
            return try fitted.probabilities(x).array(of: Double.self).map { "\($0)" }
        } catch EstimatorError.noProbabilities {
            return []
        }
    }

    @Test(arguments: classifiers.indices) func classifiersComeBack(index: Int) throws {
        let folder = TemporaryFolder()
        let path = folder["a.safetensors"]
        let said = try Self.saved(Self.classifiers[index].1, to: path)
        let (x, _) = try Self.data()
        let read = try FittedClassifier<String, _>(contentsOf: path)
        #expect(read.classes == ["ash", "birch", "cedar"])
        #expect(try [read.predict(x), Self.answers(read, x)] == said, "\(Self.classifiers[index].0)")
        // What was read is written again as it was.
        try read.save(to: folder["b.safetensors"])
        #expect(try bytes(path) == bytes(folder["b.safetensors"]))
        #expect(throws: ModelFileError.self) { try FittedClassifier<Int, _>(contentsOf: path) }
        #expect(throws: ModelFileError.self) { try FittedRegressor(contentsOf: path) }
    }

    @Test(arguments: regressors.indices) func regressorsComeBack(index: Int) throws {
        func check(_ regressor: some Regressor) throws {
            let folder = TemporaryFolder()
            let (all, _) = try Self.data()
            let (x, y) = try (all[.all, 1...], all[.all, 0])
            let fitted = try regressor.fit(x, y)
            try fitted.save(to: folder["a.safetensors"])
            let read = try FittedRegressor(contentsOf: folder["a.safetensors"])
            #expect(try read.predict(x) == fitted.predict(x), "\(Self.regressors[index].0)")
        }
        try check(Self.regressors[index].1)
    }

    private struct Own: Classifier {
        struct Fitted: ClassPredictor {
            func probabilities(_ x: Tensor) throws -> Tensor { .zeros([x.shape[0], 3]) }
        }
        func learn(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> Fitted { Fitted() }
    }

    @Test func whatFilesCannotHoldIsNamed() throws {
        let folder = TemporaryFolder()
        let (x, y) = try Self.data()
        let stack = try VotingClassifier(estimators: ["own": Own()], voting: .soft).fit(x, y)
        let error = #expect(throws: ModelFileError.self) { try stack.save(to: folder["a.safetensors"]) }
        #expect(error?.kind == .unsupported && error?.part == "learned/estimators/0")
        #expect(throws: FileError.self) { try FittedRegressor(contentsOf: folder["a.safetensors"]) }
        try Safetensors([("a", x)]).write(to: folder["b.safetensors"])
        let other = #expect(throws: ModelFileError.self) {
            try FittedClassifier<Int, _>(contentsOf: folder["b.safetensors"])
        }
        #expect(other?.kind == .notAModel)
    }

    /// Each member of the description is left out, and then another thing: that is an error, or makes no difference.
    @Test(arguments: ["stack", "bag", "vote", "pipeline", "categories", "dummy"]) func damageIsNamed(name: String)
        throws
    {
        let folder = TemporaryFolder()
        let path = folder["a.safetensors"]
        let classifier = try #require(Self.classifiers.first { $0.0 == name }).1
        _ = try Self.saved(classifier, to: path)
        let x = try Self.data().x[0..<20]
        let file = try Safetensors(path: path)
        let note = try JSON(parsing: try #require(file.metadata["martlet.estimator"]))
        var refused = 0
        for damaged in Self.damaged(note) {
            var other = file
            other.metadata["martlet.estimator"] = damaged.serialized()
            try other.write(to: path)
            do {
                let read = try FittedClassifier<String, _>(contentsOf: path)
                _ = try read.predict(x)
                _ = try Self.answers(read, x)
            } catch let error as any CustomStringConvertible {
                refused += 1
                #expect(!error.description.isEmpty)
            }
        }
        #expect(refused > 10)
        for index in file.tensors.indices.prefix(4) {
            var other = file
            other.tensors.remove(at: index)
            try other.write(to: path)
            #expect(throws: (any Error).self) { try FittedClassifier<String, _>(contentsOf: path) }
        }
    }

    private static func damaged(_ json: JSON) -> [JSON] {
        let others: [JSON] = [.null, .integer(-1), .string("x"), .array([])]
        switch json {
        case .object(let members):
            return others
                + members.keys.flatMap { key -> [JSON] in
                    let replacements: [JSON?] =
                        [nil] + (key == "metadata" ? others : damaged(members[key] ?? .null)).map(Optional.some)
                    return replacements.map { replacement -> JSON in
                        var changed = json
                        changed[key] = replacement
                        return changed
                    }
                }
        case .array(let elements):
            let changes = elements.indices.prefix(2).flatMap { index -> [JSON] in
                damaged(elements[index]).map { replacement -> JSON in
                    var changed = elements
                    changed[index] = replacement
                    return .array(changed)
                }
            }
            return others + [.array(Array(elements.dropLast()))] + changes
        default: return others
        }
    }
}
