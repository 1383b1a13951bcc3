import MartletGraph
package import MartletNN

extension Model {
    /// Makes the masks of a pruned model that its schedule has for the next steps, one for each batch, without training;
    /// those of frozen layers too.
    ///
    /// - Throws: `ModelError` for rows that don't fit; what the dataset throws.
    package mutating func makeMasks(by rows: Dataset) throws {
        try calibrate(rows, updating: Set(graph.maskedWeights.map(\.maskName) + [Graph.pruningStep]))
    }
}
