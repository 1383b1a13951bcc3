import MartletNumerics

/// Numbers by the value that they share: k-means in one dimension, by Lloyd's algorithm (1982).
///
/// Sorted numbers of a cluster lie side by side, so a cluster is known by its ends, and its mean by two running sums.
/// A number as near to one value as to the next belongs to the lower.
struct Clusters {
    /// The values, ascending.
    private(set) var centroids: [Float]
    /// The largest number of each cluster.
    private var ends: [Float]

    /// What numbers share, at most `count` values; the numbers themselves if they have no more.
    ///
    /// - Parameter numbers: finite.
    init(
        _ count: Int, of numbers: [Float], _ initialization: CentroidInitialization, _ random: inout RandomGenerator
    ) {
        let sorted = numbers.sorted()
        centroids = sorted.enumerated().filter { $0 == 0 || sorted[$0 - 1] != $1 }.map(\.element)
        ends = centroids
        if ends.count <= count { return }

        var sums = [0.0]
        sums.reserveCapacity(sorted.count + 1)
        for number in sorted { sums.append(sums[sums.count - 1] + Double(number)) }
        var values = initialization.values(count, of: sorted, &random)
        var borders: [Int] = []
        for _ in 0..<Self.mostIterations {
            let middles = zip(values, values.dropFirst()).map { ($0 + $1) / 2 }
            let new = [0] + middles.map { middle in sorted.firstPlace { Double($0) > middle } } + [sorted.count]
            if new == borders { break }
            borders = new
            for index in values.indices where borders[index] < borders[index + 1] {
                let (from, to) = (borders[index], borders[index + 1])
                values[index] = (sums[to] - sums[from]) / Double(to - from)
            }
        }
        let used = values.indices.filter { borders[$0] < borders[$0 + 1] }
        centroids = used.map { Float(values[$0]) }
        ends = used.map { sorted[borders[$0 + 1] - 1] }
    }

    /// More than clusters need that aren't made to be slow.
    private static let mostIterations = 300

    /// The value that one of the numbers shares.
    subscript(number: Float) -> Float { centroids[ends.firstPlace { $0 >= number }] }
}

extension [Float] {
    /// The first place from which on a condition holds, in numbers of which it holds for the last ones or for none.
    fileprivate func firstPlace(where holds: (Float) -> Bool) -> Int {
        var (from, to) = (0, count)
        while from < to {
            let middle = (from + to) / 2
            if holds(self[middle]) { to = middle } else { from = middle + 1 }
        }
        return from
    }
}
