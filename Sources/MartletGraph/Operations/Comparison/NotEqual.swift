package import CMartletKernels

/// Whether the first is different from the second, element by element.
package struct NotEqual: ComparisonOperation {
    package var code: mk_opcode { MK_OP_NOT_EQUAL }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a != b ? 1 : 0 }
    package static var samples: [Sample] { sampled(NotEqual()) }
}

extension Symbol {
    /// Whether each element is different from the other; shapes broadcast.
    public func isNotEqual(to other: Symbol) -> Symbol { apply(NotEqual(), other) }
    /// Whether each element is different from a number.
    public func isNotEqual(to other: Double) -> Symbol { isNotEqual(to: constant(other)) }
}
