import MartletCodecs
import MartletNumerics

/// The format of model files, version 2.
///
/// A model file is a safetensors file. Its tensors are the parameters under their paths; the graph's constants under
/// `martlet.constant/<index>`; the optimiser's slots, flat and laid out as `ParameterLayout` says, under
/// `martlet.optimizer/<slot>`; what callbacks keep, under `martlet.callback/<index>/<name>`; what is attached by a target
/// above, under `martlet.attachment/<name>`. Its metadata hold `martlet.version`; `martlet.graph` (`StoredNetwork` in
/// JSON), `martlet.training` (`StoredTraining`), in checkpoints `martlet.run` (`StoredInterruption`), with an attachment
/// `martlet.attachment` (`StoredAttachment`); and the user's notes.
///
/// In version 1 every parameter is float32, and constants are numbers of the graph.
enum ModelFile {
    /// Files of a higher version are refused.
    static let version = 2

    /// What the names of metadata and tensors that are not the user's begin with.
    static let reserved = "martlet."
    static let versionKey = "martlet.version"
    static let graphKey = "martlet.graph"
    static let trainingKey = "martlet.training"
    static let runKey = "martlet.run"
    static let attachmentKey = "martlet.attachment"
    static let constantPrefix = "martlet.constant/"
    static let slotPrefix = "martlet.optimizer/"
    static let callbackPrefix = "martlet.callback/"
    static let attachmentPrefix = "martlet.attachment/"

    static func encode(_ value: some Encodable) throws -> String { try JSON(encoding: value).serialized() }

    static func decode<T: Decodable>(_ type: T.Type, _ key: String, _ metadata: [String: String]) throws -> T? {
        try metadata[key].map { text in
            try ModelFileFault.within(key) { try JSON(parsing: text).decode(type) }
        }
    }
}
