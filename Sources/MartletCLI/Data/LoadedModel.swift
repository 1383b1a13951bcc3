import Martlet

/// A model read from a file, with its notes.
struct LoadedModel {
    let path: String
    let model: Model
    /// The classes are numbers where the file names none and the model was trained to tell classes apart.
    let notes: ModelNotes
    /// How `martlet train` made the model.
    let setup: TrainingSetup?

    /// - Throws: `BadData` for notes that the model can't have been given by `martlet train`.
    init(_ path: String, _ model: Model, precision: Precision = .float32) throws {
        self.path = path
        var model = model
        model.precision = precision
        self.model = model
        do {
            var notes = try ModelNotes(of: model)
            if notes.classNames == nil, model.predictsClasses, let count = model.graph.outputTypes[0].shape.last {
                notes.classNames = (0..<count).map(String.init)
            }
            self.notes = notes
        } catch let error as ArgumentError {
            throw BadData("model file '\(path)': \(error)")
        }
        setup = try TrainingSetup(in: model.metadata, of: "model file '\(path)'")
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
