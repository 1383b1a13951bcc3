import CMartletKernels
package import MartletNumerics

/// Evenly spaced numbers that cover a range, moved a little so that 0 is one of them: TensorFlow's nudged range.
///
/// Inputs: the range's `minimum` and `maximum`, of one floating type, which broadcast. Outputs, of the same type: `scale`, the distance from
/// one number to the next, and `zeroPoint`, how many numbers lie below 0. An empty range gets the scale 2⁻¹⁰⁰, with which
/// everything is as good as 0.
package struct QuantizationGrid: Operation {
    /// How many steps lie between the least and the largest of the numbers.
    package var levels: Int

    package init(levels: Int) { self.levels = levels }

    static var leastScale: Double { 0x1p-100 }

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(2, inputs)
        guard inputs[0].dtype == inputs[1].dtype, inputs[0].dtype.isFloating,
            let shape = inputs[0].shape.broadcast(with: inputs[1].shape)
        else { throw refuse("takes two tensors of one floating type, not \(inputs[0]) and \(inputs[1])") }
        let type = TensorType(shape, inputs[0].dtype)
        return [type, type]
    }

    /// One range's scale and zero point.
    package func grid<Number: BinaryFloatingPoint>(
        _ minimum: Number, _ maximum: Number
    ) -> (scale: Number, zeroPoint: Number) {
        let (exact, least) = ((maximum - minimum) / Number(levels), Number(Self.leastScale))
        let scale = exact.isNaN ? exact : max(exact, least)
        let steps = (-minimum / scale + 0.5).rounded(.down)
        return (scale, steps.isNaN ? steps : min(max(steps, 0), Number(levels)))
    }

    /// In the type's own arithmetic, whose last bit decides which of two zero points is the nearer.
    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let type = try infer(inputs.map { TensorType($0.shape, $0.dtype) })[0]
        return type.dtype == .float32
            ? try reference(inputs, type.shape, Float.self) : try reference(inputs, type.shape, Double.self)
    }

    private func reference<Number: BinaryFloatingPoint & TensorScalar>(
        _ inputs: [Tensor], _ shape: Shape, _: Number.Type
    ) throws -> [Tensor] {
        let ends = inputs.map { ($0.array(of: Number.self), $0.shape.broadcastIndex(to: shape)) }
        let grids = (0..<shape.elementCount).map { grid(ends[0].0[ends[0].1($0)], ends[1].0[ends[1].1($0)]) }
        return [try Tensor(grids.map(\.scale), shape: shape), try Tensor(grids.map(\.zeroPoint), shape: shape)]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        guard let slope = at.cotangents[0].map({ $0 * (1 / Double(levels)) }) else { return [.zero, .zero] }
        return [.flows((slope * -1).summed(like: at.inputs[0])), .flows(slope.summed(like: at.inputs[1]))]
    }

    package func lower(_ at: Lowering) -> Lowered {
        guard at.output.dtype == .float32 else { return .reference }
        let program = ElementwiseProgram(at.output.shape, inputs: at.inputs, integers: false, threads: at.threads)
        let constant = { program.constant($0, integers: false) }
        let (minimum, maximum, highest) = (Int32(0), Int32(1), constant(Double(levels)))
        let width = program.step(MK_OP_SUBTRACT, maximum, minimum)
        let scale = program.step(
            MK_OP_MAXIMUM, program.step(MK_OP_DIVIDE, width, highest), constant(Self.leastScale))
        let below = program.step(MK_OP_DIVIDE, program.step(MK_OP_NEGATE, minimum), scale)
        let steps = program.step(MK_OP_FLOOR, program.step(MK_OP_ADD, below, constant(0.5)))
        program.output(scale, .float32)
        program.output(program.step(MK_OP_MINIMUM, program.step(MK_OP_RELU, steps), highest), .float32)
        return .kernels([program.kernel("quantizationgrid", [.input(0), .input(1), .output(0), .output(1)])])
    }

    package static var samples: [Sample] {
        let range: [Int: ClosedRange<Double>] = [0: -6 ... -0.5, 1: 0.5...6]
        return [
            .init(QuantizationGrid(levels: 254), [], [], ranges: range),
            .init(QuantizationGrid(levels: 15), [64], [64], ranges: range),
            .init(QuantizationGrid(levels: 15), [3, 1, 5], [3, 1, 5], ranges: range),
            .init(QuantizationGrid(levels: 255), [4], [], ranges: range),
        ]
    }
}
