import CMartletKernels
package import MartletNumerics

/// Rows of a table by their indices: an embedding. An index outside of the table gives a row of NaN, or of zeros if
/// the table isn't floating.
///
/// - Shape: `[rows, w…], [n…] → [n…, w…]`
package struct Gather: Operation {
    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(2, inputs)
        let (table, indices) = (inputs[0], inputs[1])
        guard table.shape.count >= 1, indices.dtype == .int32 || indices.dtype == .int64,
            indices.shape.count + table.shape.count - 1 <= Shape.maximumRank
        else { throw refuse("takes a table [rows, …] and int32 or int64 indices, not \(table) and \(indices)") }
        return [TensorType(Shape(Array(indices.shape) + table.shape.dropFirst()), table.dtype)]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let (table, indices) = (inputs[0], inputs[1])
        let type = try infer(inputs.map { TensorType($0.shape, $0.dtype) })[0]
        let (rows, width) = (table.shape[0], table.shape.dropFirst().reduce(1, *))
        let (values, places) = (table.array(of: Double.self), indices.array(of: Int.self))
        let result = places.flatMap { row in
            (0..<width).map { (0..<rows).contains(row) ? values[row * width + $0] : .nan }
        }
        return [try Tensor(result, shape: type.shape).cast(to: type.dtype)]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        [.flows(at.cotangent.apply(ScatterAdd(rows: at.inputs[0].shape[0]), at.inputs[1])), .zero]
    }

    package func lower(_ at: Lowering) -> Lowered {
        let call = Self.rows(MK_ROWS_GATHER, table: at.inputs[0], indices: at.inputs[1], at.threads)
        return .kernels([Kernel("gather", call, [.input(0), .input(1), .output(0)])])
    }

    /// The call for a table and the indices of its rows.
    static func rows(_ kind: mk_rows_kind, table: TensorType, indices: TensorType, _ threads: Int) -> mk_call {
        var p = mk_rows_parameters()
        (p.kind, p.dtype, p.indices) = (kind, table.dtype.kernel, indices.dtype.kernel)
        (p.rows, p.width) = (Int64(table.shape[0]), Int64(table.shape.dropFirst().reduce(1, *)))
        p.count = Int64(indices.shape.elementCount)
        (p.on, p.off) = (1, 0)
        p.threads = p.count * p.width >= 1 << 16 ? Int32(threads) : 1
        return mk_rows(p)
    }

    package static var samples: [Sample] {
        [
            .init(Gather(), [5, 3], [7], dtypes: [1: .int32], ranges: [1: 0...4]),
            .init(Gather(), [5, 3], [2, 4], dtypes: [1: .int64], ranges: [1: 0...4]),
            .init(Gather(), [5], [3], dtypes: [1: .int32], ranges: [1: 0...4]),
            .init(Gather(), [5, 3], [5], dtypes: [1: .int32], ranges: [1: 0...4]),
            .init(Gather(), [5, 2], [6], in: 0...9, dtypes: [0: .int32, 1: .int32], ranges: [1: -1...5]),
        ]
    }
}

extension Symbol {
    /// Rows of this table by their indices (int32 or int64): an embedding.
    ///
    /// - Shape: `[rows, w…], [n…] → [n…, w…]`
    public func gathered(rows indices: Symbol) -> Symbol { apply(Gather(), indices) }
}
