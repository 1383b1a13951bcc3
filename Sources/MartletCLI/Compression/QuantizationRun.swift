import Martlet

/// A model made smaller: rounded, judged beside what it was before, and saved.
struct QuantizationRun {
    private let loaded: LoadedModel
    private let setup: QuantizationSetup

    /// - Throws: `ArgumentError` for layers that the model hasn't; `BadData` for a model that is quantized already, or that
    ///   can't be trained where that is wanted.
    init(_ loaded: LoadedModel, _ setup: QuantizationSetup) throws {
        (self.loaded, self.setup) = (loaded, setup)
        if let state = loaded.model.quantization {
            throw BadData("'\(loaded.path)' is \(state.description) already; give the model that it was made of")
        }
        let paths = loaded.model.graph.layers.map(\.path)
        if let name = setup.keepFloat.first(where: { name in !paths.contains { $0 == name || $0.hasSuffix("/" + name) }
        }) {
            throw ArgumentError(
                "--keep-float",
                "the model has no layer '\(name)'; it has \(paths.prefix(30).joined(separator: ", "))"
                    + (paths.count > 30 ? ", …" : ""))
        }
        guard loaded.model.compiled != nil else {
            throw BadData(
                "'\(loaded.path)' doesn't say how its model was trained, so nothing tells what rounding costs; give one that "
                    + "martlet train wrote, or save it compiled")
        }
    }

    /// Rounds the model by some of the examples, judges it by others, and writes it.
    ///
    /// - Throws: `BadData` for examples that don't fit; `ModelError`, among others for data by which no range can be chosen;
    ///   `Diverged`, `FileError`.
    func result<Data: Examples>(
        on data: Data, of source: DataSource, writing path: String
    ) throws -> QuantizationResult {
        let (examples, warnings) = try parts(data, called: source.name)
        let train = try examples.train.matched(to: loaded, source: source.name)
        let test = try examples.test?.matched(to: loaded, source: source.name) ?? train
        let before = try test.score(loaded.model)

        let start = nanoseconds()
        let calibration = try train.inputs(atMost: setup.calibrationRows, seed: seed)
        let rounded = try rounded(train, calibration)
        let report = try rounded.quantizationReport(on: calibration)
        let final = try rounded.quantized()
        let seconds = Double(nanoseconds() - start) * 1e-9

        let after = try test.score(final)
        let speeds = try [1, 32].compactMap { try QuantizationSpeed(loaded.model, final, on: calibration, rows: $0) }
        try final.save(to: path)
        if let path = setup.roundedOutput { try rounded.save(to: path) }
        return QuantizationResult(
            model: loaded.path, output: path, data: source.name, setup: setup,
            rows: test.count - test.brokenFiles.count,
            before: before, after: after, bytes: (try loaded.model.fileSize(), size(ofFile: path) ?? 0), speeds: speeds,
            report: report,
            seconds: seconds, state: final.quantization, warnings: warnings)
    }

    private var seed: UInt64 { setup.seed ?? loaded.setup?.seed ?? 0 }

    /// The parts to learn from and to judge by, the same as in training if it was trained on these data.
    private func parts<Data: Examples>(
        _ data: Data, called name: String
    ) throws -> (examples: (train: Data, test: Data?), warnings: [String]) {
        if let stored = loaded.setup, stored.describes(data, called: name) {
            let parts = try stored.split(data)
            let warnings =
                parts.test == nil ? ["all of '\(name)' was learned, so the model is judged by rows that it knows"] : []
            return ((parts.train, parts.test), warnings)
        }
        var other = TrainingSetup()
        other.seed = seed
        // A single row is both.
        guard data.count > 1 else { return ((data, nil), ["'\(name)' has one row, which judges the model, too"]) }
        let parts = try other.split(data)
        return ((parts.train, parts.test), [])
    }

    /// The model with rounding in it, whose ranges are chosen by rows before it is trained on.
    private func rounded<Data: Examples>(_ train: Data, _ calibration: Dataset) throws -> Model {
        var model = try loaded.model.postTrainingQuantized(
            calibration: calibration, method: setup.ranges.method, keepFloat: LayerSelection(setup.keepFloat))
        guard setup.method == .aware else { return model }
        var training = loaded.setup ?? TrainingSetup()
        training.epochs = model.epoch + setup.epochs
        training.batchSize = setup.batchSize ?? training.batchSize
        _ = try train.fit(
            &model, training, from: model.epoch, validation: nil,
            callbacks: [ProgressBar.quiet(), DivergenceGuard(keepingBest: "loss")])
        return model
    }
}
