import Martlet

/// All that decides what `martlet train` makes of the data; it is saved with the model.
struct TrainingSetup: StoredSetup, Sendable {
    static let key = "setup"

    var data = "digits"
    /// How many examples the data had.
    var examples: Int?
    /// `Examples.fingerprint` of the data.
    var fingerprint: String?
    /// The label's column in a file; nil is the last one.
    var label: String?
    var target = LabeledData.Target.automatic
    /// How a file's table is read; nil for other data.
    var table: TableSetup?
    /// How images are read and looked at; nil for tables.
    var images: ImagePreparation?
    /// The filters of each convolution on images; nil is by their size.
    var filters: [Int]?
    /// The network to begin with; nil is none.
    var transfer: TransferSetup?
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
            ?? images?.optionMistake
            ?? transfer?.mistake
    }

    /// What of it is about the data.
    var dataSetup: DataSetup {
        DataSetup(
            data: data, examples: examples, fingerprint: fingerprint, label: label, target: target, table: table,
            validationSplit: validationSplit, testFraction: testFraction, seed: seed)
    }

    /// How numbers of tables are scaled.
    var scaling: TablePreparation.Scaling { normalize ? table?.scaling ?? .standard : .none }

    /// A network of dense layers for rows of features, compiled.
    ///
    /// - Parameters:
    ///   - classes: how many classes it tells apart; 0 for one that predicts a value.
    ///   - front: layers before them.
    /// - Throws: `UnknownName`, mistakes in the layers.
    func denseModel(featureCount: Int, classes: Int, front: [any Layer] = []) throws -> Model {
        let activation = try Activation(named: activation)
        let network = Sequential {
            front
            for units in hidden {
                Dense(units, activation: activation)
                if dropout > 0 { Dropout(dropout) }
            }
            if classes > 0 { Dense(classes, activation: .softmax) } else { Dense(1) }
        }
        return try compiled(Model(network, input: [featureCount], seed: seed), isClassification: classes > 0)
    }

    /// A network with optimiser, loss and metrics.
    ///
    /// - Throws: `UnknownName`, mistakes in the layers.
    func compiled(_ model: Model, isClassification: Bool) throws -> Model {
        var model = model
        var optimizer = try AnyOptimizer(named: optimizer).base
        if let learningRate { optimizer.learningRate = .constant(learningRate) }
        if isClassification {
            try model.compile(optimizer: optimizer, loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
        } else {
            try model.compile(optimizer: optimizer, loss: .meanSquaredError, metrics: [.meanAbsoluteError])
        }
        return model
    }
}
