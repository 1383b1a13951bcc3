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
        let input = at.inputs[0]
        if axes.isEmpty, at.output == input, kind != MK_REDUCE_VARIANCE { return .alias(input: 0) }
        let scratch = Operand.scratch(byteCount: input.byteCount, index: 0)
        let isInPlace = isRun || input.byteCount == 0
        guard let reduction = kernel(of: input, at.threads, from: isInPlace ? .input(0) : scratch, to: .output(0))
        else { return .reference }
        if isInPlace { return .kernels([reduction]) }
        let order = input.shape.indices.filter { !axes.contains($0) } + axes
        guard let transpose = StridedCopy(transposing: input, order, at.threads) else { return .reference }
        return .kernels([transpose.kernel("transpose", from: .input(0), to: scratch), reduction])
    }

    /// Whether the axes are neighbours.
    private var isRun: Bool { axes.isEmpty || axes.last! - axes[0] == axes.count - 1 }

    /// The kernel that reduces an operand, whose axes come last if they aren't neighbours; nil if there is none.
    @_semantics("optimize.sil.specialize.generic.never")
    func kernel(of input: TensorType, _ threads: Int, from: Operand, to: Operand) -> Kernel? {
        var p = mk_reduce_parameters()
        (p.reduction, p.dtype) = (kind, input.dtype.kernel)
        p.count = Int64(axes.reduce(1) { $0 * input.shape[$1] })
        p.threads = input.shape.elementCount >= 1 << 16 ? Int32(threads) : 1
        let first = isRun ? axes.first ?? input.shape.count : input.shape.count
        let kept = input.shape.indices.filter { !axes.contains($0) }.map { input.shape[$0] }
        (p.outer, p.inner) = (Int64(kept.prefix(first).reduce(1, *)), Int64(kept.dropFirst(first).reduce(1, *)))
        let call = mk_reduce(p)
        return call.run == nil ? nil : Kernel(name.lowercased(), call, [from, to])
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
