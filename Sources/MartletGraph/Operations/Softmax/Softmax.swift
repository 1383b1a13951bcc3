package import CMartletKernels
import Glibc
import MartletNumerics

/// `exp(x) / Σ exp(x)` along an axis, without overflow.
package struct Softmax: SoftmaxOperation {
    package static var arity: Int { 1 }
    package var axis: Int
    package var kind: mk_softmax_kind { MK_SOFTMAX }

    package func value(_ x: [Double], _ d: [Double]) -> [Double] {
        let highest = x.max() ?? 0
        let total = x.reduce(0) { $0 + exp($1 - highest) }
        return x.map { exp($0 - highest) / total }
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        [.flows(at.output.apply(SoftmaxGradient(axis: axis), at.cotangent))]
    }

    package static var samples: [Sample] { sampled({ Softmax(axis: $0) }, in: -3...3) }
}

/// What flows back through a softmax: `y · (d − Σ y·d)`. Inputs: result of the softmax y, derivative d.
package struct SoftmaxGradient: SoftmaxOperation {
    package static var arity: Int { 2 }
    package var axis: Int
    package var kind: mk_softmax_kind { MK_SOFTMAX_GRADIENT }

    package func value(_ x: [Double], _ d: [Double]) -> [Double] {
        let total = zip(x, d).reduce(0) { $0 + $1.0 * $1.1 }
        return zip(x, d).map { $0 * ($1 - total) }
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        let (y, d, c) = (at.inputs[0], at.inputs[1], at.cotangent)
        let total = { (x: Symbol) in x.sum(axes: [axis], keepingDimensions: true) }
        return [
            .flows(c * (d - total(y * d)) - d * total(y * c)), .flows(y.apply(SoftmaxGradient(axis: axis), c)),
        ]
    }

    package static var samples: [Sample] { sampled({ SoftmaxGradient(axis: $0) }, in: 0...1) }
}

extension Symbol {
    /// `exp(x) / Σ exp(x)` along `axis`: numbers turned into probabilities.
    public func softmax(axis: Int = -1) -> Symbol { apply(Softmax(axis: axis < 0 ? axis + rank : axis)) }
}
