package import CMartletKernels

/// Whether the first is greater than the second, element by element.
package struct Greater: ComparisonOperation {
    package var code: mk_opcode { MK_OP_GREATER }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a > b ? 1 : 0 }
    package static var samples: [Sample] { sampled(Greater()) }
}

extension Symbol {
    /// Whether each element is greater than the other; shapes broadcast.
    public func isGreater(than other: Symbol) -> Symbol { apply(Greater(), other) }
    /// Whether each element is greater than a number.
    public func isGreater(than other: Double) -> Symbol { isGreater(than: constant(other)) }
}
