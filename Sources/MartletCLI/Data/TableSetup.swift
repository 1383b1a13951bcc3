import Martlet

/// How a table is read; it is saved with the model.
struct TableSetup: Codable, Sendable, Equatable {
    /// Whether the first line names the columns; once a table was read, which way it was taken.
    var header = CSV.Format.Header.automatic
    /// What stands for a missing value besides empty fields; nil is what `CSV.Format` has.
    var missing: [String]?
    /// How numbers are scaled; nil is to mean 0 and variance 1.
    var scaling: TablePreparation.Scaling?

    /// How to read a table, whose columns may have the names that `loaded` knows.
    func format(for loaded: (any DataTaker)? = nil) -> CSV.Format {
        var format = CSV.Format(header: header)
        format.expectedNames = loaded?.columnNames ?? []
        format.keepsGaps = true
        if let missing { format.missingMarkers = Set(missing) }
        return format
    }

    /// In words, which way a table's first line was taken.
    static func text(_ path: String, hasHeader: Bool) -> String {
        "\(path): its first line "
            + (hasHeader
                ? "names the columns (--header no: it is a row)" : "is a row (--header yes: it names the columns)")
    }
}

extension CSV.Format.Header: Codable {}

extension DataTaker {
    /// The names of the model's columns, where they had names and not just positions.
    fileprivate var columnNames: Set<String> {
        dataSetup?.table?.header == .present || !notes.hasPositionsForNames ? Set(notes.columnNames ?? []) : []
    }
}
