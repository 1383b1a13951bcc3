package import CMartletKernels

/// Whether the first is less than or equal to the second, element by element.
package struct LessEqual: ComparisonOperation {
    package var code: mk_opcode { MK_OP_LESS_EQUAL }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a <= b ? 1 : 0 }
    package static var samples: [Sample] { sampled(LessEqual()) }
}

extension Symbol {
    /// Whether each element is less than or equal to the other; shapes broadcast.
    public func isLessOrEqual(to other: Symbol) -> Symbol { apply(LessEqual(), other) }
    /// Whether each element is less than or equal to a number.
    public func isLessOrEqual(to other: Double) -> Symbol { isLessOrEqual(to: constant(other)) }
}
