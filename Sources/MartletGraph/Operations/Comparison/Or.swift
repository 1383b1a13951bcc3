package import CMartletKernels
import MartletNumerics

/// Whether either holds, element by element.
package struct Or: LogicalOperation {
    package static var arity: Int { 2 }
    package var code: mk_opcode { MK_OP_OR }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a != 0 || b != 0 ? 1 : 0 }

    package static var samples: [Sample] {
        [
            .init(Or(), [5, 7], [5, 7], in: 0...1, dtypes: [0: .bool, 1: .bool]),
            .init(Or(), [3, 4], [4], in: 0...1, dtypes: [0: .bool, 1: .bool]),
        ]
    }
}

extension Symbol {
    /// Whether either holds, element by element; shapes of bools broadcast.
    public static func .| (a: Symbol, b: Symbol) -> Symbol { a.apply(Or(), b) }
}
