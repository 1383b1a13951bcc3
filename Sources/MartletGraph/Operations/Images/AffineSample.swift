import CMartletKernels
package import MartletNumerics

/// What lies outside of an image.
public enum FillMode: Sendable, Hashable, Codable {
    /// This value.
    case constant(Double)
    /// The pixel at the edge.
    case nearest
    /// The image mirrored at its edge.
    case reflect
    /// The image again.
    case wrap

    /// The place in 0 ..< n that stands for place i; nil if a constant does.
    fileprivate func place(_ i: Int, _ n: Int) -> Int? {
        if (0..<n).contains(i) { return i }
        let remainder = { (period: Int) in (i % period + period) % period }
        return switch self {
        case .constant: nil
        case .nearest: i < 0 ? 0 : n - 1
        case .reflect: min(remainder(2 * n), 2 * n - 1 - remainder(2 * n))
        case .wrap: remainder(n)
        }
    }
}

/// Images seen through an affine map of their own each: the pixel at column x and row y is what the image has at column
/// `a₀x + a₁y + a₂` and row `b₀x + b₁y + b₂`.
///
/// - Shape: images `[batch, height, width, channels]`, maps `[batch, 6]` (a₀ a₁ a₂ b₀ b₁ b₂)
///   → `[batch, height', width', channels]`
package struct AffineSample: Operation {
    /// Of the result; nil is that of the images.
    package var size: Size2D?
    /// Whether to interpolate linearly; else the nearest pixel is taken.
    package var linear: Bool
    package var fill: FillMode

    package init(size: Size2D? = nil, linear: Bool = true, fill: FillMode) {
        self.size = size
        self.linear = linear
        self.fill = fill
    }

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(2, inputs)
        var (result, maps) = (inputs[0], inputs[1].shape)
        guard result.shape.count == 4, result.dtype.isFloating, inputs[1].dtype == result.dtype, maps.count == 2,
            maps[1] == 6, maps[0] == result.shape[0] || maps[0] < 0 || result.shape[0] < 0
        else {
            throw refuse("takes images [batch, height, width, channels] and maps [batch, 6], not \(inputs[0]), \(maps)")
        }
        if let size {
            guard size.lies(in: 1...1 << 20) else { throw refuse("a size is at least 1, not \(size)") }
            (result.shape[1], result.shape[2]) = (size.height, size.width)
        }
        guard !inputs[0].shape.dropFirst().contains(0) else { throw refuse("\(inputs[0]) has no pixels") }
        if maps[0] >= 0 { result.shape[0] = maps[0] }
        return [result]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let type = try infer(inputs.map { TensorType($0.shape, $0.dtype) })[0]
        let (own, shape, channels) = (inputs[0].shape, type.shape, type.shape[3])
        let (images, maps) = (inputs[0].array(of: Double.self), inputs[1].array(of: Double.self))
        let constant = if case .constant(let value) = fill { value } else { 0.0 }
        var result = [Double](repeating: 0, count: shape.elementCount)
        for index in 0..<shape[0] * shape[1] * shape[2] {
            let image = index / (shape[1] * shape[2])
            let (x, y) = (Double(index % shape[2]), Double(index / shape[2] % shape[1]))
            let map = maps[image * 6..<image * 6 + 6].map { $0 }
            let (u, v) = (map[0] * x + map[1] * y + map[2], map[3] * x + map[4] * y + map[5])
            guard abs(u) < 0x1p52, abs(v) < 0x1p52 else {
                for c in 0..<channels { result[index * channels + c] = constant }
                continue
            }
            for (row, rowWeight) in taps(v) {
                for (column, columnWeight) in taps(u) where rowWeight * columnWeight != 0 {
                    let place = fill.place(row, own[1]).flatMap { y in fill.place(column, own[2]).map { (y, $0) } }
                    for c in 0..<channels {
                        let pixel = place.map { images[((image * own[1] + $0.0) * own[2] + $0.1) * channels + c] }
                        result[index * channels + c] += rowWeight * columnWeight * (pixel ?? constant)
                    }
                }
            }
        }
        return [try Tensor(result, shape: shape).cast(to: type.dtype)]
    }

    /// The pixels along an axis that a place between them is made of, and their weights.
    private func taps(_ place: Double) -> [(Int, Double)] {
        if !linear { return [(Int(place.rounded(.toNearestOrEven)), 1)] }
        let below = place.rounded(.down)
        return [(Int(below), 1 - (place - below)), (Int(below) + 1, place - below)]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        let reason = "sampled images have none yet; augment images before the first layer with parameters"
        return [.blocked(reason), .blocked(reason)]
    }

    package func lower(_ at: Lowering) -> Lowered {
        guard at.output.dtype == .float32 else { return .reference }
        var p = mk_sample_parameters()
        let (own, shape) = (at.inputs[0].shape, at.output.shape)
        (p.batch, p.height, p.width) = (Int64(own[0]), Int64(own[1]), Int64(own[2]))
        (p.channels, p.out_height, p.out_width) = (Int64(own[3]), Int64(shape[1]), Int64(shape[2]))
        p.linear = linear
        switch fill {
        case .constant(let value): (p.fill, p.value) = (MK_FILL_CONSTANT, Float(value))
        case .nearest: p.fill = MK_FILL_NEAREST
        case .reflect: p.fill = MK_FILL_REFLECT
        case .wrap: p.fill = MK_FILL_WRAP
        }
        p.threads = shape.elementCount >= 1 << 15 ? Int32(at.threads) : 1
        return .kernels([Kernel("affine sample", mk_sample(p), [.input(0), .input(1), .output(0)])])
    }

    package static var samples: [Sample] {
        [
            .init(AffineSample(fill: .reflect), [3, 5, 6, 3], [3, 6]),
            .init(AffineSample(fill: .constant(0.5)), [3, 4, 5, 1], [3, 6]),
            .init(AffineSample(size: [3, 7], fill: .wrap), [3, 4, 5, 2], [3, 6]),
            .init(AffineSample(linear: false, fill: .nearest), [3, 4, 5, 17], [3, 6]),
            .init(AffineSample(size: 2, linear: false, fill: .constant(1)), [3, 4, 5, 2], [3, 6]),
        ]
    }
}

extension Symbol {
    /// Images seen through an affine map of their own each: the pixel at column x and row y is what the image has at
    /// column `a₀x + a₁y + a₂` and row `b₀x + b₁y + b₂`.
    ///
    /// - Parameter maps: `[batch, 6]`: a₀ a₁ a₂ b₀ b₁ b₂.
    public func sampled(
        through maps: Symbol, size: Size2D? = nil, linear: Bool = true, fill: FillMode = .reflect
    ) -> Symbol {
        apply(AffineSample(size: size, linear: linear, fill: fill), maps)
    }
}
