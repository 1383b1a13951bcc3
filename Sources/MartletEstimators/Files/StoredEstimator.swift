import MartletCodecs
package import MartletNN
package import MartletNumerics

/// An estimator as a file gives it back, whatever it learned from.
package struct StoredEstimator: Sendable {
    private enum Learned: Sendable {
        case classifier(FittedClassifier<String, AnyClassPredictor>)
        case regressor(FittedRegressor<AnyPredictor>)
    }

    private let learned: Learned
    /// The columns that it takes, the classes, and the column that was learned, as far as the file tells.
    package let notes: ModelNotes
    /// What the file remembers besides.
    package let metadata: [String: String]
    /// What it is made of, without numbers.
    package let parts: StoredPart

    /// Whether a file holds an estimator.
    package static func isHeld(by path: String) -> Bool {
        (try? SafetensorsHeader(path: path))?.metadata[EstimatorFile.key] != nil
    }

    /// Nil for a file that holds no estimator.
    ///
    /// - Throws: `ModelFileError` for one that is damaged.
    package init?(contentsOf path: String) throws {
        guard let metadata = (try? SafetensorsHeader(path: path))?.metadata, metadata[EstimatorFile.key] != nil else {
            return nil
        }
        self.metadata = metadata.filter { ![EstimatorFile.key, SafetensorsHeader.checksumKey].contains($0.key) }
        let reader = try EstimatorFile.load(path)
        let isRegressor: Bool = try reader.value("type") == "regressor"
        learned =
            isRegressor
            ? .regressor(try FittedRegressor(reader))
            : .classifier(try FittedClassifier(reader, classes: reader.classNames()))
        var notes = ModelNotes()
        if reader.note["table"] != nil { notes.table = try reader.tablePreparation() }
        if reader.note["target"] != nil { notes.label = try reader.value("target") }
        if reader.note["features"] != nil { notes.features = try reader.value("features") }
        notes.features = notes.features ?? notes.table?.featureNames
        if case .classifier(let fitted) = learned { notes.classNames = fitted.classes }
        self.notes = notes
        parts = StoredPart(reader.note["learned"] ?? .null)
        for (key, count) in [("table", notes.table?.featureNames.count), ("features", notes.features?.count)] {
            try reader.require(count.map { [$0] == rowShape } ?? true, key, "must be as many as it takes, \(rowShape)")
        }
    }

    /// The shape of a row that goes in.
    package var rowShape: [Int] {
        switch learned {
        case .classifier(let fitted): fitted.rowShape
        case .regressor(let fitted): fitted.rowShape
        }
    }

    /// A number for each class, or a value: `[rows, outputs]`. They are probabilities, or 1 for the class that is predicted
    /// where there are none.
    ///
    /// - Throws: `EstimatorError` for rows of another shape.
    package func outputs(of x: Tensor) throws -> Tensor {
        switch learned {
        case .regressor(let fitted): return try fitted.predict(x).reshaped([x.shape[0], 1])
        case .classifier(let fitted):
            do {
                return try fitted.probabilities(x)
            } catch EstimatorError.noProbabilities {
                let said = try fitted.predict(x)
                return try Tensor(
                    said.flatMap { label in fitted.classes.map { $0 == label ? 1.0 : 0 } },
                    shape: [said.count, fitted.classes.count])
            }
        }
    }

    /// What the predictions of rows are worth, by the names that networks give it: of classes the accuracy and, where there are
    /// probabilities, the cross-entropy as loss; of values the mean squared error as loss, the mean error and R².
    ///
    /// - Parameter labels: the number of each row's class, or its value.
    /// - Throws: `EstimatorError` for rows of another shape.
    package func scores(_ x: Tensor, _ labels: [Double]) throws -> [String: Double] {
        switch learned {
        case .regressor(let fitted):
            let y = Tensor(labels)
            return [
                "loss": -(try Scorer.negMeanSquaredError(fitted, x, y)),
                "mean_absolute_error": -(try Scorer.negMeanAbsoluteError(fitted, x, y)),
                "r2": try Scorer.r2(fitted, x, y),
            ]
        case .classifier(let fitted):
            let y = labels.map { fitted.classes[Int($0)] }
            var scores = ["accuracy": try fitted.score(x, y)]
            do {
                scores["loss"] = -(try Scorer.negLogLoss(fitted, x, y))
            } catch EstimatorError.noProbabilities {}
            return scores
        }
    }
}

/// A part of an estimator: what files call it, and the parts that it is made of.
package struct StoredPart: Sendable {
    /// Such as `stacking_classifier`.
    package let kind: String
    /// By what the part before calls them.
    package let parts: [(name: String, part: StoredPart)]

    init(_ note: JSON) {
        kind = note["kind"]?.string ?? ""
        let names = note["names"]?.array?.compactMap(\.string) ?? []
        parts = (note.object ?? [:]).flatMap { key, value -> [(String, StoredPart)] in
            if value["kind"] != nil { return [(key, StoredPart(value))] }
            let list = (value.array ?? []).filter { $0["kind"] != nil }
            let isNamed = key == "estimators" && names.count == list.count
            return list.enumerated().map { (isNamed ? names[$0] : "\(key) \($0)", StoredPart($1)) }
        }
    }
}

extension EstimatorReader {
    /// The classes' labels as words.
    fileprivate func classNames() throws -> [String] {
        guard case .array(let labels)? = note["classes"] else { return try value("classes") }
        return labels.map { $0.string ?? $0.serialized() }
    }
}
