package import MartletCodecs
package import MartletNumerics

/// What else a model's file holds for a target above this one, such as an agent's replay buffer. A model that is read from
/// the file leaves it aside.
package struct ModelAttachment: Sendable {
    /// Whose it is, such as `dqn`.
    package var kind: String
    package var note: JSON
    package var tensors: [String: Tensor]

    package init(kind: String, note: JSON, tensors: [String: Tensor]) {
        self.kind = kind
        self.note = note
        self.tensors = tensors
    }
}

extension Model {
    /// Writes the model together with something else, to one file that replaces an older one whole or not at all.
    package func save(to path: String, attaching attachment: ModelAttachment) throws {
        try save(to: path, includeOptimizer: true, run: nil, attachment: attachment)
    }

    /// Reads a model and what is attached to it.
    ///
    /// - Throws: as `init(safetensors:)`; `ModelFileError` if nothing of this kind is attached.
    package static func read(_ path: String, attached kind: String) throws -> (Model, ModelAttachment) {
        var attachment: ModelAttachment?
        let model = try Model(safetensors: path, &attachment)
        guard let attachment, attachment.kind == kind else {
            throw ModelFileError(path, .invalid, "it is a model's file, and holds no \(kind) besides")
        }
        return (model, attachment)
    }
}

/// A file's attachment but for its tensors.
struct StoredAttachment: Codable {
    var kind: String
    var note: JSON
}
