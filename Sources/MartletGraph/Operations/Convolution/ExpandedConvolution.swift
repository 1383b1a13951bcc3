import CMartletKernels
package import MartletNumerics

/// A convolution of 1 × 1, and the depthwise convolution of its result, which nothing else reads: the expansion of an
/// inverted residual (Sandler et al. 2018, MobileNetV2) is never in memory as a whole. Made by a pass after gradients;
/// never said and never stored.
///
/// - Shape: the inputs of `expansion`, then those of `depthwise` but its images → the result of `depthwise`
package struct ExpandedConvolution: Operation {
    package var expansion, depthwise: Convolution

    /// How many inputs are the expansion's.
    private var count: Int { 2 + expansion.epilogue.inputCount }

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(count + 1 + depthwise.epilogue.inputCount, inputs)
        return try depthwise.infer(expansion.infer(Array(inputs[..<count])) + inputs[count...])
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        try depthwise.reference(expansion.reference(Array(inputs[..<count])) + inputs[count...])
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        at.inputs.map { _ in .blocked("fused after gradients were taken") }
    }

    package func lower(_ at: Lowering) -> Lowered {
        guard let between = try? expansion.infer(Array(at.inputs[..<count])) else {
            preconditionFailure("only what was inferred is lowered")
        }
        let first = at.narrowed(to: 0..<count, outputs: between)
        let second = at.narrowed(to: count..<at.inputs.count, after: between, outputs: at.outputs)
        if let kernels = joined(first, second) { return .kernels(kernels) }
        guard case .kernels(let expanding, _) = expansion.lower(first),
            case .kernels(let filtering, _) = depthwise.lower(second)
        else { return .reference }
        // Each by itself, with the images in scratch; their own has other indices.
        let images = Operand.scratch(byteCount: between[0].byteCount, index: Self.images)
        return .kernels(
            expanding.map { $0.with { if case .output = $0 { images } else { $0 } } }
                + filtering.map { kernel in
                    kernel.with { operand in
                        switch operand {
                        case .input(0, _): images
                        case .input(let input, let offset): .input(input + count - 1, byteOffset: offset)
                        case .scratch(let size, let index): .scratch(byteCount: size, index: index + Self.own)
                        case .prepared(let size, let index, let input):
                            .prepared(byteCount: size, index: index + Self.own, of: input + count - 1)
                        default: operand
                        }
                    }
                })
    }

    /// Scratch of the images between, and the first of the second convolution.
    private static let images = 100, own = 200

    /// Both in one kernel; nil where that isn't possible.
    private func joined(_ first: Lowering, _ second: Lowering) -> [Kernel]? {
        guard first.output.dtype == .float32,
            let expanding = try? expansion.geometry(first.inputs),
            let filtering = try? depthwise.geometry(second.inputs),
            let one = expanding.chosen(MK_CONVOLUTION_FORWARD, first, expansion),
            let two = filtering.chosen(MK_CONVOLUTION_FORWARD, second, depthwise),
            let preparation = expanding.preparation(one, first, filter: 1),
            let both = ExpandedParameters(one, two), first.sparse(one.parameters, typical: one.typical) == nil
        else { return nil }
        let kernel = Kernel(
            one.name + one.epilogue.label + ", " + two.name + two.epilogue.label, both.call,
            [
                .input(0), preparation.operands[1], .output(0), expansion.epilogueOperands.bias,
                .scratch(byteCount: both.scratch), .input(count),
                depthwise.epilogue.hasBias ? .input(count + 1) : .none,
            ], flops: expanding.flops + filtering.flops, retaining: both)
        return [preparation, kernel]
    }

    /// Whether computing the two together saves time, for images of any number.
    func pays(_ images: TensorType, _ filters: TensorType, _ depthwiseFilters: TensorType) -> Bool {
        guard images.dtype == .float32, !images.shape.dropFirst().contains(where: { $0 < 0 }),
            var first = try? expansion.geometry([images, filters])
        else { return false }
        first.batch = 1
        guard let second = try? depthwise.geometry([TensorType(first.results), depthwiseFilters]),
            let one = first.parameters(MK_CONVOLUTION_FORWARD, threads: 1),
            let two = second.parameters(MK_CONVOLUTION_FORWARD, threads: 1)
        else { return false }
        return mk_expanded_pays(mk_expanded_parameters(expansion: one, depthwise: two))
    }

    package init(_ expansion: Convolution, _ depthwise: Convolution) {
        (self.expansion, self.depthwise) = (expansion, depthwise)
    }

    package static var samples: [Sample] { [] }
}

/// The parameters of two convolutions that are computed together, and what they point to.
private final class ExpandedParameters: @unchecked Sendable {  // nothing changes once it is made
    private let parameters: UnsafeMutablePointer<mk_expanded_parameters>
    private let retained: [(any AnyObject & Sendable)?]
    let scratch: Int

    /// Nil if the two can't be computed together.
    init?(_ expansion: ConvolutionGeometry.Chosen, _ depthwise: ConvolutionGeometry.Chosen) {
        let both = mk_expanded_parameters(expansion: expansion.parameters, depthwise: depthwise.parameters)
        guard mk_expanded_can(both) else { return nil }
        parameters = .allocate(capacity: 1)
        parameters.initialize(to: both)
        scratch = Int(mk_expanded_scratch(both))
        retained = [expansion.retained, depthwise.retained]
    }

    deinit { parameters.deallocate() }

    var call: mk_call { mk_expanded(parameters) }
}

extension Kernel {
    /// The kernel with other operands.
    fileprivate func with(_ operand: (Operand) -> Operand) -> Kernel {
        var result = self
        result.operands = operands.map(operand)
        return result
    }
}

extension Lowering {
    /// What one of two operations that are computed together looks at: the types `before`, then those of the inputs in
    /// `range`.
    fileprivate func narrowed(
        to range: Range<Int>, after before: [TensorType] = [], outputs: [TensorType]
    ) -> Lowering {
        Lowering(
            inputs: before + inputs[range], outputs: outputs, threads: threads, options: options,
            known: { [known] in $0 < before.count ? nil : known($0 - before.count + range.lowerBound) })
    }
}
