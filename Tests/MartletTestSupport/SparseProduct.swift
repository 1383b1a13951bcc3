import CMartletKernels
package import MartletGraph
package import MartletNumerics

/// The product of `x` and a matrix, which skips what is zero where the matrix is known to be mostly zeros: an operation that
/// chooses by values and sizes by them what it prepares.
package struct SparseProduct: Operation {
    package init() {}

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(2, inputs)
        let shapes = inputs.map(\.shape)
        guard inputs.allSatisfy({ $0.dtype == .float32 }), shapes.map(\.count) == [2, 2], shapes[0][1] == shapes[1][0]
        else { throw refuse("takes two float32 matrices that go together, not \(inputs)") }
        return [TensorType([shapes[0][0], shapes[1][1]])]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] { [try inputs[0].matmul(inputs[1])] }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        let (x, w) = (at.inputs[0], at.inputs[1])
        return [
            .flows(at.cotangent.matmul(w.transposed([1, 0]))), .flows(x.transposed([1, 0]).matmul(at.cotangent)),
        ]
    }

    package func lower(_ at: Lowering) -> Lowered {
        guard let matrix = at.value(of: 1) else { return .reference }
        let count = matrix.array(of: Float.self).count { $0 != 0 }
        guard 2 * count < matrix.count else { return .reference }
        let (rows, k, n) = (at.inputs[0].shape[0], at.inputs[1].shape[0], at.inputs[1].shape[1])
        let packed = Operand.prepared(byteCount: 12 * max(1, count), of: 1)
        return .kernels([
            Kernel("pack \(count)", Self.pack(k, n), [.input(1), packed], isPreparation: true),
            Kernel("sparse product \(count)", Self.multiply(rows, k, n, count), [.input(0), packed, .output(0)]),
        ])
    }

    package static var samples: [Sample] { [] }

    private struct Entry {
        var row: Int32
        var column: Int32
        var value: Float
    }

    private static func pack(_ k: Int, _ n: Int) -> mk_call {
        var call = mk_call()
        (call.parameters.0, call.parameters.1) = (Int64(k), Int64(n))
        call.run = { call in
            let call = call!.pointee
            let (k, n) = (Int(call.parameters.0), Int(call.parameters.1))
            let matrix = call.operand.0!.assumingMemoryBound(to: Float.self)
            var entry = call.operand.1!.assumingMemoryBound(to: Entry.self)
            for place in 0..<k * n where matrix[place] != 0 {
                entry.initialize(to: Entry(row: Int32(place / n), column: Int32(place % n), value: matrix[place]))
                entry += 1
            }
        }
        return call
    }

    private static func multiply(_ rows: Int, _ k: Int, _ n: Int, _ count: Int) -> mk_call {
        var call = mk_call()
        call.parameters.0 = Int64(rows)
        (call.parameters.1, call.parameters.2, call.parameters.3) = (Int64(k), Int64(n), Int64(count))
        call.run = { call in
            let call = call!.pointee
            let (k, n) = (Int(call.parameters.1), Int(call.parameters.2))
            let x = call.operand.0!.assumingMemoryBound(to: Float.self)
            let entries = call.operand.1!.assumingMemoryBound(to: Entry.self)
            let y = call.operand.2!.assumingMemoryBound(to: Float.self)
            for row in 0..<Int(call.parameters.0) {
                for column in 0..<n { y[row * n + column] = 0 }
                for place in 0..<Int(call.parameters.3) {
                    let entry = entries[place]
                    y[row * n + Int(entry.column)] += x[row * k + Int(entry.row)] * entry.value
                }
            }
        }
        return call
    }
}
