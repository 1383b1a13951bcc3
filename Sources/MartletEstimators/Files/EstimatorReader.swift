import MartletCodecs
import MartletNN
import MartletNumerics

/// A part of a file that is being read.
struct EstimatorReader: Sendable {
    let file: String
    let note: JSON
    let tensors: [String: Tensor]
    /// The path to this part, with a slash at its end.
    private var path = ""

    init(file: String, note: JSON, tensors: [String: Tensor]) {
        (self.file, self.note, self.tensors) = (file, note, tensors)
    }

    func value<T: Decodable>(_ key: String) throws -> T {
        guard let value = note[key] else { throw fault(key, "it is missing") }
        return try ModelFileFault.located(file) { try ModelFileFault.within(path + key) { try value.decode(T.self) } }
    }

    func tensor(_ key: String) throws -> Tensor {
        guard let tensor = tensors[path + key] else { throw fault(key, "it is missing") }
        return tensor
    }

    func model(_ key: String) throws -> Model {
        let prefix = path + key + "/"
        let own = tensors.filter { $0.key.hasPrefix(prefix) }.map { (String($0.key.dropFirst(prefix.count)), $0.value) }
        return try Model(Safetensors(own.sorted { $0.0 < $1.0 }, metadata: value(key)), path: file)
    }

    func part(_ key: String) throws -> any Sendable {
        guard let part = note[key] else { throw fault(key, "it is missing") }
        return try read(part, key)
    }

    func parts(_ key: String) throws -> [any Sendable] {
        guard case .array(let parts)? = note[key] else { throw fault(key, "it must be a list") }
        return try parts.enumerated().map { try read($1, key + "/\($0)") }
    }

    func predictor(_ key: String) throws -> any Predictor { try typed(part(key), key) }
    func classPredictor(_ key: String) throws -> any ClassPredictor { try typed(part(key), key) }
    func predictors(_ key: String) throws -> [any Predictor] { try parts(key).map { try typed($0, key) } }
    func classPredictors(_ key: String) throws -> [any ClassPredictor] {
        let found: [any ClassPredictor] = try parts(key).map { try typed($0, key) }
        try require(!found.isEmpty, key, "must hold one at least")
        return found
    }

    func typed<T>(_ part: any Sendable, _ key: String) throws -> T {
        guard let part = part as? T else { throw fault(key, "it is \(type(of: part)), which has no place here") }
        return part
    }

    /// - Throws: `ModelFileError` unless a condition holds.
    func require(_ holds: Bool, _ key: String, _ message: String) throws {
        if !holds { throw fault(key, message) }
    }

    private func read(_ part: JSON, _ key: String) throws -> any Sendable {
        var reader = EstimatorReader(file: file, note: part, tensors: tensors)
        reader.path = path + key + "/"
        let kind: String = try reader.value("kind")
        guard let part = try reader.read(kind: kind) else {
            throw fault(key, "'\(kind)' is no estimator that this Martlet knows")
        }
        return part
    }

    private func fault(_ key: String, _ message: String) -> ModelFileError {
        ModelFileError(file, .invalid, part: path + key, message)
    }
}
