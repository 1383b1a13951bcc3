package import CMartletKernels
package import MartletNumerics

/// An operation on the runs of elements along one axis, from one or two floating tensors of one shape to a third.
package protocol SoftmaxOperation: Operation {
    static var arity: Int { get }
    var axis: Int { get }
    var kind: mk_softmax_kind { get }
    /// The result for one run, in double precision; `d` is empty if there is one input.
    func value(_ x: [Double], _ d: [Double]) -> [Double]
}

extension SoftmaxOperation {
    @_semantics("optimize.sil.specialize.generic.never")
    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(Self.arity, inputs)
        let shape = inputs[0].shape
        guard inputs[0].dtype.isFloating, shape.indices.contains(axis) else {
            throw refuse("takes a floating tensor with axis \(axis), not \(inputs[0])")
        }
        for other in inputs.dropFirst() {
            guard other.dtype == inputs[0].dtype, other.shape.count == shape.count,
                zip(shape, other.shape).allSatisfy({ $0 == $1 || $0 < 0 || $1 < 0 })
            else { throw refuse("takes tensors of one type, not \(inputs[0]) and \(other)") }
        }
        return [inputs[0]]
    }

    @_semantics("optimize.sil.specialize.generic.never")
    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let (shape, operands) = (inputs[0].shape, inputs.map { $0.array(of: Double.self) })
        let (width, inner) = (shape[axis], shape.dropFirst(axis + 1).reduce(1, *))
        var result = operands[0]
        for start in result.indices where start / inner % width == 0 {
            let run = (0..<width).map { start + $0 * inner }
            let values = value(run.map { operands[0][$0] }, operands.count > 1 ? run.map { operands[1][$0] } : [])
            for (place, value) in zip(run, values) { result[place] = value }
        }
        return [try Tensor(result, shape: shape).cast(to: inputs[0].dtype)]
    }

    @_semantics("optimize.sil.specialize.generic.never")
    package func lower(_ at: Lowering) -> Lowered {
        guard at.output.dtype == .float32 else { return .reference }
        let shape = at.output.shape
        var p = mk_softmax_parameters()
        p.kind = kind
        p.outer = Int64(shape.prefix(axis).reduce(1, *))
        (p.width, p.inner) = (Int64(shape[axis]), Int64(shape.dropFirst(axis + 1).reduce(1, *)))
        p.in_order = at.options.isBatchInvariant
        p.threads = shape.elementCount >= 1 << 16 ? Int32(at.threads) : 1
        let operands = at.inputs.indices.map { Operand.input($0) } + [.output(0)]
        return .kernels([Kernel(name.lowercased(), mk_softmax(p), operands)], overwriting: Array(at.inputs.indices))
    }

    @_semantics("optimize.sil.specialize.generic.never")
    package static func sampled(
        _ make: (Int) -> Self, in range: ClosedRange<Double>, cancelling: Double = 0
    ) -> [Sample] {
        let cases: [(Int, Shape)] = [(1, [4, 10]), (0, [5, 3]), (1, [2, 3, 4]), (2, [2, 3, 17]), (0, [7])]
        return cases.map { axis, shape in
            arity == 1
                ? .init(make(axis), shape, in: range, cancelling: cancelling)
                : .init(make(axis), shape, shape, in: range, cancelling: cancelling)
        }
    }
}
