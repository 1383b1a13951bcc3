import MartletNumerics

/// The coalitions of so many features, and those of them that may do.
struct CoalitionStages {
    /// Of one feature none.
    private var choice: CoalitionChoice?
    private let l1: L1Selection
    private var made: [Coalitions?]

    var count: Int { made.count }

    /// All coalitions if the function may be asked for as many, or else those that weigh most and a sample of the
    /// others.
    ///
    /// - Parameters:
    ///   - budget: for how many coalitions the function may be asked.
    ///   - isStaged: whether fewer may do.
    /// - Throws: `ExplanationError.invalid` for a budget of fewer than two for each feature, or beyond memory.
    init(features: Int, budget: Int, isStaged: Bool, l1: L1Selection, seed: UInt64) throws {
        self.l1 = l1
        guard features > 1 else {
            (choice, made) = (nil, [nil])
            return
        }
        guard budget >= 2 * features else {
            throw ExplanationError.invalid(
                argument: "nsamples",
                reason: "must be at least \(2 * features), twice the \(features) features that vary, "
                    + "and is \(budget)")
        }
        let choice = try CoalitionChoice(features: features, pairs: budget / 2, isStaged: isStaged, seed: seed)
        made = Array(repeating: nil, count: choice.stageCount)
        self.choice = choice
    }

    subscript(stage: Int) -> Coalitions {
        mutating get throws {
            if let made = made[stage] { return made }
            choice?.draw(stage)
            let coalitions = try Coalitions(choice, stage: stage, l1: l1)
            made[stage] = coalitions
            return coalitions
        }
    }

    /// The stage that has so many pairs, or the last.
    func stage(after stage: Int, pairs: Double) -> Int {
        guard let choice else { return 0 }
        return (stage + 1..<count).first { Double(choice.pairs($0)) >= pairs } ?? count - 1
    }
}
