import MartletGraph
import MartletNumerics

/// What a quantizer rounds weights to, as it is in the graph.
struct RoundedWeights {
    var shape: Shape
    var numbers: [Int8]
    /// Of a shape that broadcasts.
    var scale: Tensor

    /// Nil if a byte around 0 can't hold what weights are rounded to.
    ///
    /// - Parameter levels: as `FakeQuantize`'s; so are the scale and the zero point.
    init?(_ weights: Tensor, scale: Tensor, zeroPoint: Tensor, levels: Int) {
        (shape, self.scale) = (weights.shape, scale)
        let (scales, zeros) = (scale.array(of: Float.self), zeroPoint.array(of: Float.self))
        let places = (scale.shape.broadcastIndex(to: shape), zeroPoint.shape.broadcastIndex(to: shape))
        var fits = scales.allSatisfy { $0 > 0 && $0.isFinite }
        numbers = weights.array(of: Float.self).enumerated().map { index, weight in
            let (scale, zero) = (scales[places.0(index)], zeros[places.1(index)])
            let step = min(max((weight / scale + 0.5).rounded(.down) + zero, 0), Float(levels)) - zero
            fits = fits && (-128...127).contains(step)
            return fits ? Int8(step) : 0
        }
        if !fits { return nil }
    }

    var tensor: Tensor { get throws { try Tensor(numbers, shape: shape) } }
}

/// Weights as integers of eight bits around 0, each channel, along the last axis, with a scale of its own.
struct IntegerWeights {
    private(set) var shape: Shape
    private(set) var numbers: [Int8]
    /// Of each channel.
    private(set) var scales: [Double]
    /// Whether all channels were rounded by one range.
    private let hasOneRange: Bool

    var tensor: Tensor { get throws { try Tensor(numbers, shape: shape) } }

    /// Weights whose channels lie along an axis; nil if their scales lie along another.
    init?(_ weights: RoundedWeights, channels axis: Int) {
        shape = weights.shape
        numbers = weights.numbers
        let (scale, place) = (weights.scale.array(of: Float.self), weights.scale.shape.broadcastIndex(to: shape))
        let behind = shape.dropFirst(axis + 1).reduce(1, *)
        scales = (0..<shape[axis]).map { Double(scale[place($0 * behind)]) }
        hasOneRange = scale.count == 1
        let along = weights.scale.shape.count - (shape.count - axis)
        guard
            scale.count == 1 || (scale.count == scales.count && along >= 0 && weights.scale.shape[along] == scale.count)
        else { return nil }
        if axis != shape.count - 1 { transpose() }
    }

    /// A weight of 1 for each channel of images by itself.
    init(ones channels: Int) {
        shape = [1, 1, 1, channels]
        numbers = [Int8](repeating: 127, count: channels)
        scales = [Double](repeating: 1 / 127, count: channels)
        hasOneRange = true
    }

    /// Changes the axes of a matrix.
    private mutating func transpose() {
        let (rows, columns) = (shape[0], shape[1])
        numbers = (0..<columns).flatMap { column in (0..<rows).map { numbers[$0 * columns + column] } }
        shape = [columns, rows]
    }

    /// Multiplies each channel by a number, exactly: what training rounded to isn't rounded a second time.
    mutating func scale(by factors: [Double]) {
        for channel in scales.indices {
            scales[channel] *= abs(factors[channel])
            guard factors[channel] < 0 else { continue }
            for index in stride(from: channel, to: numbers.count, by: scales.count) {
                numbers[index] = numbers[index] == .min ? .max : -numbers[index]
            }
        }
    }

    /// The bias of each channel in steps of `input scale · scale`.
    ///
    /// Where a sum with it might not fit in 32 bits, as in a channel that normalisation has all but switched off, the
    /// channel's weights become coarser until it does: beside such a bias they count for nothing.
    mutating func bias(_ bias: [Double], _ input: IntegerGrid) -> [Int32] {
        let inputScale = Double(input.scale)
        widen()
        return scales.indices.map { channel in
            if scales[channel] < Double(Float.leastNormalMagnitude) * 0x1p24 {
                setZero(channel)
                scales[channel] = 0x1p-100
            }
            while true {
                let steps = (bias[channel] / (inputScale * scales[channel])).rounded()
                if abs(steps) + Double(size(channel) * input.reach) <= Double(Int32.max) { return Int32(steps) }
                halve(channel)
            }
        }
    }

    private func size(_ channel: Int) -> Int {
        stride(from: channel, to: numbers.count, by: scales.count).reduce(0) { $0 + Int(numbers[$1].magnitude) }
    }

    /// Multiplies the numbers of channels to fill a byte, and divides their scales: the same weights, as of four bits, with a
    /// finer bias. Channels of one range are multiplied by the same number, so that they take no more values than before.
    private mutating func widen() {
        var largest = [Int](repeating: 1, count: scales.count)
        for (index, number) in numbers.enumerated() {
            largest[index % scales.count] = max(largest[index % scales.count], Int(number.magnitude))
        }
        let ofAll = hasOneRange ? largest.max() : nil
        let factors = largest.map { max(127 / (ofAll ?? $0), 1) }
        for index in numbers.indices { numbers[index] *= Int8(factors[index % scales.count]) }
        for channel in scales.indices { scales[channel] /= Double(factors[channel]) }
    }

    private mutating func setZero(_ channel: Int) {
        for index in stride(from: channel, to: numbers.count, by: scales.count) { numbers[index] = 0 }
    }

    private mutating func halve(_ channel: Int) {
        for index in stride(from: channel, to: numbers.count, by: scales.count) {
            numbers[index] = Int8((Double(numbers[index]) / 2).rounded(.toNearestOrEven))
        }
        scales[channel] *= 2
    }
}
