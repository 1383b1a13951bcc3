/// How large a filter or a unit is, by which those are chosen that are removed.
public enum FilterNorm: String, Sendable, Hashable, Codable, CaseIterable {
    /// The sum of the magnitudes of its weights (Li et al. 2017).
    case l1
    /// The root of the sum of their squares (He et al. 2018).
    case l2

    /// The norm of each entry along an axis of weights.
    func values(_ weights: [Float], _ shape: [Int], axis: Int) -> [Double] {
        let (count, inner) = (shape[axis], shape[(axis + 1)...].reduce(1, *))
        var sums = [Double](repeating: 0, count: count)
        for (index, weight) in weights.enumerated() {
            let weight = Double(weight)
            sums[index / inner % count] += self == .l1 ? weight.magnitude : weight * weight
        }
        return self == .l1 ? sums : sums.map { $0.squareRoot() }
    }
}
