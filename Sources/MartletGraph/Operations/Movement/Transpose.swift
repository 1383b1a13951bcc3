package import MartletNumerics

/// The axes in another order: axis i of the result is axis `permutation[i]` of the input.
package struct Transpose: Operation {
    package var permutation: [Int]

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(1, inputs)
        let shape = inputs[0].shape
        guard permutation.sorted() == Array(0..<shape.count) else {
            throw refuse("\(permutation) is no order of the \(shape.count) axes of \(shape)")
        }
        return [TensorType(Shape(permutation.map { shape[$0] }), inputs[0].dtype)]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let (shape, strides) = (inputs[0].shape, inputs[0].shape.strides)
        return [inputs[0].moved(to: Shape(permutation.map { shape[$0] }), from: 0, permutation.map { strides[$0] })]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        let inverse = permutation.indices.map { permutation.firstIndex(of: $0)! }
        return [.flows(at.cotangent.transposed(inverse))]
    }

    package func lower(_ at: Lowering) -> Lowered {
        // Axes of length 1 may go anywhere.
        let moving = permutation.filter { at.inputs[0].shape[$0] != 1 }
        if moving == moving.sorted() { return .alias(input: 0) }
        guard let copy = StridedCopy(transposing: at.inputs[0], permutation, at.threads) else { return .reference }
        return .kernels([copy.kernel("transpose", from: .input(0), to: .output(0))])
    }

    package static var samples: [Sample] {
        [
            .init(Transpose(permutation: [1, 0]), [3, 5]), .init(Transpose(permutation: [0, 2, 1]), [2, 3, 4]),
            .init(Transpose(permutation: [2, 0, 1]), [2, 3, 4]), .init(Transpose(permutation: [1, 0]), [1, 4]),
            .init(Transpose(permutation: [1, 0]), [3, 5], in: 0...9, dtypes: [0: .uint8]),
        ]
    }
}

extension Symbol {
    /// The axes in another order, as NumPy's `transpose`: axis i of the result is axis `permutation[i]` of this.
    public func transposed(_ permutation: [Int]) -> Symbol {
        apply(Transpose(permutation: permutation.map { $0 < 0 ? $0 + rank : $0 }))
    }

    /// The axes in reverse order: a matrix transposed.
    public func transposed() -> Symbol { transposed((0..<rank).reversed()) }
}
