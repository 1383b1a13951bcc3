import CMartletKernels
package import MartletNumerics

/// A function of bytes, element by element, as a table of its 256 results: the first belongs to the least byte.
///
/// - Shape: `[…]` int8 or uint8, `[256]` int8 or uint8 `→ […]` of the table's type
package struct Lookup: Operation {
    package init() {}

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(2, inputs)
        guard inputs.allSatisfy({ $0.dtype == .int8 || $0.dtype == .uint8 }), inputs[1].shape == [256] else {
            throw refuse("takes int8 or uint8, and a table of 256 of them, not \(inputs[0]) and \(inputs[1])")
        }
        return [TensorType(inputs[0].shape, inputs[1].dtype)]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let table = inputs[1].array(of: Int.self)
        let least = inputs[0].dtype == .int8 ? -128 : 0
        let bytes = inputs[0].array(of: Int.self).map { table[$0 - least] }
        return [try Tensor(bytes, shape: inputs[0].shape).cast(to: inputs[1].dtype)]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] { at.inputs.map { _ in .blocked("integers have none") } }

    package func lower(_ at: Lowering) -> Lowered {
        let count = at.output.shape.elementCount
        var p = mk_int8_lookup_parameters()
        (p.count, p.type) = (Int64(count), UInt8(at.inputs[0].dtype.kernel.rawValue))
        p.threads = Int32(at.threads)
        return .kernels(
            count == 0 ? [] : [Kernel("lookup int8", mk_int8_lookup(p), [.input(0), .input(1), .output(0)])],
            overwriting: [0])
    }

    package static var samples: [Sample] {
        [
            .init(Lookup(), [5, 7], [256], in: -128...127, dtypes: [0: .int8, 1: .int8]),
            .init(Lookup(), [67], [256], in: 0...127, dtypes: [0: .uint8, 1: .int8]),
            .init(Lookup(), [2, 3, 3], [256], in: 0...127, dtypes: [0: .int8, 1: .uint8]),
        ]
    }
}
