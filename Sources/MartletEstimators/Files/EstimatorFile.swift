import MartletCodecs
public import MartletNN
import MartletNumerics

/// The format of estimators' files, version 1: a safetensors file whose metadata hold `martlet.estimator`, an object in JSON:
/// `version`, `type` (`classifier` or `regressor`), `row_shape`, of a classifier `classes`, of a table `table`, `target` and
/// `features`, as far as these are known, and `learned`. That, like all that it
/// is made of, is an object with its `kind`, its numbers, and its parts; tensors are under the path to the part that has
/// them, such as `learned/estimators/0/coefficients`.
enum EstimatorFile {
    static let version = 1
    static let key = "martlet.estimator"

    /// Writes what was learned, to a file that replaces an older one whole or not at all.
    static func save(
        _ predictor: any Predictor, _ type: String, rowShape: [Int], classes: JSON? = nil, notes: ModelNotes = .init(),
        metadata: [String: String] = [:], to path: String
    ) throws {
        var writer = EstimatorWriter(file: path)
        try writer.write(version, "version")
        try writer.write(type, "type")
        try writer.write(rowShape, "row_shape")
        if let classes { try writer.write(classes, "classes") }
        if let table = notes.table { try writer.write(table, "table") }
        if let target = notes.label { try writer.write(target, "target") }
        if let features = notes.features { try writer.write(features, "features") }
        try writer.write(part: predictor, "learned")
        let metadata = metadata.merging([key: writer.note.serialized()]) { $1 }
        try Safetensors(writer.tensors, metadata: metadata).write(to: path)
    }

    /// Everything in the file is checked, so that one that is damaged or made with ill intent throws.
    ///
    /// - Parameter type: what it must hold; nil is either.
    static func load(_ path: String, _ type: String? = nil) throws -> EstimatorReader {
        let file = try Safetensors(path: path)
        guard let text = file.metadata[key] else {
            throw ModelFileError(
                path, .notAModel, "it holds no estimator; give a file that save of a fitted estimator wrote")
        }
        let note = try ModelFileFault.located(path) { try ModelFileFault.within(key) { try JSON(parsing: text) } }
        let reader = EstimatorReader(
            file: path, note: note, tensors: Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0.tensor) })
        )
        let version: Int = try reader.value("version")
        guard version <= Self.version else {
            throw ModelFileError(
                path, .newer,
                "it is of version \(version), and this Martlet reads versions up to \(Self.version); use a newer Martlet"
            )
        }
        let stored: String = try reader.value("type")
        guard type == nil || stored == type else {
            throw ModelFileError(path, .invalid, "it holds a \(stored), not a \(type!)")
        }
        return reader
    }
}

extension FittedClassifier: Savable where Label: Encodable {
    /// Writes what was learned to one safetensors file, which replaces an older one whole or not at all. The same estimator
    /// gives the same bytes.
    ///
    /// - Throws: `FileError`; `ModelFileError` for estimators or transformers of one's own, which files can't hold.
    public func save(to path: String) throws {
        try save(to: path, ModelNotes())
    }

    /// The same with what is known of the data.
    package func save(to path: String, _ notes: ModelNotes, metadata: [String: String] = [:]) throws {
        try EstimatorFile.save(
            predictor, "classifier", rowShape: rowShape, classes: JSON(encoding: classes), notes: notes,
            metadata: metadata, to: path)
    }
}

extension FittedRegressor: Savable {
    /// Writes what was learned to one safetensors file, which replaces an older one whole or not at all. The same estimator
    /// gives the same bytes.
    ///
    /// - Throws: `FileError`; `ModelFileError` for estimators or transformers of one's own, which files can't hold.
    public func save(to path: String) throws {
        try save(to: path, ModelNotes())
    }

    /// The same with what is known of the data.
    package func save(to path: String, _ notes: ModelNotes, metadata: [String: String] = [:]) throws {
        try EstimatorFile.save(
            predictor, "regressor", rowShape: rowShape, notes: notes, metadata: metadata, to: path)
    }
}

extension FittedClassifier where Learned == AnyClassPredictor, Label: Decodable {
    /// Reads a classifier that `save` wrote: `FittedClassifier<String, _>(contentsOf: "stack.safetensors")`.
    ///
    /// - Throws: `FileError`, `SafetensorsError`; `ModelFileError` where the file holds something else, or other labels.
    public init(contentsOf path: String) throws { try self.init(EstimatorFile.load(path, "classifier")) }

    init(_ reader: EstimatorReader) throws { try self.init(reader, classes: reader.value("classes")) }
}

extension FittedClassifier where Learned == AnyClassPredictor {
    init(_ reader: EstimatorReader, classes: [Label]) throws {
        try reader.require(
            !classes.isEmpty && Set(classes).count == classes.count, "classes", "must differ, one at least")
        self.init(
            classes: classes, predictor: AnyClassPredictor(try reader.classPredictor("learned")),
            rowShape: try reader.value("row_shape"))
    }
}

extension FittedRegressor where Learned == AnyPredictor {
    /// Reads a regressor that `save` wrote.
    ///
    /// - Throws: `FileError`, `SafetensorsError`; `ModelFileError` where the file holds something else.
    public init(contentsOf path: String) throws { try self.init(EstimatorFile.load(path, "regressor")) }

    init(_ reader: EstimatorReader) throws {
        self.init(predictor: AnyPredictor(try reader.predictor("learned")), rowShape: try reader.value("row_shape"))
    }
}
