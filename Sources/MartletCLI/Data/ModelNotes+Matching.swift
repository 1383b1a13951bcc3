import Martlet

extension ModelNotes {
    /// Whether the model's columns are called by numbers, as those that had no names are by their positions.
    var hasPositionsForNames: Bool { columnNames?.allSatisfy { Int($0) != nil } ?? true }

    /// The columns of a table that the model reads; nil if the file doesn't tell.
    var columnNames: [String]? { table?.columns.map(\.name) ?? features }

    /// Where the model's features are among `columns`: by their names, or, where no name is among them, in order. So are
    /// those that are called by their positions: in order or, among more columns, at these positions.
    ///
    /// - Parameter types: the model's inputs; it takes `[rows, features]`.
    /// - Throws: `BadData` naming the columns that are missing.
    func positions(in columns: [String], of source: String, for types: [TensorType]) throws -> [Int] {
        guard types.count == 1, types[0].shape.count == 2, let count = types[0].shape.last else {
            throw BadData("the model takes \(types.map(\.description).joined(separator: ", ")), not rows of a table")
        }
        let width = self.table?.columns.count ?? count
        let places = Dictionary(columns.enumerated().map { ($1, $0) }) { first, _ in first }
        let found = columnNames?.map { places[$0] } ?? []
        let positions = found.compactMap { $0 }
        if let columnNames, positions.count == columnNames.count { return positions }
        if positions.isEmpty || hasPositionsForNames, columns.count == width { return Array(columns.indices) }
        if let columnNames, hasPositionsForNames, columns.count > width {
            let positions = columnNames.compactMap { Int($0) }
            if positions.allSatisfy(columns.indices.contains) { return positions }
        }
        let missing = zip(columnNames ?? [], found).filter { $1 == nil }.map { "'\($0.0)'" }
        throw BadData(
            missing.isEmpty || positions.isEmpty
                ? "'\(source)' has \(columns.count) feature columns where the model takes \(width)"
                    + (columnNames.map { ": \(Self.list($0.map { "'\($0)'" }))" } ?? "")
                : "'\(source)' lacks feature columns of the model: \(Self.list(missing))")
    }

    /// The features and labels of `data` as the model takes them.
    ///
    /// - Throws: `BadData` for columns or classes that don't fit.
    func matched(
        _ data: LabeledData, source: String, inputs: [TensorType]
    ) throws -> (features: Tensor, labels: Tensor) {
        let columns = try positions(in: data.featureNames, of: source, for: inputs)
        let features = try data.features.take(columns, axis: 1)
        guard classNames != nil else { return (features, data.labels) }
        let codes = try codes(of: data.classNames, present: Set(data.labels.array(of: Int.self)), in: source)
        return (features, Tensor(data.labels.array(of: Int.self).map { codes[$0] }))
    }

    /// The model's classes for other classes by their names.
    ///
    /// - Parameter present: those that occur; only these must be known.
    /// - Throws: `BadData` for a class that the model doesn't have.
    func codes(of names: [String], present: Set<Int>, in source: String) throws -> [Int32] {
        let classes = classNames ?? []
        let places = Dictionary(classes.enumerated().map { ($1, Int32($0)) }) { first, _ in first }
        return try names.enumerated().map { code, name in
            guard let place = places[name] ?? (present.contains(code) ? nil : 0) else {
                throw BadData(
                    "'\(source)' has the label '\(name)', which is no class of the model: "
                        + Self.list(classes.map { "'\($0)'" }))
            }
            return place
        }
    }

    /// The first of `names`, as text.
    private static func list(_ names: [String]) -> String {
        names.prefix(20).joined(separator: ", ") + (names.count > 20 ? ", …" : "")
    }
}
