package import CMartletKernels
import MartletNumerics

/// Square root, element by element.
package struct SquareRoot: FloatingElementwiseOperation {
    package var code: mk_opcode { MK_OP_SQUARE_ROOT }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a.squareRoot() }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.flows(at.cotangent * 0.5 / at.output)] }

    package static var samples: [Sample] {
        [.init(SquareRoot(), [5, 7], in: 0.1...4), .init(SquareRoot(), [], in: 0.1...4)]
    }
}

extension Symbol {
    /// Square root, element by element; NaN for negative numbers.
    public func sqrt() -> Symbol { apply(SquareRoot()) }
}
