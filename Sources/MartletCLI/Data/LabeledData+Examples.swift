import Martlet

extension LabeledData: Examples {
    /// Tells data from other data by names, classes, features and labels, however its file is called and written.
    var fingerprint: String {
        var check = CRC32C()
        for name in featureNames + [""] + classNames { check.update(name) }
        for tensor in [features, labels] {
            check.update(tensor.shape.description)
            tensor.withUnsafeBytes { check.update($0) }
        }
        return check.text
    }

    func split(testFraction: Double, seed: UInt64) throws -> (train: LabeledData, test: LabeledData) {
        try split(testFraction: testFraction, seed: seed, stratify: true)
    }

    func divided(at count: Int, seed: UInt64) throws -> (LabeledData, LabeledData) {
        (try examples(Array(0..<count)), try examples(Array(count..<self.count)))
    }

    func notes(label: String?) -> ModelNotes {
        ModelNotes(features: featureNames, classNames: isClassification ? classNames : nil, label: label)
    }

    func fit(
        _ model: inout Model, _ setup: TrainingSetup, from epoch: Int, validation: LabeledData?,
        callbacks: [any Callback]
    ) throws -> History {
        try model.fit(
            features, labels, epochs: setup.epochs, batchSize: setup.batchSize,
            validationData: validation.map { ($0.features, $0.labels) }, initialEpoch: epoch,
            callbacks: callbacks, resume: true)
    }

    func inputs(atMost count: Int, seed: UInt64) throws -> Dataset {
        try Dataset(sample(count, seed: seed).features).batched(32)
    }

    func score(_ model: Model) throws -> Logs { try model.evaluate(features, labels) }

    func arrays() -> (inputs: Tensor, labels: [Double]) { (features, labels.array()) }

    func tableRows() -> TableRows {
        TableRows(features, names: featureNames, index: index ?? Array(0..<count))
    }

    func matched(to loaded: any DataTaker, source: String) throws -> LabeledData {
        var data = self
        (data.features, data.labels) = try loaded.notes.matched(self, source: source, inputs: loaded.inputs)
        data.featureNames = loaded.notes.columnNames ?? featureNames
        return data
    }

    /// A network of dense layers for these rows, compiled.
    ///
    /// - Throws: `UnknownName`, `ArgumentError`, mistakes in the layers.
    func model(_ setup: TrainingSetup) throws -> Model {
        try setup.denseModel(
            featureCount: featureCount, classes: classNames.count,
            front: setup.normalize ? [inputNormalization(setup)] : [])
    }

    /// Brings features to mean 0 and variance 1: each of its own, or all pixels of images together.
    private func inputNormalization(_ setup: TrainingSetup) throws -> Normalization {
        let isImages = try DataSource(setup.data).isImages
        var layer = try Normalization(axis: isImages ? nil : -1).adapt(to: features)
        // A feature that is constant in the training part says nothing; it must not explode when it differs later.
        layer.variance = layer.variance?.map { $0 > 0 ? $0 : 1 }
        return layer
    }
}
