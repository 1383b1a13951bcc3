package import CMartletKernels
import Glibc
import MartletNumerics

/// `x − log Σ exp(x)` along an axis, without overflow.
package struct LogSoftmax: SoftmaxOperation {
    package static var arity: Int { 1 }
    package var axis: Int
    package var kind: mk_softmax_kind { MK_LOG_SOFTMAX }

    package func value(_ x: [Double], _ d: [Double]) -> [Double] {
        let highest = x.max() ?? 0
        let total = log(x.reduce(0) { $0 + exp($1 - highest) }) + highest
        return x.map { $0 - total }
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        [.flows(at.output.apply(LogSoftmaxGradient(axis: axis), at.cotangent))]
    }

    package static var samples: [Sample] { sampled({ LogSoftmax(axis: $0) }, in: -3...3, cancelling: 1) }
}

/// What flows back through a log-softmax: `d − exp(y) · Σ d`. Inputs: result of the log-softmax y, derivative d.
package struct LogSoftmaxGradient: SoftmaxOperation {
    package static var arity: Int { 2 }
    package var axis: Int
    package var kind: mk_softmax_kind { MK_LOG_SOFTMAX_GRADIENT }

    package func value(_ x: [Double], _ d: [Double]) -> [Double] {
        let total = d.reduce(0, +)
        return zip(x, d).map { $1 - exp($0) * total }
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        let (y, d, c) = (at.inputs[0], at.inputs[1], at.cotangent)
        let total = { (x: Symbol) in x.sum(axes: [axis], keepingDimensions: true) }
        let p = y.exp()
        return [.flows(-(c * p * total(d))), .flows(c - total(c * p))]
    }

    package static var samples: [Sample] { sampled({ LogSoftmaxGradient(axis: $0) }, in: -2...0) }
}

extension Symbol {
    /// `x − log Σ exp(x)` along `axis`: the logarithm of the softmax.
    public func logSoftmax(axis: Int = -1) -> Symbol { apply(LogSoftmax(axis: axis < 0 ? axis + rank : axis)) }
}
