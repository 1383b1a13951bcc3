import Martlet

extension LabeledData {
    /// The rows as those of a table in a file, for models that prepare its columns.
    ///
    /// - Parameter label: what the column of the labels is called.
    func table(label: String) throws -> TableExamples {
        let values = features.array(of: Float.self)
        let lines = labels.array(of: Int.self).enumerated().map { row, code in
            let fields = values[row * featureCount..<(row + 1) * featureCount].map { "\($0)" }
            return (fields + [classNames[code]]).joined(separator: ",")
        }
        let text = ([(featureNames + [label]).joined(separator: ",")] + lines).joined(separator: "\n")
        let table = try CSV(bytes: Array(text.utf8), format: CSV.Format(header: .present, keepsGaps: true))
        return try TableExamples(table, label: table.index(of: -1), target: .classes)
    }
}
