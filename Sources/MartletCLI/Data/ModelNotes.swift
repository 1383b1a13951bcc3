import Martlet

/// What a model's file says of the data that the model was trained on, so that it can be used on files with names.
struct ModelNotes {
    /// The columns that the model takes, in order; nil if the file doesn't tell.
    var features: [String]?
    /// The classes that the model tells apart, in the order of its outputs; nil if it predicts values.
    var classes: [String]?
    /// The label's column.
    var label: String?
    /// How files become the images that the model takes; nil if it takes none, or the file doesn't tell.
    var images: ImageSetup?
    /// How `martlet train` made the model.
    var setup: TrainingSetup?

    private enum Key {
        static let features = "features"
        static let classes = "classes"
        static let label = "label"
        static let images = "images"
        static let setup = "setup"
    }

    init(features: [String]?, classes: [String]?, label: String?, images: ImageSetup?, setup: TrainingSetup) {
        (self.features, self.classes, self.label, self.images, self.setup) = (features, classes, label, images, setup)
    }

    /// Reads the notes of the model that came from `path`.
    ///
    /// - Throws: `BadData` for notes that the model can't have been given by `martlet train`.
    init(_ model: Model, path: String) throws {
        func decode<T: Decodable>(_ key: String) throws -> T? {
            guard let text = model.metadata[key] else { return nil }
            do {
                return try JSON(parsing: text).decode()
            } catch {
                throw BadData("model file '\(path)': metadata '\(key)': \(error)")
            }
        }
        features = try decode(Key.features)
        classes = try decode(Key.classes)
        label = model.metadata[Key.label]
        images = try decode(Key.images)
        setup = try decode(Key.setup)
        for (key, mistake) in [(Key.images, images?.mistake), (Key.setup, setup?.mistake)] {
            if let mistake { throw BadData("model file '\(path)': metadata '\(key)': \(mistake)") }
        }
        try check(features?.count, Key.features, against: model.graph.inputs, "inputs", path)
        try check(classes?.count, Key.classes, against: model.graph.outputTypes, "outputs", path)
        if classes == nil, model.predictsClasses, let count = model.graph.outputTypes[0].shape.last {
            classes = (0..<count).map(String.init)
        }
    }

    private func check(
        _ count: Int?, _ key: String, against types: [TensorType], _ what: String, _ path: String
    ) throws {
        guard let count, types.count != 1 || Array(types[0].shape.dropFirst()) != [count] else { return }
        throw BadData(
            "model file '\(path)': metadata '\(key)' names \(count), but the model's \(what) are "
                + types.map(\.description).joined(separator: ", "))
    }

    /// Puts the notes among what is saved with the model.
    func write(to model: inout Model) throws {
        model.metadata[Key.features] = try features.map { try JSON(encoding: $0).serialized() }
        model.metadata[Key.classes] = try classes.map { try JSON(encoding: $0).serialized() }
        model.metadata[Key.label] = label
        model.metadata[Key.images] = try images.map { try JSON(encoding: $0).serialized() }
        model.metadata[Key.setup] = try setup.map { try JSON(encoding: $0).serialized() }
    }
}

extension Model {
    /// Whether the one output is trained to be the probabilities of classes.
    fileprivate var predictsClasses: Bool {
        guard let losses = compiled?.losses, losses.count == 1, graph.outputs.count == 1,
            graph.outputTypes[0].shape.count == 2
        else { return false }
        return switch losses[0] {
        case .sparseCategoricalCrossentropy(fromLogits: false), .categoricalCrossentropy(fromLogits: false, _): true
        default: false
        }
    }
}
