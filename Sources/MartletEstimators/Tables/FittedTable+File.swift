import MartletCodecs
public import MartletNN

extension FittedTableClassifier: Savable {
    /// Writes what was learned to one safetensors file, which replaces an older one whole or not at all. The same estimator
    /// gives the same bytes.
    ///
    /// - Throws: `FileError`; `ModelFileError` for estimators or transformers of one's own, which files can't hold.
    public func save(to path: String) throws {
        try classifier.save(to: path, ModelNotes(label: target, table: preparation))
    }
}

extension FittedTableRegressor: Savable {
    /// Writes what was learned to one safetensors file, which replaces an older one whole or not at all. The same estimator
    /// gives the same bytes.
    ///
    /// - Throws: `FileError`; `ModelFileError` for estimators or transformers of one's own, which files can't hold.
    public func save(to path: String) throws {
        try regressor.save(to: path, ModelNotes(label: target, table: preparation))
    }
}

extension FittedTableClassifier where Learned == AnyClassPredictor {
    /// Reads a classifier of tables that `save` wrote.
    ///
    /// - Throws: `FileError`, `SafetensorsError`; `ModelFileError` where the file holds something else.
    public init(contentsOf path: String) throws {
        let reader = try EstimatorFile.load(path, "classifier")
        self.init(
            classifier: try FittedClassifier(reader), preparation: try reader.tablePreparation(),
            target: try reader.value("target"))
    }
}

extension FittedTableRegressor where Learned == AnyPredictor {
    /// Reads a regressor of tables that `save` wrote.
    ///
    /// - Throws: `FileError`, `SafetensorsError`; `ModelFileError` where the file holds something else.
    public init(contentsOf path: String) throws {
        let reader = try EstimatorFile.load(path, "regressor")
        self.init(
            regressor: try FittedRegressor(reader), preparation: try reader.tablePreparation(),
            target: try reader.value("target"))
    }
}

extension EstimatorReader {
    func tablePreparation() throws -> TablePreparation {
        let preparation: TablePreparation = try value("table")
        try require(preparation.mistake == nil, "table", preparation.mistake ?? "")
        return preparation
    }
}
