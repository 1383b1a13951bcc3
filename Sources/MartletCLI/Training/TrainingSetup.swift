import Martlet

/// All that decides what `martlet train` makes of the data; it is saved with the model.
struct TrainingSetup: Codable, Sendable {
    var data = "digits"
    /// How many examples the data had.
    var examples: Int?
    /// `LabeledData.fingerprint` of the data.
    var fingerprint: String?
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
        let most = 1_000_000_000
        func count(_ option: String, _ value: Int) -> String? {
            1...most ~= value ? nil : "\(option) must be from 1 to \(most), and is \(value)"
        }
        func share(_ option: String, _ value: Double) -> String? {
            0..<1 ~= value ? nil : "\(option) must be at least 0 and below 1, and is \(value)"
        }
        if let learningRate, !(learningRate > 0 && learningRate.isFinite) {
            return "--learning-rate must be positive, such as 0.001, and is \(learningRate)"
        }
        return share("--dropout", dropout)
            ?? share("--validation-split", validationSplit)
            ?? share("--test-fraction", testFraction)
            ?? count("--epochs", epochs)
            ?? count("--batch-size", batchSize)
            ?? earlyStopping.flatMap { count("--early-stopping", $0) }
    }

    /// Whether `data`, which is called `name`, is what this setup trained on, whatever it was called then.
    func describes(_ data: LabeledData, called name: String) -> Bool {
        guard let fingerprint else { return self.data == name && examples == data.count }
        return fingerprint == data.fingerprint
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
