import Martlet

extension ModelNotes {
    /// Whether the model's columns are called by numbers, as those that had no names are by their positions.
    var hasPositionsForNames: Bool { features?.allSatisfy { Int($0) != nil } ?? true }

    /// Where the model's features are among `columns`: by their names, or, where no name is among them, in order. So are
    /// those that are called by their positions: in order or, among more columns, at these positions.
    ///
    /// - Parameter model: takes `[rows, features]`.
    /// - Throws: `BadData` naming the columns that are missing.
    func positions(in columns: [String], of source: String, for model: Model) throws -> [Int] {
        let types = model.graph.inputs
        guard types.count == 1, types[0].shape.count == 2, let count = types[0].shape.last else {
            throw BadData("the model takes \(types.map(\.description).joined(separator: ", ")), not rows of a table")
        }
        let places = Dictionary(columns.enumerated().map { ($1, $0) }) { first, _ in first }
        let found = features?.map { places[$0] } ?? []
        let positions = found.compactMap { $0 }
        if let features, positions.count == features.count { return positions }
        if positions.isEmpty || hasPositionsForNames, columns.count == count { return Array(columns.indices) }
        if let features, hasPositionsForNames, columns.count > count {
            let positions = features.compactMap { Int($0) }
            if positions.allSatisfy(columns.indices.contains) { return positions }
        }
        let missing = zip(features ?? [], found).filter { $1 == nil }.map { "'\($0.0)'" }
        throw BadData(
            missing.isEmpty || positions.isEmpty
                ? "'\(source)' has \(columns.count) feature columns where the model takes \(count)"
                    + (features.map { ": \(Self.list($0.map { "'\($0)'" }))" } ?? "")
                : "'\(source)' lacks feature columns of the model: \(Self.list(missing))")
    }

    /// The features and labels of `data` as the model takes them.
    ///
    /// - Throws: `BadData` for columns or classes that don't fit.
    func matched(_ data: LabeledData, source: String, model: Model) throws -> (features: Tensor, labels: Tensor) {
        let columns = try positions(in: data.featureNames, of: source, for: model)
        let features = try data.features.take(columns, axis: 1)
        guard let classes = classNames else { return (features, data.labels) }
        let places = Dictionary(classes.enumerated().map { ($1, Int32($0)) }) { first, _ in first }
        let present = Set(data.labels.array(of: Int.self))
        let codes = try data.classNames.enumerated().map { code, name in
            guard let place = places[name] ?? (present.contains(code) ? nil : 0) else {
                throw BadData(
                    "'\(source)' has the label '\(name)', which is no class of the model: "
                        + Self.list(classes.map { "'\($0)'" }))
            }
            return place
        }
        return (features, Tensor(data.labels.array(of: Int.self).map { codes[$0] }))
    }

    /// The first of `names`, as text.
    private static func list(_ names: [String]) -> String {
        names.prefix(20).joined(separator: ", ") + (names.count > 20 ? ", …" : "")
    }
}
