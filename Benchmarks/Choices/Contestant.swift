import CMartletKernels

/// Memory aligned to 64, of small numbers.
final class Numbers {
    let address: UnsafeMutableRawPointer

    init(byteCount: Int) {
        let count = max(16, (byteCount + 3) / 4)
        address = .allocate(byteCount: 4 * count, alignment: 64)
        let values = address.bindMemory(to: Float.self, capacity: count)
        for index in 0..<count { values[index] = Float(index % 17) / 17 - 0.5 }
    }

    convenience init(copying numbers: [Float]) {
        self.init(byteCount: 4 * numbers.count)
        numbers.withUnsafeBytes { address.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
    }

    init(copying other: Numbers, byteCount: Int) {
        address = .allocate(byteCount: byteCount, alignment: 64)
        address.copyMemory(from: other.address, byteCount: byteCount)
    }

    deinit { address.deallocate() }
}

/// One algorithm, as calls that do the same work on different memory, one after the other.
final class Contestant {
    let name: String
    /// Whether it may be chosen at all.
    let isEligible: Bool
    private var calls: [mk_call]
    private let memory: [Numbers]
    private var next = 0

    init(_ name: String, _ calls: [mk_call], _ memory: [Numbers], isEligible: Bool = true) {
        (self.name, self.calls, self.memory, self.isEligible) = (name, calls, memory, isEligible)
    }

    /// The seconds of one call, in the mean of `count`.
    func time(_ count: Int) -> Double {
        let duration = ContinuousClock().measure {
            calls.withUnsafeMutableBufferPointer { calls in
                for _ in 0..<count {
                    mk_run(calls.baseAddress! + next, 1)
                    next = next + 1 < calls.count ? next + 1 : 0
                }
            }
        }
        let (seconds, fraction) = duration.components
        return (Double(seconds) + Double(fraction) * 1e-18) / Double(count)
    }
}

/// Times of contestants that took turns, so that whatever the machine did met all alike.
struct Contest {
    let names: [String]
    let seconds: [Double]
    let chosen, best: Int
    /// By how much the chosen one is slower than the best in the same round: the median, and the first quartile.
    let slower, surely: Double
    /// The middle half of the times of the chosen one, relative to their median.
    let noise: Double

    init(_ contestants: [Contestant], chosen: Int, rounds: Int = 9) {
        let counts = contestants.map { max(1, Int(0.001 / $0.time(1))) }
        var times = [[Double]](repeating: [], count: contestants.count)
        for _ in 0..<rounds {
            for (index, contestant) in contestants.enumerated() { times[index].append(contestant.time(counts[index])) }
        }
        let medians = times.map { Self.quantile($0, 0.5) }
        let eligible = contestants.indices.filter { contestants[$0].isEligible }
        let best = eligible.min { medians[$0] < medians[$1] }!
        let ratios = zip(times[chosen], times[best]).map { $0 / $1 - 1 }
        (names, seconds, self.chosen, self.best) = (contestants.map(\.name), medians, chosen, best)
        (slower, surely) = (Self.quantile(ratios, 0.5), Self.quantile(ratios, 0.25))
        noise = (Self.quantile(times[chosen], 0.75) - Self.quantile(times[chosen], 0.25)) / medians[chosen]
    }

    private static func quantile(_ values: [Double], _ part: Double) -> Double {
        values.sorted()[Int(part * Double(values.count - 1))]
    }
}
