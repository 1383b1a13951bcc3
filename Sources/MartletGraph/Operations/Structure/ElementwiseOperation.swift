package import CMartletKernels
package import MartletNumerics

/// An operation that computes each element of its result from the elements at the same place in its inputs,
/// which broadcast as in NumPy. Chains of these are fused into one kernel.
package protocol ElementwiseOperation: Operation {
    static var arity: Int { get }
    /// The instruction of the elementwise kernel.
    var code: mk_opcode { get }
    /// Adds the steps of this operation to a program: one with `code`, unless it takes more.
    func emit(_ program: ElementwiseProgram, _ operands: [ElementwiseProgram.Register]) -> ElementwiseProgram.Register
    /// The most steps that `emit` adds.
    var stepCount: Int { get }
    /// The result's element type, or nil if the inputs' types don't suit.
    func resultType(_ inputs: [DType]) -> DType?
    /// One element, in double precision; unused operands are 0.
    func value(_ a: Double, _ b: Double, _ c: Double) -> Double
}

extension ElementwiseOperation {
    package static var arity: Int { 1 }
    package var stepCount: Int { 4 }
    package var elementwise: (any ElementwiseOperation)? { self }
    package func resultType(_ inputs: [DType]) -> DType? {
        inputs.allSatisfy { $0 == inputs[0] && $0 != .bool } ? inputs[0] : nil
    }

    @_semantics("optimize.sil.specialize.generic.never")
    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(Self.arity, inputs)
        guard let dtype = resultType(inputs.map(\.dtype)) else {
            let types = inputs.map(\.dtype.rawValue).joined(separator: " and ")
            throw refuse("does not take \(types); cast to one type first, such as x.cast(to: .float32)")
        }
        var shape = inputs[0].shape
        for other in inputs.dropFirst() {
            guard let joined = shape.broadcast(with: other.shape) else {
                throw refuse(
                    "shapes \(shape) and \(other.shape) don't broadcast: "
                        + "aligned at the last axis, dimensions must be equal or 1")
            }
            shape = joined
        }
        return [TensorType(shape, dtype)]
    }

    @_semantics("optimize.sil.specialize.generic.never")
    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let type = try infer(inputs.map { TensorType($0.shape, $0.dtype) })[0]
        let operands = inputs.map { ($0.array(of: Double.self), $0.shape.broadcastIndex(to: type.shape)) }
        let values = (0..<type.shape.elementCount).map { i in
            value(
                operands[0].0[operands[0].1(i)], operands.count > 1 ? operands[1].0[operands[1].1(i)] : 0,
                operands.count > 2 ? operands[2].0[operands[2].1(i)] : 0)
        }
        return [try Tensor(values, shape: type.shape).cast(to: type.dtype)]
    }

    package func emit(_ program: ElementwiseProgram, _ operands: [ElementwiseProgram.Register])
        -> ElementwiseProgram.Register
    {
        let at = { operands.indices.contains($0) ? operands[$0] : 0 }
        return program.step(code, at(0), at(1), at(2))
    }

    @_semantics("optimize.sil.specialize.generic.never")
    package func lower(_ at: Lowering) -> Lowered {
        let registers = registers(at.inputs.map(\.dtype), at.output.dtype)
        if registers.isEmpty { return .reference }
        let integers = !registers.contains(.floats)
        let program = ElementwiseProgram(at.output.shape, inputs: at.inputs, integers: integers, threads: at.threads)
        program.output(emit(program, at.inputs.indices.map(Int32.init)), at.output.dtype)
        let kernel = program.kernel(name.lowercased(), at.inputs.indices.map { .input($0) } + [.output(0)])
        let overwriting = at.inputs.indices.filter { at.inputs[$0] == at.output }
        return .kernels([kernel], overwriting: overwriting)
    }
}

extension Shape {
    /// The shape to which both broadcast; unknown dimensions agree with all.
    package func broadcast(with other: Shape) -> Shape? {
        let rank = Swift.max(count, other.count)
        var result: [Int] = []
        for axis in 0..<rank {
            let a = axis + count - rank < 0 ? 1 : self[axis + count - rank]
            let b = axis + other.count - rank < 0 ? 1 : other[axis + other.count - rank]
            switch (a, b) {
            case (1, _): result.append(b)
            case (_, 1): result.append(a)
            case (-1, _): result.append(b)
            case (_, -1): result.append(a)
            case _ where a == b: result.append(a)
            default: return nil
            }
        }
        return Shape(result)
    }

    /// Strides of a row-major tensor of this shape, in elements.
    package var strides: [Int] {
        var strides = [Int](repeating: 1, count: count)
        for axis in indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * self[axis + 1] }
        return strides
    }

    /// Strides with which a tensor of this shape is read as one of `shape`: 0 along broadcast axes.
    package func broadcastStrides(to shape: Shape) -> [Int] {
        let own = strides
        let missing = shape.count - count
        return shape.indices.map { axis in
            axis < missing || (self[axis - missing] == 1 && shape[axis] != 1) ? 0 : own[axis - missing]
        }
    }

    /// From a flat index in `shape` to the flat index of the element that is broadcast there.
    package func broadcastIndex(to shape: Shape) -> (Int) -> Int {
        if self == shape { return { $0 } }
        let (from, to, extents) = (broadcastStrides(to: shape), shape.strides, Array(shape))
        return { index in
            extents.indices.reduce(0) { $0 + (index / to[$1] % extents[$1]) * from[$1] }
        }
    }
}
