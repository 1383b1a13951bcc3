public import MartletNumerics

/// What networks trained on ImageNet want done to an image's pixels, 0 to 255 in red, green, blue; Keras's names.
public enum PreprocessingMode: String, Sendable, Codable, CaseIterable {
    /// Blue, green, red, less ImageNet's mean; not scaled.
    case caffe
    /// Scaled to −1 … 1.
    case tf
    /// Scaled to 0 … 1, less ImageNet's mean, by its deviation.
    case torch

    /// What pixels are divided by first.
    package var divisor: Float? {
        switch self {
        case .caffe: nil
        case .tf: 127.5
        case .torch: 255
        }
    }

    /// What is subtracted then, one for all channels or one for each.
    package var mean: [Float] {
        switch self {
        case .caffe: [103.939, 116.779, 123.68]
        case .tf: [1]
        case .torch: [0.485, 0.456, 0.406]
        }
    }

    /// What channels are divided by in the end.
    package var deviation: [Float]? { self == .torch ? [0.229, 0.224, 0.225] : nil }

    /// Whether channels are reversed.
    package var isReversed: Bool { self == .caffe }

    /// Images as a network wants them, in float32.
    ///
    /// - Throws: `ArgumentError` if `x` isn't `[…, height, width, 3]`.
    public func callAsFunction(_ x: Tensor) throws -> Tensor {
        guard x.rank >= 3, x.shape[x.rank - 1] == 3 else {
            throw ArgumentError("preprocessInput", "takes images [height, width, 3] or batches of them, not \(x.shape)")
        }
        var y = x.cast(to: .float32)
        if let divisor { y = try y / divisor }
        if isReversed { y = try y.reversed(axis: -1) }
        y = try y - Tensor(mean)
        return try deviation.map { try y / Tensor($0) } ?? y
    }
}
