import CMartletKernels
package import MartletNumerics

/// The derivative of a convolution by its images, from that of its results: each spreads through the filter to where it
/// came from. By itself it is a transposed convolution.
///
/// - Shape: `[batch, height, width, filters], [height, width, channels / groups, filters]
///   → [batch, height, width, channels]`
package struct ConvolutionInputGradient: EpilogueOperation {
    package var sliding: Sliding
    package var groups: Int
    /// Rows and columns of the images that the strides leave open, 0 ..< stride.
    package var remainder: Size2D
    package var epilogue = Epilogue.none

    package init(_ sliding: Sliding, groups: Int = 1, remainder: Size2D, epilogue: Epilogue = .none) {
        self.sliding = sliding
        self.groups = groups
        self.remainder = remainder
        self.epilogue = epilogue
    }

    /// The derivative by `images` of their convolution with `filters`.
    init(_ sliding: Sliding, groups: Int, for images: Symbol, _ filters: Symbol) {
        let geometry = try? Convolution(sliding, groups: groups).geometry([images.type, filters.type])
        guard let geometry else { preconditionFailure("only what was inferred is differentiated") }
        self.init(
            sliding, groups: groups,
            remainder: Size2D(sliding.remainder(0, geometry.rows), sliding.remainder(1, geometry.columns)))
    }

    /// The geometry of the convolution whose derivative this is.
    package func geometry(_ inputs: [TensorType]) throws(GraphError) -> ConvolutionGeometry {
        let (results, filters) = (inputs[0].shape, inputs[1].shape)
        guard results.count == 4, filters.count == 4, results[3] == filters[3] || results[3] < 0, groups >= 1 else {
            throw refuse(
                "takes [batch, height, width, filters] and filters [height, width, channels / groups, filters], "
                    + "not \(results) and \(filters)")
        }
        var images = results
        for axis in 0..<2 {
            images[axis + 1] = try sliding.inputLength(
                axis, output: results[axis + 1], kernel: filters[axis], remainder: remainder[axis], self)
        }
        images[3] = filters[2].multipliedReportingOverflow(by: groups).partialValue
        let geometry = try ConvolutionGeometry(sliding, groups: groups, images: images, filters: filters, self)
        guard geometry.rows.output == results[1], geometry.columns.output == results[2] else {
            throw refuse("\(results) cannot have come from a convolution with filters \(filters)")
        }
        return geometry
    }

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(2 + epilogue.inputCount, inputs)
        try expectOneFloatingType(inputs)
        let result = TensorType(try geometry(inputs).images, inputs[0].dtype)
        if let objection = epilogue.objection(inputs.dropFirst(2), result) { throw refuse(objection) }
        return [result]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let geometry = try geometry(inputs.map { TensorType($0.shape, $0.dtype) })
        let (d, filters) = (inputs[0].array(of: Double.self), inputs[1].array(of: Double.self))
        var images = [Double](repeating: 0, count: geometry.images.elementCount)
        geometry.forEachProduct { images[$0] += d[$2] * filters[$1] }
        images = epilogue.ended(images, columns: geometry.channels, inputs.dropFirst(2))
        return [try Tensor(images, shape: geometry.images).cast(to: inputs[0].dtype)]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        guard epilogue == .none else { return at.inputs.map { _ in .blocked("fused after gradients were taken") } }
        let (results, filters, d) = (at.inputs[0], at.inputs[1], at.cotangent)
        return [
            .flows(d.apply(Convolution(sliding, groups: groups), filters)),
            .flows(d.apply(ConvolutionFilterGradient(sliding, groups: groups, for: filters), results)),
        ]
    }

    package func lower(_ at: Lowering) -> Lowered {
        at.convolution(MK_CONVOLUTION_INPUT_GRADIENT, self, geometry)
    }

    package static var samples: [Sample] {
        [
            .init(Self(.init(), remainder: 0), [2, 5, 6, 4], [3, 3, 3, 4]),
            .init(Self(.init(padding: .same), remainder: 0), [2, 5, 6, 4], [3, 3, 3, 4]),
            .init(Self(.init(strides: 2, padding: .same), remainder: [1, 0]), [2, 3, 4, 4], [3, 3, 3, 4]),
            .init(Self(.init(strides: [3, 2]), remainder: [2, 1]), [2, 3, 4, 5], [3, 1, 2, 5]),
            .init(Self(.init(dilation: 2), remainder: 0), [2, 3, 4, 3], [3, 3, 2, 3]),
            .init(
                Self(.init(strides: 2, padding: .explicit(before: 1, after: 1)), remainder: 1), [2, 3, 4, 3],
                [3, 3, 4, 3]),
            .init(Self(.init(), remainder: 0), [2, 4, 5, 7], [1, 1, 5, 7]),
            .init(Self(.init(padding: .same), groups: 2, remainder: 0), [2, 4, 5, 6], [3, 3, 2, 6]),
            .init(Self(.init(strides: 2, padding: .same), groups: 3, remainder: 0), [2, 3, 4, 6], [3, 3, 1, 6]),
            .init(
                Self(.init(padding: .same), remainder: 0, epilogue: .reluMask), [2, 4, 5, 4], [3, 3, 3, 4],
                [2, 4, 5, 3]),
            // By Winograd's algorithm.
            .init(Self(.init(padding: .same), remainder: 0), [2, 9, 11, 17], [3, 3, 16, 17]),
        ]
    }
}

extension Symbol {
    /// A transposed convolution: the derivative by its images of a convolution with `filters`, applied to these.
    ///
    /// - Parameter remainder: how much larger the result is than the least that would give this size, 0 ..< stride.
    /// - Shape: `[batch, height, width, filters], [height, width, channels / groups, filters]
    ///   → [batch, height, width, channels]`
    public func convolvedTransposed(
        with filters: Symbol, strides: Size2D = 1, padding: Padding = .valid, dilation: Size2D = 1, groups: Int = 1,
        remainder: Size2D = 0
    ) -> Symbol {
        let sliding = Sliding(strides: strides, dilation: dilation, padding: padding)
        return apply(ConvolutionInputGradient(sliding, groups: groups, remainder: remainder), filters)
    }
}
