import CMartletKernels
package import MartletNumerics

/// Filters that slide over images: each result is the sum of the products of a filter and what lies under it. The
/// filters aren't turned around (it is a cross-correlation, as everywhere in the field).
///
/// Groups split channels and filters: each filter sees the channels of its group alone; as many groups as channels make
/// it depthwise.
///
/// - Shape: `[batch, height, width, channels], [height, width, channels / groups, filters]
///   → [batch, height, width, filters]`
package struct Convolution: EpilogueOperation {
    package var sliding: Sliding
    package var groups: Int
    package var epilogue = Epilogue.none

    package init(_ sliding: Sliding = Sliding(), groups: Int = 1, epilogue: Epilogue = .none) {
        self.sliding = sliding
        self.groups = groups
        self.epilogue = epilogue
    }

    package var canPool: Bool { true }

    package func geometry(_ inputs: [TensorType]) throws(GraphError) -> ConvolutionGeometry {
        try ConvolutionGeometry(sliding, groups: groups, images: inputs[0].shape, filters: inputs[1].shape, self)
    }

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(2 + epilogue.inputCount, inputs)
        try expectOneFloatingType(inputs)
        let result = TensorType(try geometry(inputs).results, inputs[0].dtype)
        if let objection = epilogue.objection(inputs.dropFirst(2), result, pools: true) { throw refuse(objection) }
        return epilogue.pools ? try MaxPool.halving.infer([result]) : [result]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let geometry = try geometry(inputs.map { TensorType($0.shape, $0.dtype) })
        let (images, filters) = (inputs[0].array(of: Double.self), inputs[1].array(of: Double.self))
        var result = [Double](repeating: 0, count: geometry.results.elementCount)
        geometry.forEachProduct { result[$2] += images[$0] * filters[$1] }
        result = epilogue.ended(result, columns: geometry.filters, inputs.dropFirst(2))
        let results = [try Tensor(result, shape: geometry.results).cast(to: inputs[0].dtype)]
        return epilogue.pools ? try MaxPool.halving.reference(results) : results
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        guard epilogue == .none else { return at.inputs.map { _ in .blocked("fused after gradients were taken") } }
        let (images, filters, d) = (at.inputs[0], at.inputs[1], at.cotangent)
        return [
            .flows(d.apply(ConvolutionInputGradient(sliding, groups: groups, for: images, filters), filters)),
            .flows(images.apply(ConvolutionFilterGradient(sliding, groups: groups, for: filters), d)),
        ]
    }

    package func lower(_ at: Lowering) -> Lowered {
        at.convolution(MK_CONVOLUTION_FORWARD, self, geometry)
    }

    package static var samples: [Sample] {
        [
            .init(Convolution(), [2, 5, 6, 3], [3, 3, 3, 4]),
            .init(Convolution(.init(padding: .same)), [2, 5, 6, 3], [3, 4, 3, 5]),
            .init(Convolution(.init(strides: 2, padding: .same)), [2, 6, 7, 3], [3, 3, 3, 4]),
            .init(Convolution(.init(strides: [3, 2])), [2, 7, 8, 2], [1, 3, 2, 4]),
            .init(Convolution(.init(dilation: [1, 2], padding: .same)), [2, 5, 6, 2], [3, 3, 2, 3]),
            .init(Convolution(.init(padding: .causal)), [2, 1, 6, 2], [1, 3, 2, 3]),
            .init(
                Convolution(.init(strides: 2, padding: .explicit(before: [1, 2], after: [0, 1]))), [2, 5, 6, 3],
                [3, 3, 3, 4]),
            .init(Convolution(), [2, 4, 5, 5], [1, 1, 5, 7]),
            .init(Convolution(.init(strides: 2)), [2, 5, 4, 3], [1, 1, 3, 4]),
            .init(Convolution(groups: 2), [2, 5, 5, 4], [3, 3, 2, 6]),
            .init(Convolution(.init(padding: .same), groups: 5), [2, 4, 5, 5], [3, 3, 1, 5]),
            .init(Convolution(.init(strides: 2, padding: .same), groups: 3), [2, 6, 5, 3], [3, 3, 1, 6]),
            .init(Convolution(.init(padding: .same), epilogue: .bias), [2, 4, 5, 3], [3, 3, 3, 4], [4]),
            .init(Convolution(epilogue: .biasRelu), [2, 5, 6, 3], [3, 3, 3, 4], [4]),
            .init(Convolution(groups: 4, epilogue: .biasRelu), [2, 5, 6, 4], [3, 3, 1, 4], [4]),
            .init(
                Convolution(
                    .init(padding: .same), epilogue: .init(hasBias: true, other: .added, activation: Epilogue.relu6)),
                [2, 4, 5, 3], [3, 3, 3, 4], [4], [2, 4, 5, 4]),
            .init(
                Convolution(groups: 4, epilogue: .init(other: .added, activation: .clip(low: -1, high: .infinity))),
                [2, 5, 6, 4], [3, 3, 1, 4], [2, 3, 4, 4]),
            .init(Convolution(epilogue: .biasReluMaxPool), [2, 5, 6, 3], [3, 3, 3, 4], [4]),
            // By Winograd's algorithm.
            .init(
                Convolution(.init(padding: .same), epilogue: .biasReluMaxPool), [2, 9, 11, 16], [3, 3, 16, 17], [17]),
        ]
    }
}

extension Symbol {
    /// Filters that slide over these images, not turned around.
    ///
    /// - Shape: `[batch, height, width, channels], [height, width, channels / groups, filters]
    ///   → [batch, height, width, filters]`
    public func convolved(
        with filters: Symbol, strides: Size2D = 1, padding: Padding = .valid, dilation: Size2D = 1, groups: Int = 1
    ) -> Symbol {
        apply(Convolution(Sliding(strides: strides, dilation: dilation, padding: padding), groups: groups), filters)
    }
}
