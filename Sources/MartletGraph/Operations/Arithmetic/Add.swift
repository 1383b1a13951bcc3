package import CMartletKernels
import MartletNumerics

/// Sum, element by element.
package struct Add: ElementwiseOperation {
    package static var arity: Int { 2 }
    package var code: mk_opcode { MK_OP_ADD }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a + b }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        at.inputs.map { .flows(at.cotangent.summed(like: $0)) }
    }

    package static var samples: [Sample] {
        [
            .init(Add(), [3, 4], [3, 4]), .init(Add(), [3, 4], [4]), .init(Add(), [3, 1], [2, 1, 4]),
            .init(Add(), [], [5]),
        ]
    }
}

extension Symbol {
    /// Sum, element by element; shapes broadcast.
    public static func + (a: Symbol, b: Symbol) -> Symbol { a.apply(Add(), b) }
    /// Adds a number to each element.
    public static func + (a: Symbol, b: Double) -> Symbol { a + a.constant(b) }
    /// Adds a number to each element.
    public static func + (a: Double, b: Symbol) -> Symbol { b.constant(a) + b }
}
