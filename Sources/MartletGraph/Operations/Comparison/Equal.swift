package import CMartletKernels

/// Whether the first is equal to the second, element by element.
package struct Equal: ComparisonOperation {
    package var code: mk_opcode { MK_OP_EQUAL }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a == b ? 1 : 0 }
    package static var samples: [Sample] { sampled(Equal()) }
}

extension Symbol {
    /// Whether each element is equal to the other; shapes broadcast.
    public func isEqual(to other: Symbol) -> Symbol { apply(Equal(), other) }
    /// Whether each element is equal to a number.
    public func isEqual(to other: Double) -> Symbol { isEqual(to: constant(other)) }
}
