/// Trials as samplers see them: in columns, with the good ones first, so that drawing a trial copies none.
package struct SampledTrials {
    private let direction: StudyDirection
    /// The numbers of each parameter, by the trials' numbers.
    private var columns: [[Double]]
    /// By the trials' numbers.
    private var standings: [Standing] = []
    /// The numbers of the complete and pruned trials, the best first, of equal ones the earliest.
    private var order: [Int] = []

    private enum Standing { case open, failed, judged(Rank) }

    package init(parameters: Int, _ direction: StudyDirection) {
        self.direction = direction
        columns = Array(repeating: [], count: parameters)
    }

    /// Notes a trial, the next one or one whose state may be another now.
    package mutating func note(_ trial: StudyTrial) {
        if trial.number == standings.count {
            for place in columns.indices { columns[place].append(trial.point[place]) }
            standings.append(.open)
        }
        guard trial.state.isFinished, case .open = standings[trial.number] else { return }
        guard trial.state != .failed else {
            standings[trial.number] = .failed
            return
        }
        let rank = Rank(trial, direction)
        standings[trial.number] = .judged(rank)
        var (low, high) = (0, order.count)
        while low < high {
            let middle = (low + high) / 2
            guard case .judged(let other) = standings[order[middle]] else { preconditionFailure("ordered are judged") }
            if (other, order[middle]) < (rank, trial.number) { low = middle + 1 } else { high = middle }
        }
        order.insert(trial.number, at: low)
    }

    /// The good ones among trials, a tenth of the complete and pruned ones and at most 25, and all others that haven't failed,
    /// in the order of their numbers; nil where fewer than `least` are complete or pruned.
    ///
    /// - Parameters:
    ///   - count: the trials there are.
    ///   - horizon: those from here on count as running.
    ///   - isCounted: tells those that count.
    package func split(
        _ count: Int, horizon: Int, least: Int = 0, where isCounted: (Int) -> Bool = { _ in true }
    ) -> (below: [Int], above: [Int])? {
        let judged = order.filter { $0 < horizon && isCounted($0) }
        guard judged.count >= least else { return nil }
        let good = min(Int((0.1 * Double(judged.count)).rounded(.up)), 25)
        var isGood = [Bool](repeating: false, count: count)
        for number in judged.prefix(good) { isGood[number] = true }
        let above = (0..<count).filter { number in
            if isGood[number] || !isCounted(number) { return false }
            if number < horizon, case .failed = standings[number] { return false }
            return true
        }
        return (judged.prefix(good).sorted(), above)
    }

    /// The numbers of some parameters, of those trials for which they count.
    func observations(_ trials: [Int], _ places: [Int]) -> [[Double]] {
        let counted = trials.filter { trial in !places.contains { columns[$0][trial].isNaN } }
        return places.map { place in
            let column = columns[place]
            return counted.map { column[$0] }
        }
    }

    /// How good a trial is: complete ones by their values, then pruned ones, those that came far first.
    private struct Rank: Comparable {
        let (isPruned, step, loss): (Int, Int, Double)

        init(_ trial: StudyTrial, _ direction: StudyDirection) {
            if let value = trial.value {
                (isPruned, step, loss) = (0, 0, direction.loss(value))
            } else if let last = trial.lastStep, let value = trial.intermediateValues[last] {
                (isPruned, step, loss) = (1, -last, value.isNaN ? .infinity : direction.loss(value))
            } else {
                (isPruned, step, loss) = (1, 1, 0)
            }
        }

        static func < (a: Rank, b: Rank) -> Bool { (a.isPruned, a.step, a.loss) < (b.isPruned, b.step, b.loss) }
    }
}
