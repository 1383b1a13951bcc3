import CMartletKernels
package import MartletNumerics

/// The sum of bytes of two ranges as bytes of a third, in integers, as TensorFlow Lite's interpreter makes it by default.
///
/// `scales` are the inputs' divided by the sum's; the larger is from 2⁻¹⁰ up to, not including, 2⁸. With s = 20 − the
/// exponent of the larger, the result is the sum of `round(scale · 2ˢ) · (byte − zero)` over both, divided by 2ˢ, of two
/// integers equally near the larger one, + the sum's zero, within its bounds.
///
/// - Shape: `[…], […] → […]`, all of one type
package struct QuantizedAdd: Operation {
    package var scales: [Float]
    package var zeros: [Int]
    package var output: IntegerRange

    package init(scales: [Float], zeros: [Int], output: IntegerRange) {
        (self.scales, self.zeros, self.output) = (scales, zeros, output)
    }

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(2, inputs)
        try check(output)
        guard scales.count == 2, zeros.count == 2 else { throw refuse("takes a scale and a zero for each input") }
        for (scale, zero) in zip(scales, zeros) { try check(IntegerRange(output.dtype, zero: zero), scale: scale) }
        guard (0x1p-10..<0x1p8).contains(scales.max()!) else {
            throw refuse("the larger of its scales is from 2⁻¹⁰ up to less than 2⁸, not \(scales)")
        }
        let (a, b) = (inputs[0], inputs[1])
        guard a.dtype == output.dtype, b.dtype == a.dtype, a.shape.count == b.shape.count,
            zip(a.shape, b.shape).allSatisfy({ $0 == $1 || $0 < 0 || $1 < 0 })
        else { throw refuse("takes two tensors of \(output.dtype.rawValue) of one shape, not \(a) and \(b)") }
        return [TensorType(Shape(zip(a.shape, b.shape).map { max($0, $1) }), a.dtype)]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let shift = 20 - Int(scales.max()!.exponent)
        let factors = scales.map {
            Int(($0 * Float(sign: .plus, exponent: shift, significand: 1)).rounded(.toNearestOrEven))
        }
        let bytes = zip(inputs[0].array(of: Int.self), inputs[1].array(of: Int.self)).map { a, b in
            let sum = factors[0] * (a - zeros[0]) + factors[1] * (b - zeros[1])
            return min(max(((sum + (1 << (shift - 1))) >> shift) + output.zero, output.low), output.high)
        }
        return [try Tensor(bytes, shape: inputs[0].shape).cast(to: output.dtype)]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] { at.inputs.map { _ in .blocked("integers have none") } }

    package func lower(_ at: Lowering) -> Lowered {
        let count = at.output.shape.elementCount
        let call = mk_int8_add(
            .init(
                count: Int64(count), a: scales[0], b: scales[1], a_zero: Int16(zeros[0]), b_zero: Int16(zeros[1]),
                range: output.kernel, threads: Int32(at.threads)))
        return .kernels(count == 0 ? [] : [Kernel("add int8", call, [.input(0), .input(1), .output(0)])])
    }

    package static var samples: [Sample] {
        let int8: [Int: DType] = [0: .int8, 1: .int8]
        return [
            .init(
                QuantizedAdd(scales: [0.7, 0.4], zeros: [-3, 100], output: .init(zero: 5)), [5, 7], [5, 7],
                in: -128...127, dtypes: int8),
            .init(
                QuantizedAdd(scales: [0.01, 3], zeros: [-128, 127], output: .init(zero: -128, high: 100)), [3, 4, 9],
                [3, 4, 9], in: -128...127, dtypes: int8),
            .init(
                QuantizedAdd(scales: [1, 1], zeros: [128, 0], output: .init(.uint8, zero: 64)), [33], [33],
                in: 0...255, dtypes: [0: .uint8, 1: .uint8]),
        ]
    }
}
