/// Ascending numbers with the least weighted distance to what is wanted for each: neighbours that would descend are pooled
/// (pool-adjacent-violators, Ayer et al. 1955).
package func ascending(_ wanted: [[(place: Double, weight: Double)]]) -> [Double] {
    var pools: [Pool] = []
    for own in wanted {
        pools.append(Pool(own))
        while pools.count > 1, pools[pools.count - 2].median > pools[pools.count - 1].median {
            let last = pools.removeLast()
            pools[pools.count - 1].join(last)
        }
    }
    return pools.flatMap { Array(repeating: $0.median, count: $0.count) }
}

/// Neighbours with one place.
private struct Pool {
    /// What is wanted for them, by place.
    private var wanted: [(place: Double, weight: Double)]
    private(set) var count = 1
    /// The weighted median; between two that are as good, the middle.
    private(set) var median = 0.0

    init(_ wanted: [(place: Double, weight: Double)]) {
        self.wanted = wanted.sorted { $0.place < $1.place }
        findMedian()
    }

    mutating func join(_ other: Pool) {
        var joined: [(place: Double, weight: Double)] = []
        joined.reserveCapacity(wanted.count + other.wanted.count)
        var rest = other.wanted[...]
        for one in wanted {
            while let next = rest.first, next.place < one.place {
                joined.append(next)
                rest = rest.dropFirst()
            }
            joined.append(one)
        }
        (wanted, count) = (joined + rest, count + other.count)
        findMedian()
    }

    private mutating func findMedian() {
        let half = wanted.reduce(0) { $0 + $1.weight } / 2
        var sum = 0.0
        for (index, one) in wanted.enumerated() {
            sum += one.weight
            if sum < half { continue }
            let isBetween = sum == half && index + 1 < wanted.count
            median = isBetween ? (one.place + wanted[index + 1].place) / 2 : one.place
            return
        }
    }
}
