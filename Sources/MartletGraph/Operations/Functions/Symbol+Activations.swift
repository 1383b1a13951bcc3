import MartletNumerics

/// The activations of Keras 3, by its formulas; those that are operations of their own stand beside them.
extension Symbol {
    /// `min(max(x, 0), 6)`
    public func relu6() -> Symbol { relu().minimum(6) }

    /// Scaled exponential linear unit, which keeps mean and variance from layer to layer (Klambauer et al. 2017).
    public func selu() -> Symbol { elu(alpha: 1.6732632423543772) * 1.0507009873554805 }

    /// Continuously differentiable exponential linear unit: `max(x, 0) + alpha · (exp(min(x, 0) / alpha) − 1)`.
    public func celu(alpha: Double = 1) -> Symbol { relu() + (minimum(0) / alpha).expm1() * alpha }

    /// `x / (|x| + 1)`
    public func softsign() -> Symbol { self / (abs() + 1) }

    /// `x · sigmoid(x)`, also known as swish.
    public func silu() -> Symbol { self * sigmoid() }

    /// Gaussian error linear unit: `x · Φ(x)` with the normal distribution function Φ (Hendrycks & Gimpel 2016).
    ///
    /// - Parameter approximate: whether to take the approximation by tanh.
    public func gelu(approximate: Bool = false) -> Symbol {
        if approximate {
            let inner = (self + self * square() * 0.044715) * (2 / Double.pi).squareRoot()
            return self * 0.5 * (inner.tanh() + 1)
        }
        return self * 0.5 * ((self * 0.5.squareRoot()).erf() + 1)
    }

    /// A piecewise linear sigmoid: `relu6(x + 3) / 6`.
    public func hardSigmoid() -> Symbol { (self + 3).relu6() / 6 }

    /// `x · hardSigmoid(x)`, also known as hard swish.
    public func hardSilu() -> Symbol { self * hardSigmoid() }

    /// `exp(x)`
    public func exponential() -> Symbol { exp() }

    /// `x · tanh(softplus(x))` (Misra 2019).
    public func mish() -> Symbol { self * softplus().tanh() }

    /// `log(sigmoid(x))`, exact for very negative numbers.
    public func logSigmoid() -> Symbol { -(-self).softplus() }

    /// The element, or the bound of −1 … 1 that it lies beyond.
    public func hardTanh() -> Symbol { clipped(to: -1...1) }

    /// `x − tanh(x)`
    public func tanhShrink() -> Symbol { self - tanh() }

    /// Towards 0 by `threshold`; 0 for what is nearer.
    public func softShrink(threshold: Double = 0.5) -> Symbol {
        select(
            isGreater(than: threshold), self - threshold,
            select(isLess(than: -threshold), self + threshold, 0))
    }

    /// The element, or 0 if it is no farther from 0 than `threshold`.
    public func hardShrink(threshold: Double = 0.5) -> Symbol { select(abs().isGreater(than: threshold), self, 0) }

    /// `(x + √(x² + b)) / 2`, a smooth rectifier.
    public func squareplus(b: Double = 4) -> Symbol { (self + (square() + b).sqrt()) / 2 }

    /// 0 up to −1, the element from 1 on, and `(x + 1)² / 4` between.
    public func sparsePlus() -> Symbol {
        select(isLessOrEqual(to: -1), 0, select(isLess(than: 1), (self + 1).square() / 4, self))
    }

    /// 0 up to −1, 1 from 1 on, and `(x + 1) / 2` between.
    public func sparseSigmoid() -> Symbol { ((self + 1) / 2).clipped(to: 0...1) }

    /// The element where it is greater than `threshold`, else `value`.
    public func threshold(_ threshold: Double, value: Double) -> Symbol {
        select(isGreater(than: threshold), self, value)
    }

    /// Gated linear unit: one half along `axis` times the sigmoid of the other (Dauphin et al. 2017).
    public func glu(axis: Int = -1) -> Symbol {
        let axis = axis < 0 ? axis + rank : axis
        guard shape.indices.contains(axis), shape[axis] >= 0, shape[axis] % 2 == 0 else {
            return builder.fail(
                GraphError(operation: "glu", message: "axis \(axis) of \(shape) is not an axis of even, known length"))
        }
        let half = shape[axis] / 2
        return sliced(axis: axis, from: 0, count: half) * sliced(axis: axis, from: half).sigmoid()
    }
}
