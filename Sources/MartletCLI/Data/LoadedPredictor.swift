import Martlet

/// What takes rows or images with labels, and says which.
protocol DataTaker {
    /// What the user calls it.
    var path: String { get }
    /// What goes in and what comes out.
    var notes: ModelNotes { get }
    /// What it learned from; nil if nothing tells.
    var dataSetup: DataSetup? { get }
    var inputs: [TensorType] { get }
}

/// What a file holds that predicts, a network or an estimator, with its notes.
protocol LoadedPredictor: DataTaker {
    var outputTypes: [TensorType] { get }
    /// The outputs, values in units of `notes.table.target`.
    func predict(_ rows: Tensor) throws -> Tensor
    /// Loss and metrics.
    ///
    /// - Parameter examples: matched to this.
    func score(_ examples: some Examples) throws -> Logs
}

extension LoadedModel: LoadedPredictor {
    var dataSetup: DataSetup? { setup?.dataSetup }
    var inputs: [TensorType] { model.graph.inputs }
    var outputTypes: [TensorType] { model.graph.outputTypes }

    func predict(_ rows: Tensor) throws -> Tensor { try model.predict(rows) }
    func score(_ examples: some Examples) throws -> Logs { try examples.score(model) }
}

/// An estimator read from a file, such as `martlet auto` and `stack` write.
struct LoadedEstimator: LoadedPredictor {
    let path: String
    let estimator: StoredEstimator
    let dataSetup: DataSetup?

    /// - Throws: `BadData` for notes that are damaged.
    init(_ path: String, _ estimator: StoredEstimator) throws {
        (self.path, self.estimator) = (path, estimator)
        dataSetup = try DataSetup(in: estimator.metadata, of: "model file '\(path)'")
    }

    var notes: ModelNotes { estimator.notes }
    var inputs: [TensorType] { [TensorType(Shape([-1] + estimator.rowShape))] }
    var outputTypes: [TensorType] { [TensorType([-1, notes.classNames?.count ?? 1])] }

    func predict(_ rows: Tensor) throws -> Tensor { try estimator.outputs(of: rows) }

    func score(_ examples: some Examples) throws -> Logs {
        let (inputs, labels) = try examples.arrays()
        return try estimator.scores(inputs, labels)
    }
}
