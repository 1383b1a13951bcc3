import CMartletKernels
package import MartletNumerics

/// A table of zeros to the rows of which updates are added, in order. An index outside of the table is left out.
///
/// - Shape: `[n…, w…], [n…] → [rows, w…]`
package struct ScatterAdd: Operation {
    package var rows: Int

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(2, inputs)
        let (updates, indices) = (inputs[0], inputs[1])
        let leading = Shape(updates.shape.prefix(indices.shape.count))
        guard updates.dtype.isFloating, indices.dtype == .int32 || indices.dtype == .int64,
            leading.count == indices.shape.count, leading.broadcast(with: indices.shape) != nil,
            zip(leading, indices.shape).allSatisfy({ $0 == $1 || $0 < 0 || $1 < 0 }),
            updates.shape.count - leading.count < Shape.maximumRank, (0...1 << 40).contains(rows)
        else {
            throw refuse(
                "takes floating updates [n…, w…] and int32 or int64 indices [n…], not \(updates) and \(indices)")
        }
        return [TensorType(Shape([rows] + updates.shape.dropFirst(leading.count)), updates.dtype)]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let type = try infer(inputs.map { TensorType($0.shape, $0.dtype) })[0]
        let (updates, indices) = (inputs[0].array(of: Double.self), inputs[1].array(of: Int.self))
        let width = type.shape.dropFirst().reduce(1, *)
        var table = [Double](repeating: 0, count: type.shape.elementCount)
        for (i, row) in indices.enumerated() where (0..<rows).contains(row) {
            for j in 0..<width { table[row * width + j] += updates[i * width + j] }
        }
        return [try Tensor(table, shape: type.shape).cast(to: type.dtype)]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.flows(at.cotangent.gathered(rows: at.inputs[1])), .zero] }

    package func lower(_ at: Lowering) -> Lowered {
        guard at.output.dtype == .float32 else { return .reference }
        let call = Gather.rows(MK_ROWS_SCATTER, table: at.output, indices: at.inputs[1], at.threads)
        return .kernels([Kernel("scatter add", call, [.input(0), .input(1), .output(0)])])
    }

    package static var samples: [Sample] {
        [
            .init(ScatterAdd(rows: 5), [7, 3], [7], dtypes: [1: .int32], ranges: [1: 0...4]),
            .init(ScatterAdd(rows: 5), [2, 4, 3], [2, 4], dtypes: [1: .int64], ranges: [1: 0...4]),
            .init(ScatterAdd(rows: 4), [6], [6], dtypes: [1: .int32], ranges: [1: 0...3]),
        ]
    }
}

extension Symbol {
    /// A table of `rows` rows of zeros, to the rows at `indices` (int32 or int64) of which these are added.
    ///
    /// - Shape: `[n…, w…], [n…] → [rows, w…]`
    public func scatterAdded(rows: Int, at indices: Symbol) -> Symbol { apply(ScatterAdd(rows: rows), indices) }
}
