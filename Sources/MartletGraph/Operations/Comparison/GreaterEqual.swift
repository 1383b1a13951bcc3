package import CMartletKernels

/// Whether the first is greater than or equal to the second, element by element.
package struct GreaterEqual: ComparisonOperation {
    package var code: mk_opcode { MK_OP_GREATER_EQUAL }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a >= b ? 1 : 0 }
    package static var samples: [Sample] { sampled(GreaterEqual()) }
}

extension Symbol {
    /// Whether each element is greater than or equal to the other; shapes broadcast.
    public func isGreaterOrEqual(to other: Symbol) -> Symbol { apply(GreaterEqual(), other) }
    /// Whether each element is greater than or equal to a number.
    public func isGreaterOrEqual(to other: Double) -> Symbol { isGreaterOrEqual(to: constant(other)) }
}
