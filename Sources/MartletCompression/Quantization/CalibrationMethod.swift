/// How the range of an activation is chosen from what calibration data make of it.
public enum CalibrationMethod: Sendable, Hashable {
    /// From the least to the largest.
    case minMax
    /// So that this share of the elements, in percent, lies within; as many are cut off above as below.
    case percentile(Double = 99.99)
    /// So that the mean square of what rounding and cutting off change is the least.
    case mse
    /// So that the distribution of the rounded elements tells the most of that of the elements: the least Kullback–Leibler
    /// divergence (Migacz 2017).
    case entropy

    /// With its default argument.
    public static var percentile: CalibrationMethod { .percentile() }

    /// What is wrong with it; nil if nothing is.
    var objection: String? {
        if case .percentile(let share) = self, !(share > 50 && share <= 100) {
            return "keeps \(share) percent of the elements; more than 50 up to 100 are possible"
        }
        return nil
    }
}
