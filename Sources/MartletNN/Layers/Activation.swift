public import MartletGraph

/// A function applied to each element (softmax and its like: along an axis). Names, arguments and formulas are Keras's.
///
/// It is also a layer: `Sequential { Dense(64); Activation.relu }`.
///
/// - Shape: `[…] → […]`; `glu` halves the last axis.
public enum Activation: Layer, Hashable, Codable {
    /// `x`
    case linear
    /// `max(x, 0)`
    case relu
    /// `min(max(x, 0), 6)`
    case relu6
    /// `elu` scaled so that layers keep mean 0 and variance 1 (Klambauer et al. 2017).
    case selu
    /// `x · sigmoid(x)`, also known as swish.
    case silu
    /// `x · tanh(softplus(x))` (Misra 2019).
    case mish
    /// `x` above 0, `negativeSlope · x` below.
    case leakyRelu(negativeSlope: Double = 0.2)
    /// `x` above 0, `alpha · (eˣ − 1)` below.
    case elu(alpha: Double = 1)
    /// `x` above 0, `alpha · (e^(x / alpha) − 1)` below.
    case celu(alpha: Double = 1)
    /// `x · Φ(x)` with the normal distribution's Φ, or its approximation by tanh (Hendrycks & Gimpel 2016).
    case gelu(approximate: Bool = false)
    /// The first half of the last axis times the sigmoid of the second.
    case glu
    /// `log(1 + eˣ)`
    case softplus
    /// `x / (1 + |x|)`
    case softsign
    /// The hyperbolic tangent, −1 to 1.
    case tanh
    /// `1 / (1 + e⁻ˣ)`, 0 to 1.
    case sigmoid
    /// `eˣ`
    case exponential
    /// `eˣ` over its sum along the last axis: probabilities.
    case softmax
    /// The logarithm of `softmax`.
    case logSoftmax
    /// The nearest probabilities to `x`, many of them 0 (Martins & Astudillo 2016).
    case sparsemax
    /// The logarithm of `sigmoid`.
    case logSigmoid
    /// `relu6(x + 3) / 6`
    case hardSigmoid
    /// `x · hardSigmoid(x)`
    case hardSilu
    /// `x` within −1…1, and the bounds beyond.
    case hardTanh
    /// `x − tanh(x)`
    case tanhShrink
    /// `x` moved towards 0 by `threshold`, and 0 nearer to it than that.
    case softShrink(threshold: Double = 0.5)
    /// `x`, and 0 where it is within `threshold` of 0.
    case hardShrink(threshold: Double = 0.5)
    /// 0 up to −1, `x` from 1, `(x + 1)² / 4` between.
    case sparsePlus
    /// 0 up to −1, 1 from 1, `(x + 1) / 2` between.
    case sparseSigmoid
    /// `(x + √(x² + b)) / 2`
    case squareplus(b: Double = 4)
    /// The element if it is above `threshold`, else `value`.
    case threshold(Double, value: Double)

    /// With its default arguments.
    public static var leakyRelu: Activation { .leakyRelu() }
    /// With its default arguments.
    public static var elu: Activation { .elu() }
    /// With its default arguments.
    public static var celu: Activation { .celu() }
    /// With its default arguments.
    public static var gelu: Activation { .gelu() }
    /// With its default arguments.
    public static var softShrink: Activation { .softShrink() }
    /// With its default arguments.
    public static var hardShrink: Activation { .hardShrink() }
    /// With its default arguments.
    public static var squareplus: Activation { .squareplus() }

    /// Itself: a case without arguments may be spelled as one that has some, `.relu()`.
    @_disfavoredOverload
    public func callAsFunction() -> Activation { self }

    /// Applies the function.
    public func callAsFunction(_ x: Symbol) -> Symbol {
        switch self {
        case .linear: x
        case .relu: x.relu()
        case .relu6: x.relu6()
        case .selu: x.selu()
        case .silu: x.silu()
        case .mish: x.mish()
        case .leakyRelu(let slope): x.leakyRelu(negativeSlope: slope)
        case .elu(let alpha): x.elu(alpha: alpha)
        case .celu(let alpha): x.celu(alpha: alpha)
        case .gelu(let approximate): x.gelu(approximate: approximate)
        case .glu: x.glu()
        case .softplus: x.softplus()
        case .softsign: x.softsign()
        case .tanh: x.tanh()
        case .sigmoid: x.sigmoid()
        case .exponential: x.exp()
        case .softmax: x.softmax()
        case .logSoftmax: x.logSoftmax()
        case .sparsemax: x.sparsemax()
        case .logSigmoid: x.logSigmoid()
        case .hardSigmoid: x.hardSigmoid()
        case .hardSilu: x.hardSilu()
        case .hardTanh: x.hardTanh()
        case .tanhShrink: x.tanhShrink()
        case .softShrink(let threshold): x.softShrink(threshold: threshold)
        case .hardShrink(let threshold): x.hardShrink(threshold: threshold)
        case .sparsePlus: x.sparsePlus()
        case .sparseSigmoid: x.sparseSigmoid()
        case .squareplus(let b): x.squareplus(b: b)
        case .threshold(let threshold, let value): select(x.isGreater(than: threshold), x, value)
        }
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol { self(x) }
}
