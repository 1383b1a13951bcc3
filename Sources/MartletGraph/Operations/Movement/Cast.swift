package import CMartletKernels
public import MartletNumerics

/// The elements in another type, as `Tensor.cast(to:)` converts them.
package struct Cast: ElementwiseOperation {
    package var dtype: DType

    package var code: mk_opcode { MK_OP_COPY }
    package func resultType(_ inputs: [DType]) -> DType? { dtype }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] { [inputs[0].cast(to: dtype)] }

    package func emit(_ program: ElementwiseProgram, _ operands: [ElementwiseProgram.Register])
        -> ElementwiseProgram.Register
    {
        // Twice not: whatever isn't zero is true.
        dtype == .bool
            ? program.step(MK_OP_NOT, program.step(MK_OP_NOT, operands[0])) : program.step(MK_OP_COPY, operands[0])
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        let from = at.inputs[0].dtype
        return [from.isFloating && dtype.isFloating ? .flows(at.cotangent.cast(to: from)) : .zero]
    }

    package static var samples: [Sample] {
        [
            .init(Cast(dtype: .int32), [5, 7], in: -9...9), .init(Cast(dtype: .bool), [5, 7]),
            .init(Cast(dtype: .float32), [5, 7], in: 0...1, dtypes: [0: .bool]),
            .init(Cast(dtype: .float32), [5, 7], in: -99...99, dtypes: [0: .int64]),
            .init(Cast(dtype: .int8), [5, 7], in: -999...999, dtypes: [0: .int32]),
            .init(Cast(dtype: .uint8), [5, 7], in: -300...300),
        ]
    }
}

extension Symbol {
    /// The elements in another type: integers wrap, floating-point numbers are cut off and saturate, non-zero is true.
    public func cast(to dtype: DType) -> Symbol { self.dtype == dtype ? self : apply(Cast(dtype: dtype)) }
}
