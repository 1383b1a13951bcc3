public import MartletGraph

/// A function applied to each element (softmax and its like: along an axis). Names, arguments and formulas are Keras's.
///
/// It is also a layer: `Sequential { Dense(64); Activation.relu }`.
///
/// - Shape: `[…] → […]`; `glu` halves the last axis.
public enum Activation: Layer, Hashable, Codable {
    case linear, relu, relu6, selu, silu, mish
    case leakyRelu(negativeSlope: Double = 0.2)
    case elu(alpha: Double = 1)
    case celu(alpha: Double = 1)
    case gelu(approximate: Bool = false)
    /// The first half of the last axis times the sigmoid of the second.
    case glu
    case softplus, softsign, tanh, sigmoid, exponential
    case softmax, logSoftmax, sparsemax
    case logSigmoid, hardSigmoid, hardSilu, hardTanh
    case tanhShrink
    case softShrink(threshold: Double = 0.5)
    case hardShrink(threshold: Double = 0.5)
    case sparsePlus, sparseSigmoid
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
