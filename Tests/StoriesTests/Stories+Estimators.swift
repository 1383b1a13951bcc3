import Martlet
import Testing

extension Stories {
    // snippet: network-configuration
    struct Convolutional: NetworkConfiguration {
        var filters = 16
        var dropout = 0.2

        func model(for task: NetworkTask) throws -> Model {
            let layers = Sequential {
                Reshape([8, 8, 1])
                Conv2D(filters, kernelSize: 3, activation: .relu)
                MaxPooling2D()
                Flatten()
                Dropout(dropout)
                Dense(task.outputs, activation: task.outputActivation)
            }
            var model = Model(layers, input: task.inputShape, seed: task.seed)
            try model.compile(optimizer: .adam(), loss: task.loss)
            return model
        }
    }
    // end

    @Test func networksAreEstimators() throws {
        let (train, test) = try Iris.load().split(testFraction: 0.2, seed: 1)
        let species = train.labels.array(of: Int.self).map { train.classNames[$0] }
        // snippet: neural-classifier
        let classifier = NeuralClassifier(hidden: [64, 64], epochs: 20, seed: 1)
        let fitted = try classifier.fit(train.features, species)
        print(try fitted.predict(test.features), fitted.history["loss"])
        // end
        let truth = test.labels.array(of: Int.self).map { test.classNames[$0] }
        #expect(try fitted.score(test.features, truth) > 0.85)
        #expect(fitted.classes == train.classNames.sorted())

        // snippet: cross-validation
        let scores = try crossValidate(
            classifier, train.features, species, cv: 3,
            scoring: [.accuracy, .f1(average: .macro), .negLogLoss])
        print(scores["accuracy"], scores["f1_macro"])
        let out = try crossValidatePredictions(
            LogisticRegression(), train.features, species,
            cv: StratifiedKFold(4, shuffle: true, seed: 1))
        print(try ClassificationReport(species, out))
        // end
        #expect(scores["accuracy"].count == 3 && out.count == species.count)
    }

    @Test func estimatorsAreStacked() throws {
        let (train, test) = try digits()
        // snippet: stacking
        let stack = StackingClassifier(estimators: [
            "small": NeuralClassifier(hidden: [32], seed: 1),
            "large": NeuralClassifier(hidden: [128, 64], seed: 2),
            "linear": LogisticRegression(),
        ])
        let fitted = try stack.fit(train.features, train.labels)
        print(try fitted.score(test.features, test.labels))
        // end
        #expect(try fitted.score(test.features, test.labels) > 0.94)

        let (x, y) = (train.features, train.labels)
        // snippet: voting-and-bagging
        let known = try LogisticRegression().fit(x, y)
        let vote = VotingClassifier(
            estimators: [
                "network": NeuralClassifier(Convolutional(filters: 8), epochs: 5),
                "linear": FrozenEstimator(known),  // learns no more
            ], voting: .soft, weights: [2, 1])
        let bag = BaggingClassifier(NeuralClassifier(hidden: [32], epochs: 5))
        // end
        #expect(try vote.fit(x, y).score(test.features, test.labels) > 0.9)
        #expect(try bag.fit(x, y).score(test.features, test.labels) > 0.9)
    }

    @Test func hyperparametersAreSearched() throws {
        let (train, test) = try digits()
        // snippet: randomized-search
        let search = RandomizedSearch(
            NeuralClassifier(epochs: 5), trials: 10, SearchSettings(cv: 3), seed: 1
        ) { space in
            space.vary(\.network.hidden, among: [[32], [64], [64, 64], [128, 64]])
            space.vary(\.network.learningRate, in: 1e-4...1e-2, scale: .logarithmic)
        }
        let fitted = try search.fit(train.features, train.labels)
        print(fitted.bestParameters, fitted.bestScore)
        print(try fitted.score(test.features, test.labels))
        // end
        #expect(fitted.bestScore > 0.9)
        #expect(try fitted.score(test.features, test.labels) > 0.9)
        #expect(fitted.bestEstimator.network.hidden.count <= 2)

        // snippet: grid-search
        let grid = GridSearch(
            LogisticRegression(), SearchSettings(cv: 3, scoring: .f1(average: .macro))
        ) { space in
            space.vary(\.c, among: [0.01, 0.1, 1])
        }
        let best = try grid.fit(train.features, train.labels)
        print(best.results.json.serialized())  // cv_results_
        // end
        #expect(best.results.candidates.count == 3)
    }

    @Test func candidatesAreHalved() throws {
        // snippet: halving
        let search = HalvingRandomSearch(
            NeuralClassifier(), candidates: 27, resource: .parameter(\.fitting.epochs),
            maxResources: 27, seed: 1
        ) { space in
            space.vary(\.network.hidden, among: [[32], [64], [64, 64], [128, 64]])
            space.vary(\.network.learningRate, in: 1e-4...1e-1, scale: .logarithmic)
        }
        // end
        let (train, test) = try Iris.load().split(testFraction: 0.2, seed: 1)
        let fitted = try search.fit(train.features, train.labels)
        let epochs = [1, 3, 9, 27].flatMap { Array(repeating: $0, count: 27 / $0) }
        #expect(fitted.results.candidates.compactMap(\.round?.resources) == epochs)
        #expect(try fitted.score(test.features, test.labels) > 0.85)

        let conditional = RandomizedSearch(NeuralClassifier(epochs: 2), trials: 8, SearchSettings(cv: 2)) { space in
            // snippet: condition
            space.vary(\.network.learningRate, in: 1e-4...1e-2, scale: .logarithmic)
            space.vary(\.fitting.earlyStopping, among: [false, true])
            space.when(\.fitting.earlyStopping, is: true) { space in
                space.vary(\.fitting.patience, in: 2...10)
            }
            // end
        }
        let tried = try conditional.fit(train.features, train.labels).results.candidates.map(\.parameters)
        #expect(tried.allSatisfy { ($0["fitting.patience"] != nil) == ($0["fitting.earlyStopping"] == "true") })
        #expect(Set(tried.map { $0["fitting.earlyStopping"] }) == ["true", "false"])
    }

    #if SQLite
        @Test func studiesLearn() throws {
            let (train, _) = try Iris.load().split(testFraction: 0.2, seed: 1)
            let species = train.labels.array(of: Int.self).map { train.classNames[$0] }
            // snippet: study
            let study = try Study(
                NeuralClassifier(epochs: 5), direction: .maximize, seed: 1,
                storage: .sqlite(temporary("study.db"))
            ) { space in
                space.vary(\.network.hidden, among: [[32], [64], [64, 64], [128, 64]])
                space.vary(\.network.learningRate, in: 1e-4...1e-2, scale: .logarithmic)
            }
            try study.optimize(trials: 30, timeBudget: .seconds(60)) { trial in
                try trial.crossValidate(train.features, species, cv: 3)
            }
            print(study.bestParameters, study.bestValue ?? .nan)
            // end
            #expect(try #require(study.bestValue) > 0.8)
        }
    #endif

    @Test func trialsArePruned() throws {
        let (train, _) = try Iris.load().split(testFraction: 0.2, seed: 1)
        // snippet: pruning-study
        let study = try Study(
            DenseNetwork(), pruner: .hyperband(maxResource: 9), seed: 1
        ) { space in
            space.vary(\.hidden, among: [[32], [64], [64, 64]])
            space.vary(\.learningRate, in: 1e-4...1e-1, scale: .logarithmic)
        }
        try study.optimize(trials: 20) { trial in
            let task = NetworkTask(features: train.features, classes: 3, seed: 1)
            var model = try trial.configuration.model(for: task)
            let history = try model.fit(
                train.features, train.labels, epochs: 9,
                callbacks: [PruningCallback(trial, monitor: "loss")])
            return history["loss"].last ?? .nan
        }
        print(study.parameterImportances)  // PED-ANOVA
        print(study.historyChart.svg, study.importanceChart.svg)
        // end
        #expect(study.trials.contains { $0.state == .pruned })
    }

    @Test func estimatorsMayBeOnesOwn() throws {
        let (train, test) = try digits()
        // snippet: estimator
        /// The class whose mean is the nearest.
        struct NearestCentroid: Classifier {
            struct Fitted: ClassPredictor {
                var centroids: Tensor

                func probabilities(_ x: Tensor) throws -> Tensor {
                    let distances = try (0..<centroids.shape[0]).map { code in
                        try (x - centroids[code]).square().sum(axis: 1)
                    }
                    let closeness = try (-Tensor.stack(distances, axis: 1) / 100).exp()
                    return try closeness
                        / closeness.sum(axis: 1, keepingDimensions: true)
                }
            }

            func learn(
                _ x: Tensor, _ y: Tensor, sampleWeight: [Double]?
            ) throws -> Fitted {
                let codes = y.array(of: Int.self)
                let means = try (0...codes.max()!).map { code in
                    try x.take(codes.indices.filter { codes[$0] == code }).mean(axis: 0)
                }
                return Fitted(centroids: try .stack(means))
            }
        }
        let fitted = try NearestCentroid().fit(train.features, train.labels)
        let stack = StackingClassifier(estimators: [
            "nearest": NearestCentroid(), "linear": LogisticRegression(),
        ])
        // end
        #expect(try fitted.score(test.features, test.labels) > 0.85)
        #expect(try stack.fit(train.features, train.labels).score(test.features, test.labels) > 0.93)
    }
}

extension Stories {
    @Test func tablesHavePipelines() throws {
        let (train, test) = try Wine.load().split(testFraction: 0.2, seed: 1)
        var x = train.features
        let labels = train.labels
        try x.assign(Tensor(Float.nan), at: 3, 5)
        // snippet: pipeline
        let pipeline = Pipeline(
            SimpleImputer(strategy: .median), StandardScaler(),
            estimator: LogisticRegression())
        let fitted = try pipeline.fit(x, labels)
        // end
        // snippet: pipeline-search
        let search = GridSearch(pipeline) { space in
            space.vary(\.estimator.c, among: [0.01, 0.1, 1])
        }
        // end
        #expect(try fitted.score(test.features, test.labels) > 0.9)
        #expect(try search.fit(x, labels).bestScore > 0.9)
        // snippet: column-transformer
        let columns = ColumnTransformer([
            ("numbers", TransformerPipeline(SimpleImputer(), StandardScaler()), [0, 1]),
            ("colour", OneHotEncoder(handleUnknown: .ignore), [2]),
        ])
        // end
        let rows = try Tensor([[1.0, 2, 0], [.nan, 4, 1], [3, 0, 0]])
        #expect(try columns.fitTransform(rows).shape == [3, 4])

        // snippet: estimator-file
        try fitted.save(to: temporary("wine.safetensors"))
        let same = try FittedClassifier<Int, _>(
            contentsOf: temporary("wine.safetensors"))
        // end
        #expect(try same.predict(test.features) == fitted.predict(test.features))

        // snippet: curves
        let isFirst = test.labels.array(of: Int.self).map { $0 == 0 }
        let p = try fitted.probabilities(test.features)[.all, 0]
            .array(of: Double.self)
        let curve = try rocCurve(isFirst, p)
        print(curve.falsePositiveRate, curve.truePositiveRate, curve.area)
        print(try precisionRecallCurve(isFirst, p).averagePrecision)
        print(try calibrationCurve(isFirst, p).predictedProbability)
        // end
        #expect(curve.area > 0.9)
    }

    @Test func stacksAreDistilled() throws {
        let (train, test) = try digits()
        let stack = try VotingClassifier(
            estimators: [
                "small": NeuralClassifier(hidden: [32], seed: 1),
                "large": NeuralClassifier(hidden: [128, 64], seed: 2),
            ], voting: .soft
        ).fit(train.features, train.labels)
        // snippet: distiller
        let distiller = Distiller(stack, student: NeuralClassifier(hidden: [32]))
        let network = try distiller.fit(train.features, train.labels)
        // end
        #expect(try network.score(test.features, test.labels) > 0.9)
    }

    @Test func tablesAreLearnedWithoutBeingTold() throws {
        let (train, test) = try flowers()
        // snippet: auto
        let auto = AutoClassifier(minutes: 2, trials: 6, seed: 1)
        let fitted = try auto.fit(train, target: "species")
        print(fitted.report.candidates[0].name, try fitted.score(test))
        // end
        #expect(try fitted.score(test) > 0.85)
        #expect(fitted.report.candidates.count == 6)
    }

    /// Iris as tables of a file.
    private func flowers() throws -> (train: CSV, test: CSV) {
        let iris = Iris.load()
        let rows = iris.labels.array(of: Int.self).enumerated().map { row, code in
            (0..<4).map { "\(iris.features.array(of: Float.self)[4 * row + $0])" }.joined(separator: ",")
                + ",\(iris.classNames[code])"
        }
        let text = (["a,b,c,d,species"] + rows).joined(separator: "\n")
        return try CSV(bytes: Array(text.utf8)).split(testFraction: 0.2, seed: 1, stratify: "species")
    }
}
