/// The trials of a study, in memory and if wanted in a file.
struct StudyLog {
    /// What is to be done next.
    enum Next {
        case trial(StudyTrial, KnownTrials)
        /// There is something to do when a trial of this process has ended.
        case later
        case none
    }

    private let rules: StudyRules
    private let layout: StudyLayout
    private(set) var trials: [StudyTrial] = []
    private var sampled: SampledTrials
    /// The numbers of those that this process runs.
    private var own: Set<Int> = []
    #if SQLite
        private var file: StudyFile?
    #endif

    init(_ rules: StudyRules, _ layout: StudyLayout) {
        (self.rules, self.layout) = (rules, layout)
        sampled = SampledTrials(parameters: layout.names.count, rules.direction)
    }

    mutating func open(_ storage: StudyStorage, parameters: @escaping ([Double]) -> [String: String]) throws {
        #if SQLite
            guard let path = storage.path else { return }
            let file = try StudyFile(path, rules, layout)
            self.file = file
            try file.transaction { try read(file, parameters) }
        #endif
    }

    /// Takes a trial to be run: one that waits, else a new one as long as there are fewer than `count`.
    mutating func claim(of count: Int, parameters: @escaping ([Double]) -> [String: String]) throws -> Next {
        #if SQLite
            if let file {
                return try file.transaction {
                    try read(file, parameters)
                    let next = draw(of: count, parameters)
                    if case .trial(let trial, _) = next { try file.write(trial) }
                    return next
                }
            }
        #endif
        return draw(of: count, parameters)
    }

    #if SQLite
        /// Brings trials up to date with the file.
        private mutating func read(_ file: StudyFile, _ parameters: ([Double]) -> [String: String]) throws {
            try file.read(into: &trials, but: own, parameters)
            for trial in trials { sampled.note(trial) }
        }
    #endif

    private mutating func draw(of count: Int, _ parameters: ([Double]) -> [String: String]) -> Next {
        let waiting = trials.firstIndex { $0.state == .waiting }
        let number = waiting ?? trials.count
        guard number < count else { return .none }
        // What is known to it must not depend on who is faster.
        let horizon = max(0, number - rules.concurrency + 1)
        if own.contains(where: { $0 < horizon }) { return .later }
        let known = KnownTrials(
            study: rules, finished: rules.pruner == .none ? [] : trials[..<horizon].filter(\.state.isFinished))
        if let waiting {
            trials[waiting].state = .running
        } else {
            let point = known.draw(number, layout, sampled, horizon: horizon)
            trials.append(StudyTrial(number: number, point: point, parameters: parameters(point)))
            sampled.note(trials[number])
        }
        own.insert(number)
        return .trial(trials[number], known)
    }

    /// Keeps what came of a trial.
    mutating func finish(_ trial: StudyTrial) throws {
        own.remove(trial.number)
        trials[trial.number] = trial
        sampled.note(trial)
        #if SQLite
            try file?.transaction { try file?.write(trial) }
        #endif
    }
}
