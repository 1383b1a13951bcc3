package import CMartletKernels
package import MartletNumerics

/// An operation that turns the elements along some axes into one.
package protocol ReductionOperation: Operation {
    /// Counted from the front, ascending, each once.
    var axes: [Int] { get }
    /// Whether reduced axes stay with length 1.
    var keeping: Bool { get }
    var kind: mk_reduction { get }
    func resultType(_ input: DType) -> DType?
    /// The result for the elements along the axes, in row-major order, in double precision.
    func value(_ values: [Double]) -> Double
}

extension ReductionOperation {
    package func resultType(_ input: DType) -> DType? { input == .bool ? nil : input }

    @_semantics("optimize.sil.specialize.generic.never")
    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(1, inputs)
        let (shape, dtype) = (inputs[0].shape, inputs[0].dtype)
        guard let result = resultType(dtype) else { throw refuse("does not take \(dtype.rawValue); cast first") }
        guard axes.allSatisfy({ $0 >= 0 && $0 < shape.count }), zip(axes, axes.dropFirst()).allSatisfy(<) else {
            throw refuse("axes \(axes) are not distinct axes of shape \(shape), in order")
        }
        let reduced = shape.indices.compactMap { axes.contains($0) ? (keeping ? 1 : nil) : shape[$0] }
        return [TensorType(Shape(reduced), result)]
    }

    @_semantics("optimize.sil.specialize.generic.never")
    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let shape = inputs[0].shape
        let type = try infer([TensorType(shape, inputs[0].dtype)])[0]
        let kept = Shape(shape.indices.map { axes.contains($0) ? 1 : shape[$0] })
        let place = kept.broadcastIndex(to: shape)
        var groups = [[Double]](repeating: [], count: kept.elementCount)
        for (index, value) in inputs[0].array(of: Double.self).enumerated() { groups[place(index)].append(value) }
        return [try Tensor(groups.map(value), shape: type.shape).cast(to: type.dtype)]
    }

    /// Neighbouring axes reduce in one kernel; others are brought to the end by a transposition first.
    @_semantics("optimize.sil.specialize.generic.never")
    package func lower(_ at: Lowering) -> Lowered {
        let (input, output) = (at.inputs[0], at.output)
        if axes.isEmpty, output == input, kind != MK_REDUCE_VARIANCE { return .alias(input: 0) }
        var p = mk_reduce_parameters()
        (p.reduction, p.dtype) = (kind, input.dtype.kernel)
        p.count = Int64(axes.reduce(1) { $0 * input.shape[$1] })
        p.threads = input.shape.elementCount >= 1 << 16 ? Int32(at.threads) : 1
        let isRun = axes.isEmpty || axes.last! - axes[0] == axes.count - 1
        if isRun {
            let first = axes.first ?? input.shape.count
            p.outer = Int64(input.shape.prefix(first).reduce(1, *))
            p.inner = Int64(input.shape.dropFirst(first + axes.count).reduce(1, *))
        } else {
            (p.outer, p.inner) = (Int64(output.shape.elementCount), 1)
        }
        let call = mk_reduce(p)
        guard call.run != nil else { return .reference }
        if isRun || input.byteCount == 0 {
            return .kernels([Kernel(name.lowercased(), call, [.input(0), .output(0)])])
        }
        let order = input.shape.indices.filter { !axes.contains($0) } + axes
        guard let transpose = StridedCopy(transposing: input, order, at.threads) else { return .reference }
        let scratch = Operand.scratch(byteCount: input.byteCount, index: 0)
        return .kernels([
            transpose.kernel("transpose", from: .input(0), to: scratch),
            Kernel(name.lowercased(), call, [scratch, .output(0)]),
        ])
    }

    /// A result or its derivative with the reduced axes put back as 1, so that it broadcasts against the input.
    @_semantics("optimize.sil.specialize.generic.never")
    package func restored(_ result: Symbol, _ input: Symbol) -> Symbol {
        keeping ? result : result.reshaped(input.shape.indices.map { axes.contains($0) ? 1 : input.shape[$0] })
    }

    /// How many elements of the input become one.
    package func count(of input: Symbol) -> Int { axes.reduce(1) { $0 * input.shape[$1] } }

    @_semantics("optimize.sil.specialize.generic.never")
    package static func sampled(_ make: ([Int], Bool) -> Self) -> [Sample] {
        [
            .init(make([0], false), [4, 5]), .init(make([1], true), [3, 17]), .init(make([0, 1], false), [3, 4]),
            .init(make([0, 2], true), [3, 4, 5]), .init(make([1, 2], false), [2, 3, 4]), .init(make([], false), [3]),
        ]
    }
}

extension Symbol {
    /// Applies a reduction over `axes`, which may count from the back; nil is all.
    package func reduced(_ axes: [Int]?, _ make: ([Int]) -> any Operation) -> Symbol {
        let axes = axes.map { $0.map { $0 < 0 ? $0 + rank : $0 }.sorted() } ?? Array(0..<rank)
        return apply(make(axes))
    }
}
