package import CMartletKernels
public import MartletNumerics

/// The smaller of two, element by element; NaN if either is.
///
/// The derivative goes to the smaller one; of equal ones to the first, so that what is clipped exactly at its bound still
/// learns.
package struct Minimum: ElementwiseOperation {
    package static var arity: Int { 2 }
    package var code: mk_opcode { MK_OP_MINIMUM }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a.isNaN || b.isNaN ? .nan : min(a, b) }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        let (a, b, d) = (at.inputs[0], at.inputs[1], at.cotangent)
        let (first, zero) = (a.isLessOrEqual(to: b), d.constant(0))
        return [.flows(select(first, d, zero).summed(like: a)), .flows(select(first, zero, d).summed(like: b))]
    }

    package static var samples: [Sample] {
        [
            .init(Minimum(), [3, 4], [3, 4], in: -2...2), .init(Minimum(), [3, 4], [4], in: -2...2),
            .init(Minimum(), [3, 1], [2, 1, 4], in: -2...2), .init(Minimum(), [5], [], in: -2...2),
            .init(Minimum(), [4, 9], [4, 9], in: -9...9, dtypes: [0: .int32, 1: .int32]),
        ]
    }
}

extension Symbol {
    /// The smaller of two, element by element; shapes broadcast, NaN wins.
    public func minimum(_ other: Symbol) -> Symbol { apply(Minimum(), other) }
    /// The smaller of each element and a number; NaN wins.
    public func minimum<T: TensorScalar>(_ other: T) -> Symbol {
        let (symbol, other) = meeting(other)
        return symbol.minimum(other)
    }
}
