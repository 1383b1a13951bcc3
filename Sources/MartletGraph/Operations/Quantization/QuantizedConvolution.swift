import CMartletKernels
package import MartletNumerics

/// A convolution of bytes whose sums are exact integers, and the scaling of what follows: TensorFlow Lite's, as its
/// interpreter computes it by default.
///
/// Inputs: images of the input's range, which count as its zero outside; filters of int8 around 0; a bias of int32 for each
/// filter; a scale of float32 for each filter, input scale · filter scale / output scale. The result is
/// `clamp(nearest((Σ (image − zero) · filter + bias) · scale) + zero)`, of two integers equally near the even one.
///
/// Without an output range results are float32, and so is the bias: `Σ (image − zero) · filter · scale + bias`, with a scale
/// of input scale · filter scale.
///
/// Where the processor is faster at that, sums are made by Winograd's algorithm: in tiles of 2 they stay exact; in tiles of 4,
/// which `largestTile` must allow, they are nearly so, with the same bits on all processors that do so
/// (`mk_int8_convolution_parameters` has the bound).
///
/// - Shape: as `Convolution`'s
package struct QuantizedConvolution: Operation {
    package var sliding: Sliding
    package var groups: Int
    package var input: IntegerRange
    package var output: IntegerRange?
    /// The largest tiles, of 2 × 2 or 4 × 4 results, in which Winograd's algorithm may make sums; nil or 2 for exact ones.
    package var largestTile: Int?

    package init(_ sliding: Sliding = Sliding(), groups: Int = 1, input: IntegerRange, output: IntegerRange?) {
        (self.sliding, self.groups, self.input, self.output) = (sliding, groups, input, output)
    }

    package func geometry(_ inputs: [TensorType]) throws(GraphError) -> ConvolutionGeometry {
        try ConvolutionGeometry(sliding, groups: groups, images: inputs[0].shape, filters: inputs[1].shape, self)
    }

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(4, inputs)
        try check(input)
        if let output { try check(output) }
        if let largestTile, largestTile != 2, largestTile != 4 {
            throw refuse("its tiles are of 2 or 4, not of \(largestTile)")
        }
        let geometry = try geometry(inputs)
        let filters: Shape = [geometry.filters]
        guard inputs[0].dtype == input.dtype, inputs[1].dtype == .int8,
            inputs[2] == TensorType(filters, output == nil ? .float32 : .int32), inputs[3] == TensorType(filters)
        else {
            throw refuse(
                "takes images of \(input.dtype.rawValue), filters of int8, and \(output == nil ? "a float32" : "an int32") bias "
                    + "and a float32 scale for each filter, not \(inputs.map(\.description).joined(separator: ", "))")
        }
        return [TensorType(geometry.results, output?.dtype ?? .float32)]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let geometry = try geometry(inputs.map { TensorType($0.shape, $0.dtype) })
        let (images, filters) = (inputs[0].array(of: Int32.self), inputs[1].array(of: Int32.self))
        var sums = [Int32](repeating: 0, count: geometry.results.elementCount)
        let zero = Int32(input.zero)
        geometry.forEachProduct { sums[$2] &+= (images[$0] - zero) * filters[$1] }
        return [try sums.ended(bias: inputs[2], scales: inputs[3], output, geometry.results)]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        at.inputs.map { _ in .blocked("integers have none") }
    }

    package func lower(_ at: Lowering) -> Lowered {
        guard let geometry = try? geometry(at.inputs),
            var shape = geometry.parameters(MK_CONVOLUTION_FORWARD, threads: at.threads)
        else { return .reference }
        if at.output.shape.elementCount == 0 { return .kernels([]) }
        let algorithm = algorithm(shape)
        shape.algorithm = UInt8(algorithm.rawValue)
        let isPlain = [MK_CONVOLUTION_PATCHES, MK_CONVOLUTION_DEPTHWISE].contains(algorithm)
        let how = isPlain ? "" : " " + String(cString: mk_convolution_name(algorithm))
        return .kernels(
            at.integerProduct(
                "convolution int8\(how) \(geometry.channels)→\(geometry.filters)", shape, input, output,
                geometry.flops))
    }

    /// What sums on this processor, whatever the batch.
    func algorithm(_ shape: mk_convolution_parameters) -> mk_convolution_algorithm {
        var p = mk_int8_convolution_parameters(shape, input, output)
        p.shape.batch = 1
        return mk_int8_convolution_choose(p, Int32(largestTile ?? 0))
    }

    /// Whether Winograd's algorithm can make the sums, of images of any size.
    package func canTile(_ inputs: [TensorType]) -> Bool {
        guard let shape = try? geometry(inputs).parameters(MK_CONVOLUTION_FORWARD, threads: 1) else { return false }
        var p = mk_int8_convolution_parameters(shape, input, output)
        p.shape.algorithm = UInt8(MK_CONVOLUTION_WINOGRAD_4.rawValue)
        return mk_int8_convolution_can(p)
    }

    /// The multiplications for an image, if this processor is faster by Winograd's algorithm than with exact sums; else nil.
    package func gain(_ inputs: [TensorType]) -> Double? {
        guard var geometry = try? geometry(inputs) else { return nil }
        geometry.batch = 1
        var tiled = self
        tiled.largestTile = 4
        guard geometry.results.allSatisfy({ $0 > 0 }),
            let shape = geometry.parameters(MK_CONVOLUTION_FORWARD, threads: 1),
            tiled.algorithm(shape) != self.algorithm(shape)
        else { return nil }
        return geometry.flops / 2
    }

    package static var samples: [Sample] {
        func sample(
            _ sliding: Sliding, _ groups: Int, _ images: Shape, _ filters: Shape, _ zero: Int, isFloat: Bool = false
        ) -> Sample {
            let operation = QuantizedConvolution(
                sliding, groups: groups, input: .init(zero: zero),
                output: isFloat ? nil : .init(zero: -5, low: -100))
            let count: Shape = [filters[3]]
            return .init(
                operation, images, filters, count, count, in: -127...127,
                dtypes: [0: .int8, 1: .int8, 2: isFloat ? .float32 : .int32],
                ranges: [2: -5000...5000, 3: 0.0005...0.002])
        }
        return [
            sample(.init(), 1, [2, 5, 6, 3], [3, 3, 3, 4], 0),
            sample(.init(strides: 2, padding: .same), 1, [2, 6, 7, 3], [3, 3, 3, 5], -128),
            sample(.init(), 1, [2, 4, 5, 16], [1, 1, 16, 17], 127),
            sample(.init(padding: .same), 5, [2, 4, 5, 5], [3, 3, 1, 5], 3),
            sample(.init(padding: .same), 1, [2, 4, 5, 3], [3, 3, 3, 4], 3, isFloat: true),
            sample(.init(), 5, [2, 4, 5, 5], [3, 3, 1, 5], -7, isFloat: true),
            sample(.init(), 2, [2, 5, 5, 4], [3, 3, 2, 6], -7),
            // By Winograd's algorithm, without a dot product of bytes.
            sample(.init(padding: .same), 1, [2, 12, 12, 64], [3, 3, 64, 48], -7),
        ]
    }
}

extension [Int32] {
    /// What follows the sums of a product: bias and scale of each channel, along the last axis.
    func ended(bias: Tensor, scales: Tensor, _ output: IntegerRange?, _ shape: Shape) throws -> Tensor {
        let scales = scales.array(of: Float.self)
        guard let output else {
            let bias = bias.array(of: Float.self)
            let results = enumerated().map { Float($1) * scales[$0 % scales.count] + bias[$0 % bias.count] }
            return try Tensor(results, shape: shape)
        }
        let bias = bias.array(of: Int32.self)
        let bytes = enumerated().map { index, sum in
            output.byte(nearest: Float(sum &+ bias[index % bias.count]) * scales[index % scales.count])
        }
        return try Tensor(bytes, shape: shape).cast(to: output.dtype)
    }
}

extension Lowering {
    /// The kernels of a product of bytes with weights, input 1, a bias, 2, and scales, 3: the weights prepared, and the
    /// product itself.
    func integerProduct(
        _ name: String, _ shape: mk_convolution_parameters, _ input: IntegerRange, _ output: IntegerRange?,
        _ flops: Double
    ) -> [Kernel] {
        let p = mk_int8_convolution_parameters(shape, input, output)
        if let sparse = sparse(p) { return kernels(sparse, name, flops) }
        let prepared = Operand.prepared(byteCount: Int(mk_int8_convolution_prepared(p)), of: 1)
        // All that prepares one filter is the same call, whatever the batch and what follows.
        var typical = p
        (typical.shape.batch, typical.output_zero, typical.low, typical.high) = (1, 0, 0, 0)
        return [
            Kernel(
                name + " filter", mk_int8_convolution_prepare(typical), [.input(1), prepared, .input(2), .input(3)],
                isPreparation: true),
            Kernel(
                name, mk_int8_convolution(p),
                [.input(0), prepared, .output(0), .none, .scratch(byteCount: Int(mk_int8_convolution_scratch(p)))],
                flops: flops),
        ]
    }
}

extension Lowering {
    /// How a product of bytes skips the zeros of its weights: as `sparse` of float32.
    private func sparse(_ dense: mk_int8_convolution_parameters) -> mk_sparse_int8_parameters? {
        var product = dense
        product.shape.algorithm = UInt8(MK_CONVOLUTION_PATCHES.rawValue)
        let single = UInt8(MK_SPARSE_SINGLE.rawValue)
        guard options.skipsZeros, mk_sparse_int8_can(.init(product: product, entries: 0, form: single)),
            dense.shape.algorithm != UInt8(MK_CONVOLUTION_DEPTHWISE.rawValue), let weights = value(of: 1)
        else { return nil }
        let counts = weights.withUnsafeBytes { bytes in
            mk_sparse_int8_count(product.shape, bytes.assumingMemoryBound(to: Int8.self).baseAddress)
        }
        let chosen = mk_sparse_int8_choose(product, counts, mk_int8_convolution_estimate(dense))
        return chosen.form == 0 ? nil : chosen
    }

    private func kernels(_ sparse: mk_sparse_int8_parameters, _ name: String, _ flops: Double) -> [Kernel] {
        let prepared = Operand.prepared(byteCount: Int(mk_sparse_int8_prepared(sparse)), of: 1)
        let name = "\(name) sparse\(sparseForm(sparse.form))"
        var typical = sparse
        (typical.product.shape.batch, typical.product.output_zero) = (1, 0)
        (typical.product.low, typical.product.high) = (0, 0)
        return [
            Kernel(
                name + " filter", mk_sparse_int8_prepare(typical), [.input(1), prepared, .input(2), .input(3)],
                isPreparation: true),
            Kernel(
                name, mk_sparse_int8(sparse),
                [.input(0), prepared, .output(0), .none, .scratch(byteCount: Int(mk_sparse_int8_scratch(sparse)))],
                flops: flops),
        ]
    }
}

extension mk_int8_convolution_parameters {
    fileprivate init(_ shape: mk_convolution_parameters, _ input: IntegerRange, _ output: IntegerRange?) {
        self.init()
        self.shape = shape
        (input_zero, output_zero) = (Int16(input.zero), Int16(output?.zero ?? 0))
        (low, high) = (Int16(output?.low ?? 0), Int16(output?.high ?? 0))
        self.input = UInt8(input.dtype.kernel.rawValue)
        self.output = UInt8((output?.dtype ?? .float32).kernel.rawValue)
    }
}
