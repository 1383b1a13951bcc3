/// How images are resized by TensorFlow and Keras: pixels have their centres at half integers, and shrinking takes no
/// more pixels into account than enlarging, except by area.
public enum Interpolation: String, Sendable, Hashable, Codable, CaseIterable {
    /// The nearest pixel.
    case nearest
    /// A weighted mean of the 2 × 2 pixels around.
    case bilinear
    /// Keys' cubic convolution (1981, a = -½) of the 4 × 4 pixels around.
    case bicubic
    /// The mean of the area that a pixel covers.
    case area

    /// The weights along an axis; `tf.image.resize` computes them in single precision, and so does this.
    func weights(from length: Int, to newLength: Int) -> AxisWeights<Float> {
        let scale = Float(length) / Float(newLength)
        return AxisWeights(from: length, to: newLength) { position in
            switch self {
            case .nearest:
                return (min(Int(((Float(position) + 0.5) * scale).rounded(.down)), length - 1), [1])
            case .bilinear:
                let center = (Float(position) + 0.5) * scale - 0.5
                let below = center.rounded(.down)
                let fraction = center - below
                return (Int(below), [1 - fraction, fraction])
            case .bicubic:
                let center = (Float(position) + 0.5) * scale - 0.5
                let below = center.rounded(.down)
                return (Int(below) - 1, Self.cubic(center - below, from: Int(below) - 1, length))
            case .area:
                let (start, end) = (Float(position) * scale, Float(position + 1) * scale)
                let first = Int(start.rounded(.down))
                let last = max(Int(end.rounded(.up)), first + 1)
                return (first, (first..<last).map { (min(Float($0 + 1), end) - max(Float($0), start)) / scale })
            }
        }
    }

    /// Keys' weights for four pixels, at a fraction in steps of 1/1024 as TensorFlow tabulates them. Pixels outside
    /// count nothing, and the others make up for them.
    private static func cubic(_ fraction: Float, from start: Int, _ length: Int) -> [Float] {
        let fraction = (fraction * 1024).rounded(.toNearestOrEven) / 1024
        let weights = [fraction + 1, fraction, 1 - fraction, 2 - fraction].enumerated().map { index, x -> Float in
            guard 0..<length ~= start + index else { return 0 }
            return x <= 1 ? (1.5 * x - 2.5) * x * x + 1 : ((-0.5 * x + 2.5) * x - 4) * x + 2
        }
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
    }
}
