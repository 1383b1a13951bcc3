import MartletDatasets
import MartletEstimators
import MartletGraph
import MartletNN
import MartletNumerics
import Testing

@Suite struct NeuralTests {
    private static func iris() throws -> (train: LabeledData, test: LabeledData) {
        try Iris.load().split(testFraction: 0.3, seed: 1)
    }

    @Test func labelsMayBeAnything() throws {
        let (train, test) = try Self.iris()
        let codes = train.labels.array(of: Int.self)
        let classifier = NeuralClassifier(hidden: [16], learningRate: 0.01, epochs: 30, seed: 3)
        let words = try classifier.fit(train.features, codes.map { ["c", "a", "b"][$0] })
        #expect(words.classes == ["a", "b", "c"])
        #expect(words.history["loss"].count == 30)
        #expect(words.history["accuracy"].last! > 0.9)
        let truth = test.labels.array(of: Int.self).map { ["c", "a", "b"][$0] }
        #expect(try words.score(test.features, truth) > 0.85)
        #expect(try classifier.fit(train.features, codes.map { $0 == 1 }).classes == [false, true])
        // What can't be compared stays in the order in which it comes first.
        let lists = try classifier.fit(train.features, codes.map { [$0] }).classes
        #expect(lists.first == [codes[0]] && Set(lists) == [[0], [1], [2]])
        let integers = try classifier.fit(train.features, train.labels)
        #expect(integers.classes == [0, 1, 2])
        let shares = try integers.probabilities(test.features)
        #expect(shares.shape == [test.count, 3])
        #expect(try integers.predict(test.features) == shares.argMax(axis: 1).array(of: Int.self))
    }

    @Test func earlyStoppingKeepsTheBestEpoch() throws {
        let (train, _) = try Self.iris()
        let classifier = NeuralClassifier(
            hidden: [32], learningRate: 0.05, epochs: 500, earlyStopping: true, validationFraction: 0.2, patience: 3,
            seed: 1)
        let fitted = try classifier.fit(train.features, train.labels)
        let losses = fitted.history["val_loss"]
        #expect(losses.count < 500)
        #expect(losses.count - 1 - losses.firstIndex(of: losses.min()!)! == 3)
    }

    /// A class that counts 0 is never learned.
    @Test func classesCountByTheirWeights() throws {
        let (train, _) = try Self.iris()
        var classifier = NeuralClassifier(hidden: [8], learningRate: 0.05, epochs: 20, seed: 1)
        classifier.classWeight = .weights([1, 0, 1])
        let fitted = try classifier.fit(train.features, train.labels)
        #expect(try !fitted.predict(train.features).contains(1))
        classifier.classWeight = .weights([1, 2])
        #expect(throws: EstimatorError.self) { try classifier.fit(train.features, train.labels) }
    }

    private struct Convolutional: NetworkConfiguration {
        var filters = 8

        func model(for task: NetworkTask) throws -> Model {
            let layers = Sequential {
                Conv2D(filters, kernelSize: 3, activation: .relu)
                Flatten()
                Dense(task.outputs, activation: task.outputActivation)
            }
            var model = Model(layers, input: task.inputShape, seed: task.seed)
            try model.compile(optimizer: .adam(learningRate: 0.01), loss: task.loss)
            return model
        }
    }

    @Test func anyNetworkIsTrained() throws {
        let digits = Digits.load()
        let images = try (digits.features[0..<500] / 16).reshaped([500, 8, 8, 1])
        let classifier = NeuralClassifier(Convolutional(filters: 12), epochs: 8, seed: 2)
        let fitted = try classifier.fit(images, digits.labels[0..<500])
        #expect(fitted.model.graph.parameters.contains { $0.shape == [3, 3, 1, 12] })
        #expect(try fitted.score(images, digits.labels[0..<500]) > 0.9)
    }

    @Test func divergedNetworksAreRefused() throws {
        let iris = Iris.load()
        let classifier = NeuralClassifier(hidden: [8], learningRate: 1e38, epochs: 2, seed: 1)
        #expect(throws: EstimatorError.diverged) { try classifier.fit(iris.features, iris.labels) }
    }

    /// Values far from 0 are learned in units of their deviation.
    @Test func valuesAreLearnedInTheirUnits() throws {
        let iris = Iris.load()
        let (x, y) = try (iris.features[.all, 0..<3], iris.features[.all, 3] * 1e4 + 1e6)
        let regressor = NeuralRegressor(hidden: [32], learningRate: 0.01, epochs: 60, seed: 1)
        let fitted = try regressor.fit(x, y)
        #expect(try fitted.score(x, y) > 0.9)
        #expect(try fitted.predict(x).dtype == .float64)
        #expect(try abs(fitted.mean - y.cast(to: .float64).mean().scalar()) < 1)
    }
}
