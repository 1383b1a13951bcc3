import CMartletKernels
package import MartletNumerics

/// A product of bytes with weights whose sums are exact integers, and the scaling of what follows: as
/// `QuantizedConvolution` by 1 × 1.
///
/// - Shape: `[…, in], [in, units], [units] int32, [units] float32 → […, units]`
package struct QuantizedMatMul: Operation {
    package var input: IntegerRange
    package var output: IntegerRange?

    package init(input: IntegerRange, output: IntegerRange?) { (self.input, self.output) = (input, output) }

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(4, inputs)
        try check(input)
        if let output { try check(output) }
        let (rows, weights) = (inputs[0].shape, inputs[1].shape)
        guard rows.count >= 2, weights.count == 2, rows.last == weights[0], weights[0] > 0, weights[1] > 0,
            weights.allSatisfy({ $0 <= Int32.max }), inputs[0].dtype == input.dtype, inputs[1].dtype == .int8,
            inputs[2] == TensorType([weights[1]], output == nil ? .float32 : .int32),
            inputs[3] == TensorType([weights[1]])
        else {
            throw refuse(
                "takes rows of \(input.dtype.rawValue), weights [in, units] of int8, and "
                    + "\(output == nil ? "a float32" : "an int32") bias and a float32 scale for each unit, not \(inputs.map(\.description).joined(separator: ", "))"
            )
        }
        return [TensorType(Shape(rows.dropLast() + [weights[1]]), output?.dtype ?? .float32)]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let type = try infer(inputs.map { TensorType($0.shape, $0.dtype) })[0]
        let (rows, weights) = (inputs[0].array(of: Int32.self), inputs[1].array(of: Int32.self))
        let (depth, units, zero) = (inputs[1].shape[0], inputs[1].shape[1], Int32(input.zero))
        let sums = (0..<type.shape.elementCount).map { index in
            let (row, unit) = (index / units, index % units)
            return (0..<depth).reduce(Int32(0)) { sum, i in
                sum &+ (rows[row * depth + i] - zero) * weights[i * units + unit]
            }
        }
        return [try sums.ended(bias: inputs[2], scales: inputs[3], output, type.shape)]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] { at.inputs.map { _ in .blocked("integers have none") } }

    package func lower(_ at: Lowering) -> Lowered {
        let (depth, units) = (at.inputs[1].shape[0], at.inputs[1].shape[1])
        let rows = at.output.shape.elementCount / units
        guard rows <= Int(Int32.max) else { return .reference }
        if rows == 0 { return .kernels([]) }
        let flops = 2 * Double(rows) * Double(depth) * Double(units)
        let threads = flops > 1e6 ? Int32(at.threads) : 1
        let shape = mk_convolution_of_product(Int32(rows), Int32(units), Int32(depth), threads)
        return .kernels(at.integerProduct("gemm int8 \(rows)×\(depth)→\(units)", shape, input, output, flops))
    }

    package static var samples: [Sample] {
        func sample(_ rows: Shape, _ units: Int, _ zero: Int, isFloat: Bool = false) -> Sample {
            let operation = QuantizedMatMul(
                input: .init(zero: zero), output: isFloat ? nil : .init(zero: 3))
            return .init(
                operation, rows, [rows.last!, units], [units], [units], in: -127...127,
                dtypes: [0: .int8, 1: .int8, 2: isFloat ? .float32 : .int32],
                ranges: [2: -5000...5000, 3: 0.0005...0.002])
        }
        return [
            sample([5, 7], 3, 0), sample([3, 33], 17, -128), sample([2, 3, 16], 8, 5),
            sample([3, 7], 5, 9, isFloat: true),
        ]
    }
}
