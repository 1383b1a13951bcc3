import Dispatch
import Martlet
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Predictions of random numbers of rows, from 1 to 256, by eight tasks: what programs are kept, and what they cost.
struct AnyRows: OnNetworks, Sendable {
    private let model: Model
    private let x: Tensor
    private static let mostRows = 256
    private static let tasks = 8

    /// The networks by name.
    static let networks: [String: @Sendable () throws -> AnyRows] = [
        "mlp": { AnyRows(model: try Network.compiled(), x: try Network.data(rows: mostRows).x) },
        "cnn": {
            let model = Model(
                Sequential {
                    Conv2D(16, kernelSize: 3, activation: .relu)
                    MaxPooling2D()
                    Conv2D(32, kernelSize: 3, activation: .relu)
                    GlobalAveragePooling2D()
                    Dense(10, activation: .softmax)
                }, input: [16, 16, 3])
            return AnyRows(model: model, x: try Vision.images(mostRows, 16))
        },
    ]

    /// One call: its rows, and its nanoseconds by the clock and on the processor.
    private struct Call: Sendable {
        var rows: Int
        var wall: Double
        var processor: Double
    }

    /// What the tasks made.
    private final class Results: Sendable {
        let all = Mutex<[Result<[Call], any Error>]>([])
    }

    private static func now(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }

    /// Makes so many calls.
    private func run(_ count: Int, seed: UInt64) throws -> [Call] {
        let results = Results()
        let done = DispatchSemaphore(value: 0)
        for task in 0..<Self.tasks {
            Task {
                let result = Result { try calls(count / Self.tasks, seed: seed &* 100 &+ UInt64(task)) }
                results.all.withLock { $0.append(result) }
                done.signal()
            }
        }
        for _ in 0..<Self.tasks { done.wait() }
        return try results.all.withLock { try $0.flatMap { try $0.get() } }
    }

    private func calls(_ count: Int, seed: UInt64) throws -> [Call] {
        var random = RandomGenerator(seed: seed)
        return try (0..<count).map { _ in
            let rows = Int.random(in: 1...Self.mostRows, using: &random)
            let some = try x[0..<rows]
            let (wall, processor) = (Self.now(CLOCK_MONOTONIC), Self.now(CLOCK_THREAD_CPUTIME_ID))
            _ = try model.predict(some)
            return Call(
                rows: rows, wall: Self.now(CLOCK_MONOTONIC) - wall,
                processor: Self.now(CLOCK_THREAD_CPUTIME_ID) - processor)
        }
    }

    /// A thousand calls, then nine thousand: how the latter compare with the median of their size, and how memory grew
    /// meanwhile.
    ///
    /// Tasks wait for one another's processors, so a call is judged by the processor time of its thread; the clock's is
    /// beside it.
    func report() throws -> String {
        let first = try run(1_000, seed: 1)
        let before = Memory.resident
        let rest = try run(9_000, seed: 2)
        let after = Memory.resident
        let bySize = Dictionary(grouping: rest, by: \.rows)
        func median(_ rows: Int, _ time: (Call) -> Double) -> Double {
            let times = bySize[rows, default: []].map(time).sorted()
            return times.isEmpty ? .nan : times[times.count / 2]
        }
        func line(_ name: String, _ calls: [Call], _ time: (Call) -> Double) -> String {
            let medians = Dictionary(uniqueKeysWithValues: bySize.keys.map { ($0, median($0, time)) })
            let ratios = calls.compactMap { call in medians[call.rows].map { time(call) / $0 } }.sorted()
            let middle = Set(calls.map(\.rows)).compactMap { medians[$0] }.sorted()
            func text(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
            let (p99, most) = (ratios[ratios.count * 99 / 100], ratios.last ?? .nan)
            return "\(name): \(calls.count) calls, median of sizes \(text(middle[middle.count / 2] / 1000)) µs; "
                + "over the median of the size: p99 \(text(p99)), most \(text(most)), "
                + "above 3: \(ratios.count { $0 > 3 })"
        }
        var lines = ["resident after 1,000 calls \(before) KiB, after 10,000 \(after) KiB"]
        lines.append(line("first 1,000, processor", first, \.processor))
        for range in [1...8, 9...32, 33...64, 65...128, 129...256] {
            let calls = rest.filter { range.contains($0.rows) }
            lines.append(line("\(range.lowerBound)–\(range.upperBound) rows, processor", calls, \.processor))
            lines.append(line("\(range.lowerBound)–\(range.upperBound) rows, clock", calls, \.wall))
        }
        return lines.joined(separator: "\n")
    }

    /// A case of so many calls.
    static let preparation: Cases.Preparation = {
        let rows = try networks["mlp"]!()
        _ = try rows.run(2_000, seed: 1)
        return { .timed(seconds: try Cases.seconds { _ = try rows.run(10_000, seed: 2) }, steps: 10_000) }
    }
}
