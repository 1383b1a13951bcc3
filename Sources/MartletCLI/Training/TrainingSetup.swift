import Martlet

/// All that decides what `martlet train` makes of the data; it is saved with the model.
struct TrainingSetup: Codable, Sendable {
    var data = "digits"
    /// How many examples the data had.
    var examples: Int?
    /// The label's column in a file; nil is the last one.
    var label: String?
    var target = LabeledData.Target.automatic
    /// The units of each hidden layer.
    var hidden = [64, 64]
    var activation = "relu"
    /// The rate after each hidden layer.
    var dropout = 0.0
    /// Whether the network begins by normalising its input.
    var normalize = true
    var optimizer = "adam"
    /// Nil is the optimiser's default.
    var learningRate: Double?
    var epochs = 20
    var batchSize = 32
    /// The share of the training part that is kept for validation.
    var validationSplit = 0.0
    /// The share of the data that is kept for testing.
    var testFraction = 0.2
    /// The epochs without getting better after which training ends; nil never ends early.
    var earlyStopping: Int?
    var seed: UInt64 = 0
}

extension TrainingSetup {
    /// The first number that is outside its range; nil if all are right.
    var mistake: String? {
        func outside<T: Comparable>(_ option: String, _ value: T, _ range: Range<T>) -> String? {
            range.contains(value) ? nil : "\(option) must be in \(range), and is \(value)"
        }
        if let learningRate, !(learningRate > 0 && learningRate.isFinite) {
            return "--learning-rate must be positive, and is \(learningRate)"
        }
        let most = 1 << 30
        return outside("--dropout", dropout, 0..<1)
            ?? outside("--validation-split", validationSplit, 0..<1)
            ?? outside("--test-fraction", testFraction, 0..<1)
            ?? outside("--epochs", epochs, 1..<most)
            ?? outside("--batch-size", batchSize, 1..<most)
            ?? earlyStopping.flatMap { outside("--early-stopping", $0, 1..<most) }
    }

    /// The parts of the data: shuffled, and the same for the same seed.
    ///
    /// - Throws: `TensorError` when a part would be empty.
    func split(_ data: LabeledData) throws -> (train: LabeledData, validation: LabeledData?, test: LabeledData?) {
        var train = data
        var validation, test: LabeledData?
        if testFraction > 0 {
            let parts = try data.split(testFraction: testFraction, seed: seed)
            (train, test) = (parts.train, parts.test)
        }
        if validationSplit > 0 {
            // As Keras does it, the last rows; they are shuffled already if there is a test part.
            let cut = Int(Double(train.count) * (1 - validationSplit))
            guard cut > 0, cut < train.count else {
                throw BadData("--validation-split \(validationSplit) of \(train.count) rows leaves none on one side")
            }
            validation = try train.examples(Array(cut..<train.count))
            train = try train.examples(Array(0..<cut))
        }
        return (train, validation, test)
    }

    /// A network for `train`, compiled.
    ///
    /// - Throws: `UnknownName`, `ArgumentError`, mistakes in the layers.
    func model(for train: LabeledData) throws -> Model {
        let activation = try Activation(named: activation)
        let network = try Sequential {
            if normalize { try inputNormalization(for: train) }
            for units in hidden {
                Dense(units, activation: activation)
                if dropout > 0 { Dropout(dropout) }
            }
            if train.isClassification {
                Dense(train.classNames.count, activation: .softmax)
            } else {
                Dense(1)
                if normalize { try outputScaling(for: train) }
            }
        }
        var model = Model(network, input: [train.featureCount], seed: seed)
        var optimizer = try AnyOptimizer(named: optimizer).base
        if let learningRate { optimizer.learningRate = .constant(learningRate) }
        if train.isClassification {
            try model.compile(optimizer: optimizer, loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
        } else {
            try model.compile(optimizer: optimizer, loss: .meanSquaredError, metrics: [.meanAbsoluteError])
        }
        return model
    }

    /// Brings features to mean 0 and variance 1: each of its own, or all pixels of images together.
    private func inputNormalization(for train: LabeledData) throws -> Normalization {
        let isImages = try DataSource(data).isImages
        var layer = try Normalization(axis: isImages ? nil : -1).adapt(to: train.features)
        // A feature that is constant in the training part says nothing; it must not explode when it differs later.
        layer.variance = layer.variance?.map { $0 > 0 ? $0 : 1 }
        return layer
    }

    /// Lets the network predict numbers about 0 where labels may be of any size.
    private func outputScaling(for train: LabeledData) throws -> Normalization {
        var layer = try Normalization(axis: nil, invert: true).adapt(to: train.labels)
        layer.variance = layer.variance?.map { $0 > 0 ? $0 : 1 }
        return layer
    }
}
