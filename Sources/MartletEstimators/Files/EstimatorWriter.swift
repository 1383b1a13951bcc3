import MartletCodecs
import MartletNN
import MartletNumerics

/// What files of estimators can hold.
protocol Storable: Sendable {
    /// What files call it.
    var kind: String { get }
    /// Says what it is made of.
    func write(to writer: inout EstimatorWriter) throws
}

/// A part of a file that is being written.
struct EstimatorWriter {
    let file: String
    /// The path to this part, with a slash at its end.
    private var path = ""
    private(set) var note: JSON = [:]
    private(set) var tensors: [(name: String, tensor: Tensor)] = []

    init(file: String) { self.file = file }

    mutating func write(_ value: some Encodable, _ key: String) throws { note[key] = try JSON(encoding: value) }

    mutating func write(_ tensor: Tensor, _ key: String) { tensors.append((path + key, tensor)) }

    mutating func write(_ model: Model, _ key: String) throws {
        let content = try model.content(of: file, includeOptimizer: false)
        tensors += content.tensors.map { (path + key + "/" + $0.name, $0.tensor) }
        try write(content.metadata, key)
    }

    mutating func write(part: any Sendable, _ key: String) throws { note[key] = try note(part, key) }

    mutating func write(parts: [any Sendable], _ key: String) throws {
        var notes: [JSON] = []
        for (index, part) in parts.enumerated() { notes.append(try note(part, key + "/\(index)")) }
        note[key] = .array(notes)
    }

    private mutating func note(_ part: any Sendable, _ key: String) throws -> JSON {
        guard let part = part as? any Storable else {
            throw ModelFileError(
                file, .unsupported, part: path + key, "\(type(of: part)) isn't Martlet's, and files can't hold it")
        }
        var writer = EstimatorWriter(file: file)
        writer.path = path + key + "/"
        try writer.write(part.kind, "kind")
        try part.write(to: &writer)
        tensors += writer.tensors
        return writer.note
    }
}
