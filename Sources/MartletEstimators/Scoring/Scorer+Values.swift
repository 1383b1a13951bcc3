import MartletNumerics

extension Scorer {
    /// The coefficient of determination, R².
    public static let r2 = Scorer("r2") { determination(try $0.values(), try $0.predicted().array()) }
    /// Minus the mean of the squared errors.
    public static let negMeanSquaredError = Scorer("neg_mean_squared_error") { -mean(try $0.errors().map { $0 * $0 }) }
    /// Minus the root of the mean of the squared errors.
    public static let negRootMeanSquaredError = Scorer("neg_root_mean_squared_error") {
        -mean(try $0.errors().map { $0 * $0 }).squareRoot()
    }
    /// Minus the mean of the errors' sizes.
    public static let negMeanAbsoluteError = Scorer("neg_mean_absolute_error") {
        -mean(try $0.errors().map(\.magnitude))
    }
}

extension Judgement {
    fileprivate func values() throws -> [Double] {
        guard classes == nil else {
            throw EstimatorError.invalid(argument: "scoring", reason: "judges values, and classes were learned")
        }
        return truth.array()
    }

    fileprivate func errors() throws -> [Double] {
        try zip(predicted().array(of: Double.self), values()).map { $0 - $1 }
    }
}

/// One minus the squared errors over the squared deviations from the mean; of values that are all the same 1 if they are
/// all predicted, else 0.
func determination(_ truth: [Double], _ predicted: [Double]) -> Double {
    let center = mean(truth)
    let errors = zip(truth, predicted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let deviations = truth.reduce(0) { $0 + ($1 - center) * ($1 - center) }
    return deviations > 0 ? 1 - errors / deviations : errors == 0 ? 1 : 0
}
