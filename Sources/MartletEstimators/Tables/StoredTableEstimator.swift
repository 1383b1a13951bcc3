import MartletCodecs
package import MartletNN

/// What a file holds that learned from a table, classes or values.
package enum StoredTableEstimator: Sendable {
    case classifier(FittedTableClassifier<AnyClassPredictor>)
    case regressor(FittedTableRegressor<AnyPredictor>)

    /// Nil for a file that holds no estimator.
    ///
    /// - Throws: `ModelFileError` for one that didn't learn from a table, and for a damaged one.
    package init?(contentsOf path: String) throws {
        guard let metadata = try? SafetensorsHeader(path: path).metadata,
            let note = metadata[EstimatorFile.key].flatMap({ try? JSON(parsing: $0) })
        else { return nil }
        guard note["table"] != nil else {
            throw ModelFileError(
                path, .unsupported,
                "its estimator learned from arrays, not from a table; FittedClassifier or FittedRegressor reads it")
        }
        self =
            note["type"] == .string("regressor")
            ? .regressor(try FittedTableRegressor(contentsOf: path))
            : .classifier(try FittedTableClassifier(contentsOf: path))
    }

    /// How a table's columns are prepared.
    package var preparation: TablePreparation {
        switch self {
        case .classifier(let fitted): fitted.preparation
        case .regressor(let fitted): fitted.preparation
        }
    }
}
