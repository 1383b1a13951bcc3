public import MartletNumerics
import MartletNN

/// A class that a network thinks an image belongs to.
public struct Prediction: Sendable, Equatable {
    /// The class's identifier in WordNet, such as `n02123045`.
    public var wordNetID: String
    /// The class in words, such as `tabby`.
    public var name: String
    /// How sure the network is.
    public var score: Float

    /// A class with its score, 0 to 1 after a softmax.
    public init(wordNetID: String, name: String, score: Float) {
        self.wordNetID = wordNetID
        self.name = name
        self.score = score
    }
}

/// The `top` likeliest classes of each row, the likeliest first; of equal ones the one with the lower index.
///
/// - Parameters:
///   - predictions: `[rows, classes]`.
///   - classIndex: nil is ImageNet's, downloaded once.
/// - Throws: `ArgumentError` if the shape is another; `DownloadError`, `FileError` if there is no class index.
public func decodePredictions(
    _ predictions: Tensor, top: Int = 5, classIndex: ClassIndex? = nil
) throws -> [[Prediction]] {
    let classes = classIndex?.entries.count ?? 1000
    guard predictions.rank == 2, predictions.shape[1] == classes, top > 0 else {
        throw ArgumentError(
            "decodePredictions",
            "takes [rows, \(classes)] and a positive number of classes to tell, not \(predictions.shape) and \(top)")
    }
    let entries = try (classIndex ?? .imageNet()).entries
    let scores = predictions.cast(to: .float32).array(of: Float.self)
    return (0..<predictions.shape[0]).map { row in
        let row = scores[row * classes..<(row + 1) * classes]
        let order = row.indices.sorted { row[$0] == row[$1] ? $0 < $1 : row[$0] > row[$1] }
        return order.prefix(top).map { place in
            let entry = entries[place - row.startIndex]
            return Prediction(wordNetID: entry.wordNetID, name: entry.name, score: row[place])
        }
    }
}
