/// Ascending numbers with the least weighted distance to what is wanted for each: neighbours that would descend are pooled
/// (pool-adjacent-violators, Ayer et al. 1955).
package func ascending(_ wanted: [[(place: Double, weight: Double)]]) -> [Double] {
    var pools: [(value: Double, wanted: [(place: Double, weight: Double)], count: Int)] = []
    for own in wanted {
        pools.append((median(own), own, 1))
        while pools.count > 1, pools[pools.count - 2].value > pools[pools.count - 1].value {
            let last = pools.removeLast()
            pools[pools.count - 1].wanted += last.wanted
            pools[pools.count - 1].count += last.count
            pools[pools.count - 1].value = median(pools[pools.count - 1].wanted)
        }
    }
    return pools.flatMap { Array(repeating: $0.value, count: $0.count) }
}

/// The weighted median; between two that are as good, the middle.
private func median(_ wanted: [(place: Double, weight: Double)]) -> Double {
    let sorted = wanted.sorted { $0.place < $1.place }
    let half = sorted.reduce(0) { $0 + $1.weight } / 2
    var sum = 0.0
    for (index, one) in sorted.enumerated() {
        sum += one.weight
        if sum == half, index + 1 < sorted.count { return (one.place + sorted[index + 1].place) / 2 }
        if sum > half { return one.place }
    }
    return sorted.last?.place ?? 0
}
