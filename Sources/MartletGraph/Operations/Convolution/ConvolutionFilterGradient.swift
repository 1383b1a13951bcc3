import CMartletKernels
package import MartletNumerics

/// The derivative of a convolution by its filters, from its images and the derivative of its results; and where it has a
/// bias that by it, which is the sum of the latter.
///
/// - Shape: `[batch, height, width, channels], [batch, height, width, filters]
///   → [height, width, channels / groups, filters]`, and `[filters]` of the bias
package struct ConvolutionFilterGradient: Operation {
    package var sliding: Sliding
    package var groups: Int
    /// Rows and columns of the filters.
    package var size: Size2D
    package var hasBias = false

    package init(_ sliding: Sliding, groups: Int = 1, size: Size2D) {
        self.sliding = sliding
        self.groups = groups
        self.size = size
    }

    package init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: CodingKeys.self)
        sliding = try box.decode(Sliding.self, forKey: .sliding)
        groups = try box.decode(Int.self, forKey: .groups)
        size = try box.decode(Size2D.self, forKey: .size)
        hasBias = try box.decodeIfPresent(Bool.self, forKey: .hasBias) ?? false
    }

    /// The derivative by `filters`.
    init(_ sliding: Sliding, groups: Int, for filters: Symbol) {
        self.init(sliding, groups: groups, size: Size2D(filters.shape[0], filters.shape[1]))
    }

    /// The geometry of the convolution whose derivative this is.
    package func geometry(_ inputs: [TensorType]) throws(GraphError) -> ConvolutionGeometry {
        let (images, results) = (inputs[0].shape, inputs[1].shape)
        guard images.count == 4, results.count == 4, groups >= 1, images[3] > 0, images[3] % groups == 0 else {
            throw refuse(
                "takes [batch, height, width, channels] and [batch, height, width, filters], not \(images) and \(results)"
            )
        }
        let filters: Shape = [size.height, size.width, images[3] / groups, results[3]]
        let geometry = try ConvolutionGeometry(sliding, groups: groups, images: images, filters: filters, self)
        guard zip(geometry.results, results).allSatisfy({ $0 == $1 || $0 < 0 || $1 < 0 }) else {
            throw refuse("filters of \(size) over \(images) give \(geometry.results), not \(results)")
        }
        return geometry
    }

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(2, inputs)
        try expectOneFloatingType(inputs)
        let geometry = try geometry(inputs)
        let shapes = hasBias ? [geometry.filterShape, [geometry.filters]] : [geometry.filterShape]
        return shapes.map { TensorType($0, inputs[0].dtype) }
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let geometry = try geometry(inputs.map { TensorType($0.shape, $0.dtype) })
        let (images, d) = (inputs[0].array(of: Double.self), inputs[1].array(of: Double.self))
        var filters = [Double](repeating: 0, count: geometry.filterShape.elementCount)
        geometry.forEachProduct { filters[$1] += images[$0] * d[$2] }
        let derivative = try Tensor(filters, shape: geometry.filterShape).cast(to: inputs[0].dtype)
        return hasBias ? try [derivative] + Self.sum.reference([inputs[1]]) : [derivative]
    }

    /// What the derivative by a bias is of that of the results.
    static var sum: Sum { Sum(axes: [0, 1, 2], keeping: false) }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        guard !hasBias else { return at.inputs.map { _ in .blocked("fused after gradients were taken") } }
        let (images, results, d) = (at.inputs[0], at.inputs[1], at.cotangent)
        return [
            .flows(results.apply(ConvolutionInputGradient(sliding, groups: groups, for: images, d), d)),
            .flows(images.apply(Convolution(sliding, groups: groups), d)),
        ]
    }

    package func lower(_ at: Lowering) -> Lowered {
        at.convolution(MK_CONVOLUTION_FILTER_GRADIENT, nil, geometry)
    }

    package static var samples: [Sample] {
        var both = Self(.init(padding: .same), size: 3)
        both.hasBias = true
        return [
            .init(both, [2, 5, 6, 3], [2, 5, 6, 5]),
            .init(both, [4, 12, 12, 48], [4, 12, 12, 33]),
            .init(Self(.init(), size: 3), [2, 5, 6, 3], [2, 3, 4, 4]),
            .init(Self(.init(padding: .same), size: [3, 4]), [2, 5, 6, 3], [2, 5, 6, 5]),
            .init(Self(.init(strides: 2, padding: .same), size: 3), [2, 6, 7, 3], [2, 3, 4, 4]),
            .init(Self(.init(strides: [3, 2]), size: [1, 3]), [2, 7, 8, 2], [2, 3, 3, 4]),
            .init(Self(.init(dilation: 2, padding: .same), size: 3), [2, 4, 5, 2], [2, 4, 5, 3]),
            .init(Self(.init(), size: 1), [2, 4, 5, 5], [2, 4, 5, 7]),
            .init(Self(.init(), groups: 2, size: 3), [2, 5, 5, 4], [2, 3, 3, 6]),
            .init(Self(.init(strides: 2, padding: .same), groups: 3, size: 3), [2, 6, 5, 3], [2, 3, 3, 6]),
            // By Winograd's algorithm.
            .init(Self(.init(padding: .same), size: 3), [4, 9, 15, 48], [4, 9, 15, 33]),
            .init(Self(.init(), size: 3), [12, 14, 14, 32], [12, 12, 12, 32]),
        ]
    }
}
