package import CMartletKernels

/// Whether the first is less than the second, element by element.
package struct Less: ComparisonOperation {
    package var code: mk_opcode { MK_OP_LESS }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a < b ? 1 : 0 }
    package static var samples: [Sample] { sampled(Less()) }
}

extension Symbol {
    /// Whether each element is less than the other; shapes broadcast.
    public func isLess(than other: Symbol) -> Symbol { apply(Less(), other) }
    /// Whether each element is less than a number.
    public func isLess(than other: Double) -> Symbol { isLess(than: constant(other)) }
}
