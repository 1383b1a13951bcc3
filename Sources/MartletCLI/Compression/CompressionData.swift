import Martlet

/// The part of the data by which a model is made smaller, and the part by which it is judged.
struct CompressionData<Data: Examples> {
    let train, test: Data
    /// What the user should know though it is no error.
    let warnings: [String]
    private let loaded: LoadedModel
    private let seed: UInt64

    /// The same parts as in training if the model was trained on these data.
    ///
    /// - Parameter seed: nil is the model's.
    /// - Throws: `BadData` for examples that don't fit the model; `TensorError`, `DataFileError`.
    init(_ data: Data, of source: DataSource, for loaded: LoadedModel, seed: UInt64?) throws {
        (self.loaded, self.seed) = (loaded, seed ?? loaded.setup?.seed ?? 0)
        let (parts, warnings) = try Self.parts(data, called: source.name, for: loaded, seed: self.seed)
        train = try parts.train.matched(to: loaded, source: source.name)
        test = try parts.test?.matched(to: loaded, source: source.name) ?? train
        self.warnings = warnings
    }

    private static func parts(
        _ data: Data, called name: String, for loaded: LoadedModel, seed: UInt64
    ) throws -> (examples: (train: Data, test: Data?), warnings: [String]) {
        if let stored = loaded.dataSetup, stored.describes(data, called: name) {
            let parts = try stored.split(data)
            let warnings =
                parts.test == nil ? ["all of '\(name)' was learned, so the model is judged by rows that it knows"] : []
            return ((parts.train, parts.test), warnings)
        }
        // A single row is both.
        guard data.count > 1 else { return ((data, nil), ["'\(name)' has one row, which judges the model, too"]) }
        let parts = try DataSetup(data: name, seed: seed).split(data)
        return ((parts.train, parts.test), [])
    }

    /// What goes into the model, of so many examples that it learns from.
    func inputs(atMost count: Int) throws -> Dataset { try train.inputs(atMost: count, seed: seed) }

    /// Trains a model on from where it stands, as it was trained before.
    ///
    /// - Parameters:
    ///   - batchSize: nil is as before.
    ///   - advice: what to do where training goes wrong.
    ///   - callbacks: what watches besides.
    /// - Throws: `Failure` for a loss or a weight that is no finite number any more; `ModelError`.
    func fit(
        _ model: inout Model, epochs: Int, batchSize: Int?, advice: String, callbacks: [any Callback] = []
    ) throws {
        var training = loaded.setup ?? TrainingSetup()
        training.epochs = model.epoch + epochs
        training.batchSize = batchSize ?? training.batchSize
        do {
            _ = try train.fit(
                &model, training, from: model.epoch, validation: nil,
                callbacks: [ProgressBar.quiet(), DivergenceGuard(keepingBest: "loss")] + callbacks)
        } catch let diverged as Diverged {
            throw Failure("\(diverged.what) in \(diverged.place), so training ended and nothing is saved; \(advice)")
        }
    }

    /// The steps that `fit` takes.
    func steps(epochs: Int, batchSize: Int?) -> Int {
        let batchSize = batchSize ?? (loaded.setup ?? TrainingSetup()).batchSize
        return (train.count + batchSize - 1) / batchSize * epochs
    }
}

extension LoadedModel {
    /// - Throws: `ArgumentError` for layers that the model hasn't.
    func check(layers names: [String], of option: String) throws {
        let paths = model.graph.layers.map(\.path)
        func isKnown(_ name: String) -> Bool { paths.contains { $0 == name || $0.hasSuffix("/" + name) } }
        guard let name = names.first(where: { !isKnown($0) }) else { return }
        let owner = name.lastIndex(of: "/").map { String(name[..<$0]) }
        throw ArgumentError(
            option,
            owner.map(isKnown) == true && model[name] != nil
                ? "'\(name)' is weights of a layer; name the layer, '\(owner!)'"
                : "the model has no layer '\(name)'; it has \(paths.prefix(30).joined(separator: ", "))"
                    + (paths.count > 30 ? ", …" : ""))
    }

    /// Why a model that doesn't say how it is trained is judged by nothing.
    var hasNoScores: String {
        "'\(path)' doesn't say how its model was trained, so there are no loss and no metrics before and after"
    }
}
