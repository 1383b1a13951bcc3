import CMartletKernels
import MartletNumerics

extension ConvolutionGeometry {
    /// The kernels of one pass: the filter prepared, if its algorithm wants that, and the pass itself.
    ///
    /// Inputs are those of the operation, in its order; the epilogue's is the third. The filter of the forward pass and
    /// of the images' derivative is the second.
    func lowered(_ pass: mk_convolution_pass, _ at: Lowering, epilogue: Epilogue = .none) -> Lowered {
        if at.output.shape.elementCount == 0 { return .kernels([]) }
        guard at.output.dtype == .float32, var p = parameters, epilogue != .reluMask || at.inputs[2] == at.output else {
            return .reference
        }
        p.pass = UInt8(pass.rawValue)
        p.epilogue = UInt8(epilogue.code.rawValue)
        p.threads = flops > 1e6 ? Int32(at.threads) : 1
        p.bfloat16 = at.precision == .bfloat16 && pass != MK_CONVOLUTION_FILTER_GRADIENT
        var typical = p
        if at.isBatchInvariant { typical.batch = 1 }
        let algorithm = mk_convolution_choose(typical, at.savesMemory)
        p.algorithm = UInt8(algorithm.rawValue)
        if algorithm == MK_CONVOLUTION_DEPTHWISE { p.bfloat16 = false }
        p.pools = epilogue == .biasReluMaxPool && mk_convolution_can_pool(p)
        let scratch = Operand.scratch(byteCount: Int(mk_convolution_scratch(p)))
        let aux = epilogue == .none ? Operand.none : .input(2)
        let preparedSize = Int(mk_convolution_prepared(p))
        let prepared = Operand.prepared(byteCount: preparedSize, of: 1)
        let filter = preparedSize > 0 ? prepared : .input(1)
        let suffix =
            switch pass {
            case MK_CONVOLUTION_INPUT_GRADIENT: " input gradient"
            case MK_CONVOLUTION_FILTER_GRADIENT: " filter gradient"
            default: ""
            }
        let shape = "\(rows.kernel)×\(columns.kernel) \(rows.output)×\(columns.output)×\(channels)→\(filters)"
        let rounding = p.bfloat16 ? " bfloat16" : ""
        let name = "convolution\(suffix) \(shape) \(String(cString: mk_convolution_name(algorithm)))\(rounding)"
        let ending = epilogue == .biasReluMaxPool && !p.pools ? .biasRelu : epilogue
        // What is pooled by another kernel lies in scratch until then.
        let unpooled = Operand.scratch(byteCount: results.elementCount * MemoryLayout<Float>.stride, index: 1)
        var kernels = [
            Kernel(
                name + (ending == .none ? "" : " " + ending.rawValue), mk_convolution(p),
                [.input(0), filter, ending == epilogue ? .output(0) : unpooled, aux, scratch], flops: flops)
        ]
        if preparedSize > 0 {
            // All that prepares one filter in one way is the same call, whatever the batch and what follows.
            (p.batch, p.threads, p.epilogue, p.pools) = (1, Int32(at.threads), UInt8(MK_EPILOGUE_NONE.rawValue), false)
            kernels.insert(
                Kernel(name + " filter", mk_convolution_prepare(p), [.input(1), prepared], isPreparation: true), at: 0)
        }
        if ending != epilogue {
            let images = TensorType(results)
            guard let pool = MaxPool.halving.kernel(of: images, at.threads, from: unpooled) else { return .reference }
            kernels.append(pool)
        }
        return .kernels(kernels)
    }

    /// The geometry as kernels take it; nil if a length is beyond them.
    private var parameters: mk_convolution_parameters? {
        let lengths = [batch, channels, filters, groups]
        let axes = [rows, columns].flatMap { [$0.input, $0.output, $0.kernel, $0.stride, $0.dilation, $0.before] }
        guard (lengths + axes).allSatisfy({ Int32(exactly: $0) != nil }) else { return nil }
        var p = mk_convolution_parameters()
        (p.batch, p.channels, p.filters, p.groups) = (Int32(batch), Int32(channels), Int32(filters), Int32(groups))
        (p.height, p.out_height, p.kernel_height) = (Int32(rows.input), Int32(rows.output), Int32(rows.kernel))
        (p.stride_height, p.dilation_height, p.pad_top) = (Int32(rows.stride), Int32(rows.dilation), Int32(rows.before))
        (p.width, p.out_width, p.kernel_width) = (Int32(columns.input), Int32(columns.output), Int32(columns.kernel))
        (p.stride_width, p.dilation_width) = (Int32(columns.stride), Int32(columns.dilation))
        p.pad_left = Int32(columns.before)
        return p
    }
}

extension Lowering {
    /// The kernels of one pass of a convolution whose geometry was inferred.
    func convolution(
        _ pass: mk_convolution_pass, epilogue: Epilogue = .none,
        _ geometry: ([TensorType]) throws(GraphError) -> ConvolutionGeometry
    ) -> Lowered {
        guard let geometry = try? geometry(inputs) else { preconditionFailure("only what was inferred is lowered") }
        return geometry.lowered(pass, self, epilogue: epilogue)
    }
}
