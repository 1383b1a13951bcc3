import CMartletKernels
import Martlet
import MartletNumerics

/// Prints contests as they end, and counts them.
final class Report {
    private let isJSON: Bool
    private var contests: [Contest] = []

    /// From here on a choice is wrong.
    static let limit = 0.1

    init(isJSON: Bool) { self.isJSON = isJSON }

    /// - Parameter flops: what the work takes by its definition.
    func add(_ work: String, _ features: mk_features, threads: Int, flops: Double, _ contest: Contest) {
        contests.append(contest)
        let (chosen, best) = (contest.names[contest.chosen], contest.names[contest.best])
        if isJSON {
            var seconds = JSON.Object()
            for (name, time) in zip(contest.names, contest.seconds) { seconds[name] = .double(time) }
            let line: JSON = [
                "work": .string(work), "features": .string(features.names), "threads": .integer(threads),
                "seconds": .object(seconds), "chosen": .string(chosen), "best": .string(best),
                "slower": .double(contest.slower), "surely": .double(contest.surely),
            ]
            return print(line)
        }
        let times = zip(contest.names, contest.seconds).map { name, seconds in
            "\(name == chosen ? "*" : "")\(name) \(figure(seconds * 1e6)) µs (\(figure(flops / seconds / 1e9)))"
        }
        let verdict = contest.chosen == contest.best ? "" : "; \(best) is \(percent(contest.slower)) faster"
        let mark = contest.surely > Self.limit ? " ✗" : contest.slower > Self.limit ? " ?" : ""
        print("\(work), \(features.names), \(threads): \(times.joined(separator: ", "))\(verdict)\(mark)")
    }

    func finish() {
        let (worse, surely) = (
            contests.filter { $0.slower > Self.limit }.count, contests.filter { $0.surely > Self.limit }.count
        )
        let noise = contests.map(\.noise).sorted()[contests.count / 2]
        if isJSON {
            let line: JSON = [
                "choices": .integer(contests.count), "worse": .integer(worse), "surely_worse": .integer(surely),
                "noise": .double(noise),
            ]
            return print(line)
        }
        print("Times are medians of rounds in turn; in brackets GFLOP/s by the definition; * is chosen.")
        print(
            "\(contests.count) choices; \(worse) more than \(percent(Self.limit)) slower than the best, \(surely) of them "
                + "in three of four rounds; the middle half of a choice's times spreads over \(percent(noise)).")
    }

    private func percent(_ part: Double) -> String { "\((part * 1000).rounded() / 10) %" }
    private func figure(_ x: Double) -> String { x < 100 ? "\((x * 10).rounded() / 10)" : "\(Int(x.rounded()))" }
}

/// The sets of instructions that matter, and the threads.
func forEachMachine(_ body: (mk_features, Int) throws -> Void) rethrows {
    let avx512: mk_features = [.avx2, .avx512]
    let vectors = [mk_features.avx2, avx512, .neon].filter { mk_detected_features().isSuperset(of: $0) }
    for features in vectors.isEmpty ? [[]] : vectors {
        for threads in 1...min(2, threadBudget) {
            try withInstructionSet(features) { try body(features, threads) }
        }
    }
}
