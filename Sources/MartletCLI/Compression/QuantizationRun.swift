import Martlet

/// A model made smaller: rounded, judged beside what it was before, and saved.
struct QuantizationRun {
    private let loaded: LoadedModel
    private let setup: QuantizationSetup
    /// The model in floating numbers.
    private let plain: Model
    private let isRounded: Bool
    /// What watches training.
    var callbacks: [any Callback] = []

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
        try loaded.check(layers: setup.keepFloat, of: "--keep-float")
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
        let data = try CompressionData(data, of: source, for: loaded, seed: setup.seed)
        let before = try data.test.score(plain)
        let calibration = try data.inputs(atMost: setup.calibrationRows)
        let rounded = try rounded(calibration) {
            try data.fit(
                &$0, epochs: setup.epochs, batchSize: setup.batchSize, advice: "take --method post-training",
                callbacks: callbacks)
        }
        var result = try result(rounded, calibration, of: source, writing: path)
        result.comparison.judge(before, try data.test.score(result.final), by: data.test)
        result.warnings = data.warnings
        return result
    }

    /// Rounds the model by some rows without labels, and writes it. Nothing judges it but what rounding changes.
    ///
    /// - Throws: `ModelError`, among others for rows by which no range can be chosen; `FileError`.
    func result(by rows: Tensor, of source: DataSource, writing path: String) throws -> QuantizationResult {
        let calibration = try Dataset(rows).batched(32)
        var result = try result(rounded(calibration), calibration, of: source, writing: path)
        result.warnings = [loaded.hasNoScores]
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
            comparison: try Comparison(plain, final, writtenTo: path, on: calibration),
            report: try rounded.quantizationReport(on: calibration))
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
}
