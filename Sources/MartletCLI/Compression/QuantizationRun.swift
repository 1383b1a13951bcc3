import Martlet

/// A model made smaller: rounded, judged beside what it was before, and saved.
struct QuantizationRun {
    private let loaded: LoadedModel
    private let setup: QuantizationSetup
    /// The model in floating numbers.
    private let plain: Model
    private let isRounded: Bool

    /// - Throws: `ArgumentError` for layers that the model hasn't, and for choices that a rounded model has made;
    ///   `BadData` for a model of integers, or one that can't be trained where that is wanted.
    init(_ loaded: LoadedModel, _ setup: QuantizationSetup) throws {
        let state = loaded.model.quantization
        if let state, state == .integers {
            throw BadData("'\(loaded.path)' is \(state.description) already; give the model that it was made of")
        }
        isRounded = state == .rounded
        self.loaded = loaded
        var setup = setup
        if !isRounded { setup.method = setup.method ?? .postTraining }
        self.setup = setup
        plain = isRounded ? try loaded.model.stripQuantization() : loaded.model
        let chosen = [
            ("--method post-training", setup.method == .postTraining), ("--ranges", setup.ranges != nil),
            ("--keep-float", !setup.keepFloat.isEmpty),
        ]
        if isRounded, let (option, _) = chosen.first(where: \.1) {
            throw ArgumentError(
                option, "'\(loaded.path)' is rounded already: its layers and ranges are chosen; leave it out")
        }
        let paths = loaded.model.graph.layers.map(\.path)
        if let name = setup.keepFloat.first(where: { name in !paths.contains { $0 == name || $0.hasSuffix("/" + name) }
        }) {
            throw ArgumentError(
                "--keep-float",
                "the model has no layer '\(name)'; it has \(paths.prefix(30).joined(separator: ", "))"
                    + (paths.count > 30 ? ", …" : ""))
        }
        guard loaded.model.compiled != nil || setup.method != .aware else {
            throw BadData(
                "'\(loaded.path)' doesn't say how its model is trained; take --method post-training, or save it compiled"
            )
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
        let before = try test.score(plain)
        let calibration = try train.inputs(atMost: setup.calibrationRows, seed: seed)
        let rounded = try rounded(calibration) { try self.train(&$0, on: train) }
        var result = try result(rounded, calibration, of: source, writing: path)
        result.before = before
        result.after = try test.score(result.final)
        // Images were found broken when they were read.
        result.rows = test.count - test.brokenFiles.count
        result.warnings = warnings
        return result
    }

    /// Rounds the model by some rows without labels, and writes it. Nothing judges it but what rounding changes.
    ///
    /// - Throws: `ModelError`, among others for rows by which no range can be chosen; `FileError`.
    func result(by rows: Tensor, of source: DataSource, writing path: String) throws -> QuantizationResult {
        let calibration = try Dataset(rows).batched(32)
        var result = try result(rounded(calibration), calibration, of: source, writing: path)
        result.warnings = [
            "'\(loaded.path)' doesn't say how its model was trained, so there are no loss and no metrics before and after"
        ]
        return result
    }

    private func result(
        _ rounded: Model, _ calibration: Dataset, of source: DataSource, writing path: String
    ) throws -> QuantizationResult {
        let final = try rounded.quantized(convolutions: setup.convolutions(on: calibration))
        try final.save(to: path)
        if let path = setup.roundedOutput { try rounded.save(to: path) }
        return QuantizationResult(
            model: loaded.path, output: path, data: source.name, setup: setup, final: final,
            bytes: (try plain.fileSize(), size(ofFile: path) ?? 0),
            speeds: try [1, 32].compactMap { try QuantizationSpeed(plain, final, on: calibration, rows: $0) },
            report: try rounded.quantizationReport(on: calibration))
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

    /// The model with rounding in it, whose ranges are chosen by rows, if they aren't yet, before it is trained on.
    private func rounded(_ calibration: Dataset, train: (inout Model) throws -> Void = { _ in }) throws -> Model {
        var model =
            isRounded
            ? loaded.model
            : try loaded.model.postTrainingQuantized(
                calibration: calibration, method: (setup.ranges ?? .minMax).method,
                keepFloat: LayerSelection(setup.keepFloat))
        if setup.method == .aware { try train(&model) }
        return model
    }

    private func train<Data: Examples>(_ model: inout Model, on train: Data) throws {
        var training = loaded.setup ?? TrainingSetup()
        training.epochs = model.epoch + setup.epochs
        training.batchSize = setup.batchSize ?? training.batchSize
        do {
            _ = try train.fit(
                &model, training, from: model.epoch, validation: nil,
                callbacks: [ProgressBar.quiet(), DivergenceGuard(keepingBest: "loss")])
        } catch let diverged as Diverged {
            throw Failure(
                "\(diverged.what) in \(diverged.place), so training ended and nothing is saved; take --method post-training"
            )
        }
    }
}
