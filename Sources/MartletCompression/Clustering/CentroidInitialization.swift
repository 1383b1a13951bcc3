import MartletNumerics

/// Where the values that weights will share begin, by tfmot's names.
public enum CentroidInitialization: String, Sendable, Hashable, Codable, CaseIterable {
    /// At equal distances from the least to the largest weight.
    case linear
    /// With as many weights around each.
    case densityBased
    /// Anywhere from the least to the largest weight.
    case random
    /// At weights, drawn one after the other, those far from all before more often (Arthur and Vassilvitskii 2007).
    case kMeansPlusPlus

    /// So many values, ascending; fewer only if the numbers have fewer.
    ///
    /// - Parameter sorted: ascending numbers, at least one.
    func values(_ count: Int, of sorted: [Float], _ random: inout RandomGenerator) -> [Double] {
        let (least, length) = (Double(sorted[0]), Double(sorted[sorted.count - 1]) - Double(sorted[0]))
        switch self {
        case .linear: return (0..<count).map { least + length * Double($0) / Double(max(count - 1, 1)) }
        case .densityBased: return (0..<count).map { Double(sorted[(2 * $0 + 1) * sorted.count / (2 * count)]) }
        case .random: return (0..<count).map { _ in least + length * random.nextUnit() }.sorted()
        case .kMeansPlusPlus: return Self.drawn(count, of: sorted, &random).sorted()
        }
    }

    private static func drawn(_ count: Int, of sorted: [Float], _ random: inout RandomGenerator) -> [Double] {
        var drawn = [Double(sorted[Int(random.nextUnit() * Double(sorted.count))])]
        var distances = [Double](repeating: .infinity, count: sorted.count)
        while drawn.count < count {
            var sum = 0.0
            for (index, number) in sorted.enumerated() {
                let difference = Double(number) - drawn[drawn.count - 1]
                distances[index] = min(distances[index], difference * difference)
                sum += distances[index]
            }
            var rest = random.nextUnit() * sum
            let next = distances.firstIndex { distance in
                rest -= distance
                return rest < 0
            }
            guard let next = next ?? distances.lastIndex(where: { $0 > 0 }) else { break }
            drawn.append(Double(sorted[next]))
        }
        return drawn
    }
}
