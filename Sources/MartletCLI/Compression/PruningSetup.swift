import Martlet

/// How `martlet prune` makes weights zero, or takes filters away.
struct PruningSetup: Sendable {
    enum Schedule: String, CaseIterable, Sendable { case constant, polynomial }

    enum Pattern: String, CaseIterable, Sendable {
        case unstructured
        case eight = "8x1"
        case four = "4x1"
        case twoOfFour = "2:4"

        var pattern: SparsityPattern {
            switch self {
            case .unstructured: .unstructured
            // Of kernels [inputs, units].
            case .eight: .blocks(rows: 1, columns: 8)
            case .four: .blocks(rows: 1, columns: 4)
            case .twoOfFour: .structured(zeros: 2, of: 4)
            }
        }
    }

    /// A place in training.
    enum Moment: Sendable {
        case step(Int)
        /// A part of all steps.
        case share(Double)

        func step(of steps: Int) -> Int {
            switch self {
            case .step(let step): step
            case .share(let share): Int((share * Double(steps)).rounded(.up))
            }
        }
    }

    var schedule = Schedule.polynomial
    /// The part of the weights that is zero at first, where the schedule is polynomial.
    var from = 0.5
    /// The part that is zero in the end.
    var to = 0.9
    var begin = Moment.step(0)
    /// Nil is three quarters of training.
    var end: Moment?
    /// Steps from mask to mask; nil is by how many there are.
    var frequency: Int?
    var pattern = Pattern.unstructured
    /// Only these layers; none stands for all.
    var layers: [String] = []
    /// The part of filters and units that is taken away; nil makes zeros.
    var filters: Double?
    /// Epochs of training; with 0 all is done at once.
    var epochs = 5
    /// Nil is as in training.
    var batchSize: Int?
    /// Nil is as in training.
    var learningRate: Double?
    /// Nil is the model's.
    var seed: UInt64?

    /// As trackers are told, by the options' names.
    var parameters: [String: String] {
        var parameters = ["epochs": "\(epochs)"]
        if let filters {
            parameters["filters"] = "\(filters)"
        } else {
            parameters.merge(["schedule": schedule.rawValue, "to": "\(to)", "pattern": pattern.rawValue]) { $1 }
            if schedule == .polynomial { parameters["from"] = "\(from)" }
        }
        if !layers.isEmpty { parameters["layers"] = layers.joined(separator: ",") }
        parameters["batch_size"] = batchSize.map { "\($0)" }
        parameters["learning_rate"] = learningRate.map { "\($0)" }
        parameters["seed"] = seed.map { "\($0)" }
        return parameters
    }

    /// The most rows by which predictions are timed.
    static let timedRows = 32

    var selection: LayerSelection { layers.isEmpty ? .all : LayerSelection(layers) }

    /// The first number that is outside its range; nil if all are right.
    var mistake: String? {
        for (option, share) in [("--to", to), ("--from", from), ("--filters", filters ?? 0)]
        where !(0..<1).contains(share) {
            return "\(option) must be at least 0 and below 1, and is \(share)"
        }
        if schedule == .polynomial, from > to { return "--from, \(from), must be no more than --to, \(to)" }
        if let learningRate, !(learningRate > 0 && learningRate.isFinite) {
            return "--learning-rate must be positive, such as 0.001, and is \(learningRate)"
        }
        let most = 1_000_000
        if !(0...most).contains(epochs) { return "--epochs must be from 0 to \(most), and is \(epochs)" }
        let counts = [("--batch-size", batchSize ?? 1), ("--frequency", frequency ?? 1)]
        return counts.first { !(1...most).contains($0.1) }.map { "\($0.0) must be from 1 to \(most), and is \($0.1)" }
    }

    /// Whether zeros become more while training goes on.
    var hasSchedule: Bool { filters == nil && epochs > 0 && pattern != .twoOfFour }

    /// When so many steps of training make masks: the last time with the whole sparsity.
    ///
    /// - Throws: `ArgumentError` for steps that there aren't.
    func schedule(steps: Int) throws -> PruningSchedule {
        if epochs == 0 { return .constantSparsity(to, beginStep: 1, frequency: 1) }
        let (begin, end) = (begin.step(of: steps), (end ?? .share(0.75)).step(of: steps))
        if end > steps { throw ArgumentError("--end", "must be one of the \(steps) steps of training, and is \(end)") }
        if end <= begin {
            if self.end != nil {
                throw ArgumentError("--end", "must come after --begin, step \(begin), and is step \(end)")
            }
            throw ArgumentError(
                "--begin",
                "must come before step \(end), three quarters of training, or --end say when masks end; it is \(begin)")
        }
        let frequency = frequency ?? min(100, max(1, (end - begin) / 10))
        if frequency > end - begin {
            throw ArgumentError(
                "--frequency", "must be at most \(end - begin), the steps from --begin to --end, and is \(frequency)")
        }
        let last = begin + (end - begin) / frequency * frequency
        return switch schedule {
        case .constant: .constantSparsity(to, beginStep: begin, endStep: last, frequency: frequency)
        case .polynomial:
            .polynomialDecay(
                initialSparsity: from, finalSparsity: to, beginStep: begin, endStep: last, frequency: frequency)
        }
    }
}
