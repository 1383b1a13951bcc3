import Martlet
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The listings of *From a TensorFlow tutorial*, in its order.
extension Stories {
    /// The network and the data of the first listings.
    private func dense() throws -> (train: LabeledData, test: LabeledData, model: Model) {
        // snippet: tutorial dense
        let (train, test) = try Digits.load().split(testFraction: 0.2, seed: 1)
        var model = Model(
            Sequential {
                Rescaling(1.0 / 16)
                Dense(64, activation: .relu)
                Dense(10, activation: .softmax)
            }, input: [64])
        try model.compile(
            optimizer: .adam(), loss: .sparseCategoricalCrossentropy(),
            metrics: [.accuracy])
        try model.fit(train.features, train.labels, epochs: 10)
        // end
        return (train, test, model)
    }

    @Test func tutorialCompresses() throws {
        let (train, test, model) = try dense()
        let accuracy = try #require(model.evaluate(test.features, test.labels)["accuracy"])
        #expect(accuracy > 0.9)
        // snippet: tutorial quantize
        var aware = try model.quantizationAware()
        try aware.fit(train.features, train.labels, epochs: 2)
        let integers = try aware.quantized()  // int8 weights, int8 products
        print(try integers.evaluate(test.features, test.labels))
        print(try integers.integerReport())
        try integers.save(to: temporary("digits-int8.safetensors"))
        // end
        #expect(try #require(integers.evaluate(test.features, test.labels)["accuracy"]) > accuracy - 0.03)
        // snippet: tutorial prune
        let steps = 10 * 45  // epochs, and batches in each
        var pruned = try model.pruned(
            .polynomialDecay(
                initialSparsity: 0.5, finalSparsity: 0.9, endStep: steps,
                frequency: 20))
        try pruned.fit(train.features, train.labels, epochs: 10)
        let sparse = try pruned.stripPruning()
        print(try sparse.sparsityReport())
        let fast = try sparse.sparsified()  // skips the zeros
        // end
        #expect(try sparse.sparsityReport().rows.allSatisfy { $0.sparsity > 0.88 })
        #expect(try #require(fast.evaluate(test.features, test.labels)["accuracy"]) > accuracy - 0.1)
    }

    @Test func tutorialStacksAndSearches() throws {
        let (train, test) = try Digits.load().split(testFraction: 0.2, seed: 1)
        do {
            // snippet: tutorial stack
            let stack = StackingClassifier(
                estimators: [
                    "small": NeuralClassifier(hidden: [32], epochs: 5, seed: 1),
                    "wide": NeuralClassifier(hidden: [128], epochs: 5, seed: 2),
                    "deep": NeuralClassifier(hidden: [64, 64], epochs: 5, seed: 3),
                ],
                finalEstimator: NeuralClassifier(hidden: [32], epochs: 5, seed: 4))
            let fitted = try stack.fit(train.features, train.labels)
            print(try fitted.score(test.features, test.labels))
            // end
            #expect(try fitted.score(test.features, test.labels) > 0.85)
        }
        // snippet: tutorial search
        let search = RandomizedSearch(
            NeuralClassifier(epochs: 5), trials: 10, SearchSettings(cv: 3), seed: 1
        ) { space in
            space.vary(\.network.hidden, among: [[32], [64], [64, 64], [128, 64]])
            space.vary(\.network.learningRate, among: [1e-2, 1e-3, 1e-4])
        }
        let fitted = try search.fit(train.features, train.labels)
        print(fitted.bestParameters, fitted.bestScore)
        // end
        #expect(fitted.bestScore > 0.85)
    }

    #if Archives
        /// With the weights that Keras publishes where they are, and else with random ones.
        @Test func tutorialGoesOnFromVGG16() throws {
            let folder = getenv("MARTLET_TEST_MODELS").map { String(cString: $0) } ?? "../shared/models"
            if let real = realpath("\(folder)/vgg16_notop.h5", nil) {
                symlink(real, temporary("vgg16.h5"))
                free(real)
            } else {
                try Model(VGG16(includeTop: false), input: [32, 32, 3]).saveWeights(keras: temporary("vgg16.h5"))
            }
            var random = RandomGenerator(seed: 1)
            let labels = Tensor((0..<16).map { Int32($0 % 2) })
            let brightness = try labels.cast(to: .float32).reshaped([16, 1, 1, 1]) * 150
            let images = try random.uniform([16, 32, 32, 3], in: 0..<100) + brightness
            // snippet: tutorial vgg16
            let vgg16 = VGG16(includeTop: false)
            var model = Model(
                Sequential {
                    PreprocessInput(.caffe)
                    vgg16
                    Flatten()
                    Dense(256, activation: .relu)
                    Dense(2, activation: .softmax)
                }, input: [32, 32, 3])
            try model.loadWeights(.file(temporary("vgg16.h5")), of: vgg16, into: "vgg16")
            try model.freeze("vgg16")
            try model.compile(
                optimizer: .adam(), loss: .sparseCategoricalCrossentropy(),
                metrics: [.accuracy])
            try model.fit(images, labels, epochs: 2)
            // end
            let (head, first) = (model["dense/kernel"], model["vgg16/block5_conv3/kernel"])
            // snippet: tutorial fine-tuning
            try model.unfreezeAll()
            try model.freeze("vgg16", exceptLast: 4)
            try model.compile(
                optimizer: .adam(learningRate: 1e-4),
                loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
            try model.fit(images, labels, epochs: 1)
            // end
            #expect(model["dense/kernel"] != head && model["vgg16/block5_conv3/kernel"] != first)
            let start = Model(VGG16(includeTop: false), input: [32, 32, 3])
            #expect(model.parameters.count == start.parameters.count + 4)
        }
    #endif

    @Test func tutorialLearnsByDoing() throws {
        // snippet: tutorial dqn
        var environment = try AnyEnvironment(id: "CartPole-v1")
        var agent = try DQN(
            for: environment, hiddenUnits: [24, 24],
            configuration: DQNConfiguration {
                ($0.learningRate, $0.batchSize, $0.learningStarts) = (1e-3, 64, 500)
                ($0.tau, $0.targetUpdateInterval) = (0.005, 1)  // softly, each step
            }, seed: 1)
        try agent.learn(totalTimesteps: 2000, in: &environment)
        print(try evaluatePolicy(agent, in: &environment, episodes: 5).mean)
        // end
        let kernel = try #require(agent.online["output/kernel"]).array(of: Float.self)
        #expect(agent.timesteps == 2000 && kernel.allSatisfy(\.isFinite))
    }

    @Test func tutorialExplains() throws {
        let (train, test, model) = try dense()
        // snippet: tutorial shap
        let explainer = try KernelSHAP(background: train.features[0..<100]) {
            try model.predict($0)
        }
        let explanation = try explainer.explain(
            test.features[0..<10], nsamples: 2048, seed: 1)
        try explanation.checkAdditivity()
        try AtomicFile.write(explanation.barChart().svg, to: temporary("shap.svg"))
        // end
        #expect(explanation.values.shape == [10, 64, 10])
    }

    @Test func tutorialWatches() throws {
        let (train, _, trained) = try dense()
        var model = trained
        // snippet: tutorial tensorboard
        let board = TensorBoard(logDirectory: temporary("logs"), histogramFrequency: 1)
        try model.fit(
            train.features, train.labels, epochs: 2, validationSplit: 0.2,
            callbacks: [board])
        // end
        #expect(try SummaryReader(temporary("logs/validation")).scalars["epoch_loss"]?.count == 2)
    }

    #if SQLite
        @Test func tutorialTracks() throws {
            setenv("MLFLOW_TRACKING_URI", "sqlite:///" + temporary("mlflow.db"), 1)
            defer { unsetenv("MLFLOW_TRACKING_URI") }
            let (train, _, trained) = try dense()
            var model = trained
            defer { try? MLflow.autolog(disable: true) }
            // snippet: tutorial autolog
            try MLflow.autolog(experiment: "digits")
            try model.fit(
                train.features, train.labels, epochs: 2, validationSplit: 0.2)
            let search = GridSearch(
                NeuralClassifier(hidden: [16], epochs: 2), SearchSettings(cv: 3)
            ) { $0.vary(\.network.learningRate, among: [1e-2, 1e-3]) }
            _ = try search.fit(train.features, train.labels)
            // end
            // snippet: tutorial runs
            for run in try MLflowClient().runs(experiment: "digits") {
                print(run.name, run.status, run.metrics)
            }
            // end
            let runs = try MLflowClient().runs(experiment: "digits")
            let search_ = try #require(runs.first { $0.metrics["best_cv_score"] != nil })
            #expect(runs.count == 4 && runs.filter { $0.parent == search_.id }.count == 2)
            #expect(runs.allSatisfy { $0.status == .finished })
        }
    #endif
}
