package import CMartletKernels
public import MartletNumerics

/// The larger of two, element by element; NaN if either is.
///
/// The derivative goes to the larger one; of equal ones to the first, so that what is clipped exactly at its bound still
/// learns.
package struct Maximum: ElementwiseOperation {
    package static var arity: Int { 2 }
    package var code: mk_opcode { MK_OP_MAXIMUM }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a.isNaN || b.isNaN ? .nan : max(a, b) }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        let (a, b, d) = (at.inputs[0], at.inputs[1], at.cotangent)
        let (first, zero) = (a.isGreaterOrEqual(to: b), d.constant(0))
        return [.flows(select(first, d, zero).summed(like: a)), .flows(select(first, zero, d).summed(like: b))]
    }

    package static var samples: [Sample] {
        [
            .init(Maximum(), [3, 4], [3, 4], in: -2...2), .init(Maximum(), [3, 4], [4], in: -2...2),
            .init(Maximum(), [3, 1], [2, 1, 4], in: -2...2), .init(Maximum(), [5], [], in: -2...2),
            .init(Maximum(), [4, 9], [4, 9], in: -9...9, dtypes: [0: .int32, 1: .int32]),
        ]
    }
}

extension Symbol {
    /// The larger of two, element by element; shapes broadcast, NaN wins.
    public func maximum(_ other: Symbol) -> Symbol { apply(Maximum(), other) }
    /// The larger of each element and a number; NaN wins.
    public func maximum<T: TensorScalar>(_ other: T) -> Symbol {
        let (symbol, other) = meeting(other)
        return symbol.maximum(other)
    }

    /// Each element, or the bound that it lies beyond.
    ///
    /// The derivative is 1 within the bounds and at them, 0 beyond.
    public func clipped<T: TensorScalar & Comparable>(to bounds: ClosedRange<T>) -> Symbol {
        maximum(bounds.lowerBound).minimum(bounds.upperBound)
    }
}
