public import MartletCodecs
public import MartletNumerics

extension CSV {
    /// A column of words, or of whole numbers from 0 on, as classes: for each row its position among the names, int32, and
    /// the names in sorted order.
    ///
    /// All parts of one table have the same names.
    /// - Throws: `CSVError` for a column that isn't there or holds other numbers, and for a missing field.
    public func classes(of column: Selector) throws -> (labels: Tensor, names: [String]) {
        let index = try index(of: column)
        if let row = columns[index].isMissing.firstIndex(of: true) {
            throw error(index, "the label in row \(row + 1) is missing; fill it in or take the other rows by rows(_:)")
        }
        let (labels, names) = try LabeledData.labels(self, index, .classes)
        return (labels, names)
    }

    /// Parts of the table for training and testing, in random order; the same seed gives the same parts, and the same rows
    /// as `split` of `LabeledData`.
    ///
    /// - Parameters:
    ///   - testFraction: the share of rows in the test part, rounded up as scikit-learn's `train_test_split` does.
    ///   - stratify: a column of classes whose proportions are kept in both parts.
    /// - Throws: `TensorError` when either part would be empty; what `classes(of:)` throws.
    public func split(
        testFraction: Double = 0.25, seed: UInt64 = 0, stratify: Selector? = nil
    ) throws -> (train: CSV, test: CSV) {
        let strata = try stratify.map { try classes(of: $0).labels.array(of: Int.self) }
        let parts = try LabeledData.split(
            strata ?? Array(repeating: 0, count: rowCount), testFraction: testFraction, seed: seed)
        return (try rows(parts.train), try rows(parts.test))
    }
}
