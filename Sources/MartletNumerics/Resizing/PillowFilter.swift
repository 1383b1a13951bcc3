#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How images are resized by Pillow: when shrinking, filters are widened to cover all pixels, and results are whole.
public enum PillowFilter: String, Sendable, CaseIterable {
    /// The nearest pixel.
    case nearest
    /// The mean of the pixels covered.
    case box
    /// A triangle.
    case bilinear
    /// A sharper bell than the triangle, as wide as the box.
    case hamming
    /// Keys' cubic convolution (1981, a = -½).
    case bicubic
    /// A sinc of three lobes.
    case lanczos

    /// Bits behind the point of the weights, which leaves eight for a pixel and two for what overshoots.
    static let precision = 22

    /// Half the width of the filter, when it isn't shrunk.
    private var support: Double {
        switch self {
        case .nearest, .box: 0.5
        case .bilinear, .hamming: 1
        case .bicubic: 2
        case .lanczos: 3
        }
    }

    private func value(_ x: Double) -> Double {
        func sinc(_ x: Double) -> Double { x == 0 ? 1 : sin(x * .pi) / (x * .pi) }
        let distance = abs(x)
        switch self {
        case .nearest, .box: return x > -0.5 && x <= 0.5 ? 1 : 0
        case .bilinear: return max(0, 1 - distance)
        case .hamming: return distance >= 1 ? 0 : sinc(distance) * (0.54 + 0.46 * cos(distance * .pi))
        case .bicubic:
            if distance < 1 { return (1.5 * distance - 2.5) * distance * distance + 1 }
            return distance < 2 ? ((-0.5 * distance + 2.5) * distance - 4) * distance + 2 : 0
        case .lanczos: return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0
        }
    }

    /// The weights along an axis, with `precision` bits behind the point.
    func weights(from length: Int, to newLength: Int) -> AxisWeights<Int32> {
        let scale = Double(length) / Double(newLength)
        let one = Double(1 << Self.precision)
        guard self != .nearest else {
            // Positions are added up as Pillow does, whose rounding decides ties.
            var position = 0.5 * scale
            return AxisWeights(from: length, to: newLength) { _ in
                defer { position += scale }
                return (min(Int(position), length - 1), [Int32(one)])
            }
        }
        let stretch = max(scale, 1)
        let reach = support * stretch
        return AxisWeights(from: length, to: newLength) { position in
            let center = (Double(position) + 0.5) * scale
            let start = max(Int(center - reach + 0.5), 0)
            let end = min(Int(center + reach + 0.5), length)
            let weights = (start..<end).map { value((Double($0) - center + 0.5) / stretch) }
            let sum = weights.reduce(0, +)
            return (start, weights.map { Int32(($0 / sum * one).rounded(.toNearestOrAwayFromZero)) })
        }
    }
}
