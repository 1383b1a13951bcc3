import MartletCodecs
import MartletGraph

/// What a model's file says of what goes in and what comes out, so that whoever reads the model can use it on files with
/// names, and on images.
///
/// The notes are among `Model.metadata`, each in JSON: `features`, `classes`, `images`, `table`, and `label` as it is. So they are
/// in every file that keeps metadata, as `.keras` files do.
public struct ModelNotes: Sendable, Equatable {
    /// The columns that the model takes, in order; nil if the file doesn't tell.
    public var features: [String]?
    /// The classes that the model tells apart, in the order of its outputs; nil if it predicts values or the file doesn't
    /// tell.
    public var classNames: [String]?
    /// The label's column.
    public var label: String?
    /// How files become the images that the model takes; nil if it takes none, or the file doesn't tell.
    public var images: ImagePreparation?
    /// How the columns of a table become the model's inputs; nil if they are the inputs, or the file doesn't tell.
    public var table: TablePreparation?

    enum Key {
        static let features = "features"
        static let classNames = "classes"
        static let label = "label"
        static let images = "images"
        static let table = "table"
    }

    fileprivate static func text(_ names: [String]) -> String { JSON.array(names.map { .string($0) }).serialized() }

    /// Notes that say only what is given.
    public init(
        features: [String]? = nil, classNames: [String]? = nil, label: String? = nil, images: ImagePreparation? = nil,
        table: TablePreparation? = nil
    ) {
        (self.features, self.classNames, self.label) = (features, classNames, label)
        (self.images, self.table) = (images, table)
    }

    /// The notes in a model's metadata.
    ///
    /// - Throws: `ArgumentError` for notes that are damaged or don't fit the model.
    public init(of model: Model) throws {
        func decode<T: Decodable>(_ key: String) throws -> T? {
            guard let text = model.metadata[key] else { return nil }
            do {
                return try JSON(parsing: text).decode()
            } catch {
                throw ArgumentError("metadata '\(key)'", "\(error)")
            }
        }
        features = try decode(Key.features)
        classNames = try decode(Key.classNames)
        label = model.metadata[Key.label]
        images = try decode(Key.images)
        if let mistake = images?.mistake { throw ArgumentError("metadata '\(Key.images)'", mistake.description) }
        table = try decode(Key.table)
        if let mistake = table?.mistake { throw ArgumentError("metadata '\(Key.table)'", mistake) }
        try Self.check(table?.featureNames.count, Key.table, against: model.graph.inputs, "inputs")
        try Self.check(features?.count, Key.features, against: model.graph.inputs, "inputs")
        try Self.check(classNames?.count, Key.classNames, against: model.graph.outputTypes, "outputs")
    }

    private static func check(_ count: Int?, _ key: String, against types: [TensorType], _ what: String) throws {
        guard let count, types.count != 1 || Array(types[0].shape.dropFirst()) != [count] else { return }
        throw ArgumentError(
            "metadata '\(key)'",
            "names \(count), but the model's \(what) are " + types.map(\.description).joined(separator: ", "))
    }

    /// Puts the notes among a model's metadata, in place of those that are there.
    public func write(to model: inout Model) throws {
        model.metadata[Key.features] = features.map(ModelNotes.text)
        model.classNames = classNames
        model.metadata[Key.label] = label
        model.metadata[Key.images] = try images.map { try JSON(encoding: $0).serialized() }
        model.metadata[Key.table] = try table.map { try JSON(encoding: $0).serialized() }
    }
}

extension Model {
    /// The classes that the model tells apart, in the order of its outputs; they are saved with it.
    ///
    /// ```swift
    /// model.classNames = (0..<10).map { "\($0)" }
    /// ```
    ///
    /// Nil if the metadata hold none, or something else under `classes`. The count isn't compared with the outputs' here
    /// but by `ModelNotes(of:)`.
    public var classNames: [String]? {
        get { metadata[ModelNotes.Key.classNames].flatMap { try? JSON(parsing: $0).decode([String].self) } }
        set { metadata[ModelNotes.Key.classNames] = newValue.map(ModelNotes.text) }
    }
}
