public import MartletNumerics

/// Images with another number of rows and columns.
///
/// - Shape: `[batch, height, width, channels] → [batch, height', width', channels]`
package struct Resize: Operation {
    package enum Target: Sendable, Hashable, Codable {
        case size(Size2D)
        /// So many times as large.
        case scale(Size2D)
    }

    package var target: Target
    package var interpolation: Interpolation
    /// Whether the filter is widened where the image becomes smaller.
    package var antialias = false

    package init(_ target: Target, _ interpolation: Interpolation, antialias: Bool = false) {
        self.target = target
        self.interpolation = interpolation
        self.antialias = antialias
    }

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(1, inputs)
        var result = inputs[0]
        guard result.shape.count == 4, result.dtype.isFloating, result.shape[1] != 0, result.shape[2] != 0 else {
            throw refuse("takes floating images [batch, height, width, channels], not \(inputs[0])")
        }
        let limit = 1 << 20
        for axis in 0..<2 {
            let length = result.shape[axis + 1]
            guard length <= limit else {
                throw refuse("an image of size 1 to \(limit) can be resized, not \(inputs[0])")
            }
            switch target {
            case .size(let size): result.shape[axis + 1] = size[axis]
            case .scale(let scale):
                guard (1...limit).contains(scale[axis]) else { throw refuse("a scale is at least 1, not \(scale)") }
                result.shape[axis + 1] =
                    length < 0 ? -1 : length.multipliedReportingOverflow(by: scale[axis]).partialValue
            }
            guard result.shape[axis + 1] == -1 && target.isOpen || (1...limit).contains(result.shape[axis + 1]) else {
                throw refuse("an image of size 1 to \(limit) can be made of \(inputs[0]), not by \(target)")
            }
        }
        return [result]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let type = try infer([TensorType(inputs[0].shape, inputs[0].dtype)])[0]
        return [try inputs[0].resampled(to: type.shape) { weights(from: $0, to: $1) }]
    }

    func weights(from: Int, to: Int) -> ResamplingWeights {
        ResamplingWeights(from: from, to: to, interpolation, antialias: antialias)
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        let size = Size2D(at.inputs[0].shape[1], at.inputs[0].shape[2])
        return [.flows(at.cotangent.apply(ResizeGradient(size: size, interpolation, antialias: antialias)))]
    }

    package func lower(_ at: Lowering) -> Lowered {
        guard at.output.dtype == .float32 else { return .reference }
        if at.inputs[0] == at.output, interpolation != .area { return .alias(input: 0) }
        return .resampling("resize \(interpolation.rawValue)", at) { weights(from: $0, to: $1) }
    }

    package static var samples: [Sample] {
        [
            .init(Resize(.scale([2, 3]), .nearest), [3, 4, 5, 2]),
            .init(Resize(.scale(2), .bilinear), [3, 4, 5, 17]),
            .init(Resize(.size([7, 3]), .bilinear), [3, 4, 5, 3]),
            .init(Resize(.size([2, 7]), .bilinear, antialias: true), [3, 7, 5, 3]),
            .init(Resize(.size([3, 2]), .nearest), [2, 7, 5, 1]),
            .init(Resize(.size([3, 4]), .area), [2, 7, 6, 2]),
            .init(Resize(.size([9, 5]), .bicubic), [2, 6, 7, 3]),
            .init(Resize(.size([3, 12]), .bicubic, antialias: true), [2, 11, 7, 2]),
            .init(Resize(.size([4, 5]), .bilinear), [2, 4, 5, 3]),
        ]
    }
}

/// The derivative of a resized image by the image.
///
/// - Shape: derivatives of the result `[batch, height', width', channels] → [batch, height, width, channels]`
package struct ResizeGradient: Operation {
    /// Rows and columns of the image.
    package var size: Size2D
    package var interpolation: Interpolation
    package var antialias: Bool

    package init(size: Size2D, _ interpolation: Interpolation, antialias: Bool = false) {
        self.size = size
        self.interpolation = interpolation
        self.antialias = antialias
    }

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        // As for an image: the sizes may be anything on both sides.
        try Resize(.size(size), interpolation).infer(inputs)
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let type = try infer([TensorType(inputs[0].shape, inputs[0].dtype)])[0]
        return [try inputs[0].resampled(to: type.shape) { weights(from: $0, to: $1) }]
    }

    private func weights(from: Int, to: Int) -> ResamplingWeights {
        ResamplingWeights(from: to, to: from, interpolation, antialias: antialias).transposed
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        let size = Size2D(at.inputs[0].shape[1], at.inputs[0].shape[2])
        return [.flows(at.cotangent.apply(Resize(.size(size), interpolation, antialias: antialias)))]
    }

    package func lower(_ at: Lowering) -> Lowered {
        guard at.output.dtype == .float32 else { return .reference }
        return .resampling("resize gradient \(interpolation.rawValue)", at) { weights(from: $0, to: $1) }
    }

    package static var samples: [Sample] {
        [
            .init(ResizeGradient(size: [4, 5], .nearest), [3, 8, 15, 2]),
            .init(ResizeGradient(size: [4, 5], .bilinear), [3, 8, 10, 17]),
            .init(ResizeGradient(size: [7, 5], .bilinear, antialias: true), [3, 2, 7, 3]),
            .init(ResizeGradient(size: [7, 5], .nearest), [2, 3, 2, 1]),
            .init(ResizeGradient(size: [6, 7], .bicubic), [2, 9, 5, 3]),
        ]
    }
}

extension Resize.Target {
    /// Whether the result's size follows from the image's.
    fileprivate var isOpen: Bool { if case .scale = self { true } else { false } }
}

extension Lowered {
    /// Resamples the rows and the columns of images; the pass that leaves less for the other comes first.
    fileprivate static func resampling(
        _ name: String, _ at: Lowering, _ weights: (_ from: Int, _ to: Int) -> ResamplingWeights
    ) -> Lowered {
        let (from, to) = (at.inputs[0].shape, at.output.shape)
        if to.elementCount == 0 { return .kernels([]) }
        let (rows, columns) = (Resampling(weights(from[1], to[1])), Resampling(weights(from[2], to[2])))
        let rowsFirst = to[1] * from[2] <= from[1] * to[2]
        let between = Operand.scratch(
            byteCount: 4 * from[0] * from[3] * (rowsFirst ? to[1] * from[2] : from[1] * to[2]))
        let byRow = rows.call(
            outer: from[0], inner: (rowsFirst ? from[2] : to[2]) * from[3], threads: at.threads)
        let byColumn = columns.call(
            outer: from[0] * (rowsFirst ? to[1] : from[1]), inner: from[3], threads: at.threads)
        let kernels = [(byRow, rows), (byColumn, columns)]
        let ordered = rowsFirst ? kernels : kernels.reversed()
        return .kernels([
            Kernel(name, ordered[0].0, [.input(0), between], retaining: ordered[0].1),
            Kernel(name, ordered[1].0, [between, .output(0)], retaining: ordered[1].1),
        ])
    }
}

extension Tensor {
    /// Images of `shape`, each pixel a weighted sum of these.
    fileprivate func resampled(
        to shape: Shape, _ weights: (_ from: Int, _ to: Int) -> ResamplingWeights
    ) throws -> Tensor {
        let (rows, columns) = (weights(self.shape[1], shape[1]), weights(self.shape[2], shape[2]))
        let (values, channels, own) = (array(of: Double.self), shape[3], self.shape)
        var result = [Double](repeating: 0, count: shape.elementCount)
        var place = 0
        for image in 0..<shape[0] {
            for i in 0..<shape[1] {
                for j in 0..<shape[2] {
                    for r in rows.starts[i]..<rows.starts[i + 1] {
                        let y = image * own[1] + rows.first[i] + r - rows.starts[i]
                        for s in columns.starts[j]..<columns.starts[j + 1] {
                            let x = columns.first[j] + s - columns.starts[j]
                            for c in 0..<channels {
                                result[place + c] +=
                                    rows.weights[r] * columns.weights[s] * values[(y * own[2] + x) * channels + c]
                            }
                        }
                    }
                    place += channels
                }
            }
        }
        return try Tensor(result, shape: shape).cast(to: dtype)
    }
}

extension Symbol {
    /// These images with another number of rows and columns.
    ///
    /// - Parameter antialias: whether the filter is widened where the images become smaller, so that each pixel counts.
    /// - Shape: `[batch, height, width, channels] → [batch, size.height, size.width, channels]`
    public func resized(to size: Size2D, _ interpolation: Interpolation = .bilinear, antialias: Bool = false) -> Symbol
    {
        apply(Resize(.size(size), interpolation, antialias: antialias))
    }

    /// These images made so many times as large.
    public func upscaled(by scale: Size2D, _ interpolation: Interpolation = .nearest) -> Symbol {
        apply(Resize(.scale(scale), interpolation))
    }
}
