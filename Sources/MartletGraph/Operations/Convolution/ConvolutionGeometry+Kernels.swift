package import CMartletKernels
package import MartletNumerics

extension ConvolutionGeometry {
    /// The kernels of one pass: the filter prepared, if its algorithm wants that, and the pass itself.
    ///
    /// Inputs are those of the operation, in its order; the epilogue's follow the first two. The filter of the forward pass
    /// and of the images' derivative is the second. The filters' derivative is no product with an epilogue; its second output
    /// is the bias's.
    func lowered(_ pass: mk_convolution_pass, _ at: Lowering, _ product: (any EpilogueOperation)?) -> Lowered {
        if at.output.shape.elementCount == 0 { return .kernels([]) }
        guard var chosen = chosen(pass, at, product) else { return .reference }
        let sparse = at.sparse(
            chosen.parameters, typical: chosen.typical, pools: product?.epilogue.pools ?? false)
        if let sparse { chosen.parameters.pools = sparse.shape.pools }
        // What another kernel pools lies in scratch until then.
        let images = Operand.scratch(byteCount: results.elementCount * MemoryLayout<Float>.stride, index: 1)
        let result = chosen.poolsLater ? images : .output(0)
        var kernels =
            if let sparse, let product {
                at.kernels(
                    sparse, chosen.shape, chosen.ownEpilogue, product, result: result, flops: flops,
                    retaining: chosen.retained)
            } else { dense(chosen, at, product, result) }
        if chosen.poolsLater {
            guard let pool = MaxPool.halving.kernel(of: TensorType(results, at.output.dtype), at.threads, from: images)
            else { return .reference }
            kernels.append(pool)
        }
        if at.outputs.count > 1, !mk_convolution_can_sum(chosen.parameters) {
            guard
                let sum = ConvolutionFilterGradient.sum.kernel(
                    of: at.inputs[1], at.threads, from: .input(1), to: .output(1))
            else { return .reference }
            kernels.append(sum)
        }
        return .kernels(kernels)
    }

    /// The kernels of a pass that multiplies all numbers of its filter.
    private func dense(
        _ chosen: Chosen, _ at: Lowering, _ product: (any EpilogueOperation)?, _ result: Operand
    ) -> [Kernel] {
        let calls = ConvolutionCalls(chosen.parameters, at.output.dtype)
        let preparation = preparation(chosen, at, filter: 1)
        let sums = at.outputs.count > 1 && mk_convolution_can_sum(chosen.parameters)
        let (bias, other) = product?.epilogueOperands ?? (sums ? .output(1) : .none, .none)
        let pass = Kernel(
            chosen.name + chosen.ownEpilogue.label, calls.pass,
            [
                .input(0), preparation?.operands[1] ?? .input(1), result, bias, .scratch(byteCount: calls.scratch),
                other,
            ], flops: flops, retaining: chosen.retained)
        return [preparation, pass].compactMap(\.self)
    }

    /// A pass by its algorithm, ready for a call.
    struct Chosen {
        var parameters: mk_convolution_parameters
        /// The same of one image.
        var typical: mk_convolution_parameters {
            var typical = parameters
            typical.batch = 1
            return typical
        }
        /// What profiles call it, before the algorithm.
        var shape: String
        var name: String
        /// What the operation does at its end,
        var epilogue: Epilogue
        /// and the pass.
        var ownEpilogue: Epilogue {
            var own = epilogue
            own.pools = parameters.pools
            return own
        }
        /// What the epilogue points to.
        var retained: (any AnyObject & Sendable)?
        /// Whether the operation's epilogue pools and the pass doesn't.
        var poolsLater: Bool { epilogue.pools && !parameters.pools }
    }

    /// How a pass is made; nil if no kernel makes it.
    func chosen(_ pass: mk_convolution_pass, _ at: Lowering, _ product: (any EpilogueOperation)?) -> Chosen? {
        let dtype = at.output.dtype, isFloat = dtype == .float32
        let unpooled = TensorType(pass == MK_CONVOLUTION_FORWARD ? results : at.output.shape, dtype)
        let epilogue = product?.epilogue ?? .none
        guard var p = parameters(pass, threads: at.threads), product?.hasPlainOther(at, unpooled) != false,
            isFloat || epilogue == .none
        else { return nil }
        // BLAS's sums, which float64 has no others than, may depend on how many images there are.
        if !isFloat, at.options.isBatchInvariant || OpenBLAS.fault != nil { return nil }
        let (code, retained) = epilogue.lowered()
        p.epilogue = code
        p.bfloat16 = isFloat && at.options.precision == .bfloat16 && pass != MK_CONVOLUTION_FILTER_GRADIENT
        var typical = p
        if at.options.isBatchInvariant { typical.batch = 1 }
        let algorithm = convolutionAlgorithm(
            typical, dtype, savesMemory: at.options.savesMemory, isBatchInvariant: at.options.isBatchInvariant,
            at.options.convolution)
        p.algorithm = UInt8(algorithm.rawValue)
        if algorithm == MK_CONVOLUTION_DEPTHWISE { p.bfloat16 = false }
        p.pools = epilogue.pools && mk_convolution_can_pool(p)
        let suffix =
            switch pass {
            case MK_CONVOLUTION_INPUT_GRADIENT: " input gradient"
            case MK_CONVOLUTION_FILTER_GRADIENT: " filter gradient"
            default: ""
            }
        let size = "\(rows.kernel)×\(columns.kernel) \(rows.output)×\(columns.output)×\(channels)→\(filters)"
        let shape = "convolution\(suffix) \(size)"
        let name = "\(shape) \(String(cString: mk_convolution_name(algorithm)))\(p.bfloat16 ? " bfloat16" : "")"
        return Chosen(parameters: p, shape: shape, name: name, epilogue: epilogue, retained: retained)
    }

    /// The kernel that prepares the filter, an operation's input, for a pass; nil if the pass reads the filter itself.
    func preparation(_ chosen: Chosen, _ at: Lowering, filter: Int) -> Kernel? {
        let byteCount = ConvolutionCalls(chosen.parameters, at.output.dtype).prepared
        guard byteCount > 0 else { return nil }
        // All that prepares one filter in one way is the same call, whatever the batch and what follows.
        var p = chosen.parameters
        (p.batch, p.threads, p.epilogue, p.pools) = (1, Int32(at.threads), mk_epilogue(), false)
        return Kernel(
            chosen.name + " filter", ConvolutionCalls(p, at.output.dtype).preparation,
            [.input(filter), .prepared(byteCount: byteCount, of: filter)], isPreparation: true)
    }

    /// A pass as kernels take it; nil if a length is beyond them.
    package func parameters(_ pass: mk_convolution_pass, threads: Int) -> mk_convolution_parameters? {
        let lengths = [batch, channels, filters, groups]
        let axes = [rows, columns].flatMap { [$0.input, $0.output, $0.kernel, $0.stride, $0.dilation, $0.before] }
        guard (lengths + axes).allSatisfy({ Int32(exactly: $0) != nil }) else { return nil }
        var p = mk_convolution_parameters()
        (p.batch, p.channels, p.filters, p.groups) = (Int32(batch), Int32(channels), Int32(filters), Int32(groups))
        (p.height, p.out_height, p.kernel_height) = (Int32(rows.input), Int32(rows.output), Int32(rows.kernel))
        (p.stride_height, p.dilation_height, p.pad_top) = (Int32(rows.stride), Int32(rows.dilation), Int32(rows.before))
        (p.width, p.out_width, p.kernel_width) = (Int32(columns.input), Int32(columns.output), Int32(columns.kernel))
        (p.stride_width, p.dilation_width) = (Int32(columns.stride), Int32(columns.dilation))
        (p.pad_left, p.pass) = (Int32(columns.before), UInt8(pass.rawValue))
        // Each channel by itself takes some four times as long for an operation, since more is moved.
        let isDepthwise = groups > 1 && groups == channels
        p.threads = flops * (isDepthwise ? 4 : 1) > 1e6 ? Int32(threads) : 1
        return p
    }
}

/// The algorithm that a plan takes for a pass. BLAS multiplies float64, and float32 where it is asked to, but single
/// channels, which are no matrices, and bfloat16.
package func convolutionAlgorithm(
    _ p: mk_convolution_parameters, _ dtype: DType, savesMemory: Bool = false, isBatchInvariant: Bool = false,
    _ method: ConvolutionMethod = .automatic
) -> mk_convolution_algorithm {
    if dtype == .float64 { return MK_CONVOLUTION_IM2COL }
    let chosen = mk_convolution_choose(p, savesMemory)
    let suits = !p.bfloat16 && !isBatchInvariant && chosen != MK_CONVOLUTION_DEPTHWISE
    return suits && method.usesBLAS ? MK_CONVOLUTION_IM2COL : chosen
}

/// The calls of a pass, by our kernels or by BLAS, and the bytes that they need.
package struct ConvolutionCalls {
    package var pass, preparation: mk_call
    package var scratch, prepared: Int

    package init(_ p: mk_convolution_parameters, _ dtype: DType) {
        if p.algorithm == MK_CONVOLUTION_IM2COL.rawValue {
            (pass, preparation) = (im2colCall(p, dtype: dtype), im2colPrepare(p, dtype: dtype))
            (scratch, prepared) = (im2colScratch(p, dtype: dtype), im2colPrepared(p, dtype: dtype))
        } else {
            (pass, preparation) = (mk_convolution(p), mk_convolution_prepare(p))
            (scratch, prepared) = (Int(mk_convolution_scratch(p)), Int(mk_convolution_prepared(p)))
        }
    }
}

extension Lowering {
    /// The kernels of one pass of a convolution whose geometry was inferred.
    func convolution(
        _ pass: mk_convolution_pass, _ product: (any EpilogueOperation)?,
        _ geometry: ([TensorType]) throws(GraphError) -> ConvolutionGeometry
    ) -> Lowered {
        guard let geometry = try? geometry(inputs) else { preconditionFailure("only what was inferred is lowered") }
        return geometry.lowered(pass, self, product)
    }
}
