public import MartletCodecs
public import MartletNumerics

extension Model {
    /// What a model that was trained on a table says of the rows of a CSV file: columns are prepared as the model's notes say, and
    /// values are in the units of the table, where `predict(_:)` takes prepared columns and gives values in units of their
    /// deviation.
    ///
    ///     let flowers = try Model(contentsOf: "flowers.safetensors")  // which martlet train wrote
    ///     print(try flowers.predict(csv: "more.csv"))
    ///
    /// Columns are found by their names; others may be there.
    ///
    /// - Returns: `[rows, …]`, of float32.
    /// - Throws: `ArgumentError` for a model without a preparation; `FileError`; `CSVError` for columns that lack, or whose
    ///   fields aren't what the model takes.
    public func predict(csv path: String, format: CSV.Format = CSV.Format()) throws -> Tensor {
        guard let preparation = try ModelNotes(of: self).table else {
            throw ArgumentError(
                "predict",
                "the model has no preparation of a table; give its inputs as a tensor, or write one by ModelNotes")
        }
        var format = format
        format.keepsGaps = true
        format.expectedNames = Set(preparation.columns.map(\.name))
        let table = try CSV(path: path, format: format, kinds: preparation.kinds)
        let outputs = try predict(preparation.matrix(of: table))
        guard let scale = preparation.target, scale != .identity else { return outputs }
        return Tensor(outputs.array(of: Float.self).map { Float(scale.unscaled(Double($0))) }).withShape(outputs.shape)
    }
}
