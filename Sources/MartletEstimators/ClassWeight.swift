import MartletNumerics

/// How much the rows of each class count.
public enum ClassWeight: Sendable, Hashable {
    /// All the same.
    case none
    /// So that all classes together count the same: rows / (classes · rows of the class), as scikit-learn's "balanced".
    case balanced
    /// A weight for each class, in the classes' order.
    case weights([Double])

    /// The rows' weights with those of their classes; nil if all are 1.
    ///
    /// - Throws: `EstimatorError.invalid` where there isn't a weight for each class.
    func applied(to sampleWeight: [Double]?, _ codes: [Int], classes: Int) throws -> [Double]? {
        let weights: [Double]
        switch self {
        case .none: return sampleWeight
        case .balanced:
            var members = [Double](repeating: 0, count: classes)
            for (row, code) in codes.enumerated() { members[code] += sampleWeight?[row] ?? 1 }
            let all = members.reduce(0, +)
            weights = members.map { $0 > 0 ? all / (Double(classes) * $0) : 0 }
        case .weights(let given):
            guard given.count == classes, given.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
                throw EstimatorError.invalid(
                    argument: "classWeight",
                    reason: "must be \(classes) finite numbers of at least 0, one for each class, and is \(given)")
            }
            weights = given
        }
        return codes.enumerated().map { row, code in (sampleWeight?[row] ?? 1) * weights[code] }
    }
}
