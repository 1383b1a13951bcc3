/// How a parameter gets its first values. Names, formulas and fan computations are Keras's.
public enum Initializer: Sendable, Hashable, Codable {
    /// All 0.
    case zeros
    /// All 1.
    case ones
    /// All this number.
    case constant(Double)
    /// Gauss's distribution.
    case randomNormal(mean: Double = 0, standardDeviation: Double = 0.05)
    /// Uniform between the two numbers.
    case randomUniform(Double = -0.05, Double = 0.05)
    /// Gauss's distribution without what is beyond two standard deviations.
    case truncatedNormal(mean: Double = 0, standardDeviation: Double = 0.05)
    /// Variance `scale / n`, where n counts inputs, outputs or their mean.
    case varianceScaling(
        scale: Double = 1, mode: FanMode = .fanIn, distribution: ScalingDistribution = .truncatedNormal)
    /// Orthonormal rows or columns, times `gain` (Saxe et al. 2013).
    case orthogonal(gain: Double = 1)
    /// 1 on the diagonal of a matrix, times `gain`.
    case identity(gain: Double = 1)
    /// Given values.
    case values([Float])

    /// What a variance is divided by.
    public enum FanMode: String, Sendable, Hashable, Codable {
        /// How many numbers one of the result is made of.
        case fanIn
        /// How many numbers of the result one goes into.
        case fanOut
        /// The mean of both.
        case fanAverage
    }
    /// From which distribution of that variance numbers are drawn.
    public enum ScalingDistribution: String, Sendable, Hashable, Codable {
        /// Without what is beyond two standard deviations.
        case truncatedNormal
        /// All of the normal distribution.
        case untruncatedNormal
        /// Between bounds of that variance.
        case uniform
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
