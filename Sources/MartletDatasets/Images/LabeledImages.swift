public import MartletNumerics

/// Images of one size, with the class of each.
public struct LabeledImages: Sendable {
    /// `[images, height, width, channels]` of uint8.
    public var images: Tensor
    /// `[images]` of int32: positions in `classNames`.
    public var labels: Tensor
    /// The classes.
    public var classNames: [String]
    /// What the images are and where they come from.
    public var description: String

    /// The number of images.
    public var count: Int { labels.count }

    /// Images out of arrays: `images` is `[images, height, width, channels]` of uint8, `labels` is `[images]`.
    ///
    /// - Throws: `TensorError.shapeMismatch`, `unsupportedDType`, `indexOutOfRange` for a label that has no class.
    public init(
        images: Tensor, labels: Tensor, classNames: [String], description: String = ""
    ) throws(TensorError) {
        guard images.rank == 4, labels.rank == 1, images.shape[0] == labels.shape[0] else {
            throw .shapeMismatch(
                operation: "LabeledImages", images.shape, labels.shape,
                reason: "images must be [images, height, width, channels] and labels [images]")
        }
        guard images.dtype == .uint8 else {
            throw .unsupportedDType(operation: "LabeledImages", dtype: images.dtype, expected: [.uint8])
        }
        if let wrong = labels.array(of: Int.self).first(where: { !classNames.indices.contains($0) }) {
            throw .indexOutOfRange(operation: "labels", index: wrong, axis: 0, length: classNames.count)
        }
        self.images = images
        self.labels = labels.cast(to: .int32)
        self.classNames = classNames
        self.description = description
    }

    /// The images at `positions`, in that order.
    ///
    /// - Throws: `TensorError.indexOutOfRange`.
    public func examples(_ positions: [Int]) throws(TensorError) -> LabeledImages {
        var part = self
        part.images = try images.take(positions)
        part.labels = try labels.take(positions)
        return part
    }

    /// The pixels as float32 from 0 to 1.
    public var scaled: Tensor { Tensor(images.array(of: Float.self).map { $0 / 255 }).withShape(images.shape) }
}
