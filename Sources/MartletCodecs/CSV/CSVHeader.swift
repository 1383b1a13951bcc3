/// The names of a table's columns.
package struct CSVHeader: Sendable {
    /// From left to right; without a header the positions from 0.
    package let names: [String]
    /// Whether they stand in the file.
    let isPresent: Bool
    /// What separates fields.
    let delimiter: Character
    /// A field of the first column, for messages.
    let firstText: String?
    /// The file, for messages.
    let path: String?

    /// The position of the column that `selector` means. A name that no column has may be an index in digits.
    package func index(of selector: CSV.Selector) throws(CSVError) -> Int {
        switch selector {
        case .name(let name): return try indices(of: [name])[0]
        case .index(let index):
            if let index = position(index) { return index }
            throw absent(index)
        }
    }

    /// The positions of columns by their names, which may be indices in digits where no column has them.
    func indices(of selectors: [String]) throws(CSVError) -> [Int] {
        let found = selectors.map { names.firstIndex(of: $0) ?? Int($0).flatMap(position) }
        let missing = zip(selectors, found).filter { $0.1 == nil }.map { "'\($0.0)'" }
        guard missing.isEmpty else { throw absent("no column is called \(missing.joined(separator: " or "))") }
        return found.compactMap(\.self)
    }

    func absent(_ index: Int) -> CSVError { absent("there is no column \(index)") }

    /// The positions of all columns but the label's.
    package func features(beside label: Int) throws(CSVError) -> [Int] {
        guard names.count > 1 else {
            throw wrongDelimiter ?? error(label, "it is the only column; there must be features beside the label")
        }
        return names.indices.filter { $0 != label }
    }

    /// The error to report for a table whose only column shows that another delimiter was meant; nil if it doesn't.
    package var wrongDelimiter: CSVError? {
        guard names.count == 1 else { return nil }
        let texts = [names[0], firstText ?? ""]
        let others: [(Character, String)] = [(",", "','"), (";", "';'"), ("\t", "tabs"), ("|", "'|'")]
        guard let other = others.first(where: { mark, _ in mark != delimiter && texts.contains { $0.contains(mark) } })
        else { return nil }
        var error = CSVError(
            "it has a single column, for its fields seem to be separated by \(other.1); they must be by '\(delimiter)'")
        error.path = path
        return error
    }

    func error(line: Int? = nil, _ index: Int, _ reason: String) -> CSVError {
        var error = CSVError(line: line, column: index + 1, columnName: isPresent ? names[index] : nil, reason)
        error.path = path
        return error
    }

    private func position(_ index: Int) -> Int? {
        let position = index < 0 ? index + names.count : index
        return names.indices.contains(position) ? position : nil
    }

    private func absent(_ reason: String) -> CSVError {
        if let wrongDelimiter { return wrongDelimiter }
        let some = names.prefix(20).map { "'\($0)'" }.joined(separator: ", ")
        var error = CSVError(
            "\(reason); there are \(names.count): \(some)\(names.count > 20 ? ", …" : ""); or a number says which, from 0 to "
                + "\(names.count - 1), or from the last, -1 to \(-names.count)")
        error.path = path
        return error
    }
}
