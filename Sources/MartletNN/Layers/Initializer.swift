/// How a parameter gets its first values. Names, formulas and fan computations are Keras's.
public enum Initializer: Sendable, Hashable, Codable {
    case zeros
    case ones
    case constant(Double)
    case randomNormal(mean: Double = 0, standardDeviation: Double = 0.05)
    case randomUniform(Double = -0.05, Double = 0.05)
    case truncatedNormal(mean: Double = 0, standardDeviation: Double = 0.05)
    /// Variance `scale / n`, where n counts inputs, outputs or their mean.
    case varianceScaling(
        scale: Double = 1, mode: FanMode = .fanIn, distribution: ScalingDistribution = .truncatedNormal)
    case orthogonal(gain: Double = 1)
    case identity(gain: Double = 1)
    /// Given values.
    case values([Float])

    public enum FanMode: String, Sendable, Hashable, Codable { case fanIn, fanOut, fanAverage }
    public enum ScalingDistribution: String, Sendable, Hashable, Codable {
        case truncatedNormal, untruncatedNormal, uniform
    }

    /// With its default arguments.
    public static var randomNormal: Initializer { .randomNormal() }
    /// With its default arguments.
    public static var randomUniform: Initializer { .randomUniform() }
    /// With its default arguments.
    public static var truncatedNormal: Initializer { .truncatedNormal() }
    /// With its default arguments.
    public static var varianceScaling: Initializer { .varianceScaling() }
    /// With its default arguments.
    public static var orthogonal: Initializer { .orthogonal() }
    /// With its default arguments.
    public static var identity: Initializer { .identity() }

    /// Itself: a case without arguments may be spelled as one that has some, `.zeros()`.
    @_disfavoredOverload
    public func callAsFunction() -> Initializer { self }

    /// Glorot & Bengio 2010, uniform.
    public static let glorotUniform = varianceScaling(scale: 1, mode: .fanAverage, distribution: .uniform)
    /// Glorot & Bengio 2010, normal.
    public static let glorotNormal = varianceScaling(scale: 1, mode: .fanAverage)
    /// He et al. 2015, uniform.
    public static let heUniform = varianceScaling(scale: 2, mode: .fanIn, distribution: .uniform)
    /// He et al. 2015, normal.
    public static let heNormal = varianceScaling(scale: 2, mode: .fanIn)
    /// LeCun et al. 1998, uniform.
    public static let lecunUniform = varianceScaling(scale: 1, mode: .fanIn, distribution: .uniform)
    /// LeCun et al. 1998, normal.
    public static let lecunNormal = varianceScaling(scale: 1, mode: .fanIn)
}
