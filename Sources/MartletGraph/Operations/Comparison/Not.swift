package import CMartletKernels
import MartletNumerics

/// The opposite of each bool.
package struct Not: LogicalOperation {
    package var code: mk_opcode { MK_OP_NOT }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a == 0 ? 1 : 0 }

    package static var samples: [Sample] { [.init(Not(), [5, 7], in: 0...1, dtypes: [0: .bool])] }
}

extension Symbol {
    /// The opposite of each bool.
    public static prefix func .! (x: Symbol) -> Symbol { x.apply(Not()) }
}
