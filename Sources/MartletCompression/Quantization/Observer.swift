/// How the range of a tensor is found while a model trains or is calibrated: from the least and the largest element of
/// each batch.
public enum Observer: Sendable, Hashable, Codable {
    /// An average that keeps `decay` of the old range at each step; it begins with −6…6, as in tfmot.
    case movingAverage(decay: Double = 0.999)
    /// All that was ever seen; begins empty.
    case allValues
    /// The last step's own range, which suits weights.
    case lastValue

    /// Each row's own range at each run, in inference too, so that nothing is kept and no data are needed: of activations,
    /// which then are rounded just where a product reads them.
    case dynamic

    /// With its default argument.
    public static var movingAverage: Observer { .movingAverage() }
}
