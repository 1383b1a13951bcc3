#if SQLite
    import Foundation
    import MartletCodecs
    import MartletEstimators
    import Testing

    /// Studies in files.
    @Suite final class StudyFileTests {
        private let folder: URL

        init() throws {
            folder = FileManager.default.temporaryDirectory.appendingPathComponent("martlet-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(at: folder) }

        private func path(_ name: String = "study.db") -> String { folder.appendingPathComponent(name).path }

        private func begin(
            _ path: String?, name: String = "study", seed: UInt64 = 1, sampler: StudySampler = .tpe(startupTrials: 4)
        ) throws -> Study<Recipe> {
            try Study(
                Recipe(), sampler: sampler, pruner: .successiveHalving(minResource: 1, reductionFactor: 2), name: name,
                seed: seed, storage: path.map { .sqlite($0) } ?? .memory, vary: Recipe.vary)
        }

        private static func objective(_ trial: Trial<Recipe>) throws -> Double {
            for step in 1...3 {
                try trial.report(trial.configuration.loss + 1 / Double(step), step: step)
                if trial.shouldPrune() { throw TrialPruned() }
            }
            if trial.number == 5 { throw EstimatorError.oneClass("trial 5") }
            return trial.configuration.loss
        }

        /// But for the seconds that trials took.
        private func expectSame(_ a: Study<Recipe>, _ b: Study<Recipe>) {
            let (a, b) = (a.trials, b.trials)
            #expect(a.map(\.number) == b.map(\.number) && a.map(\.state) == b.map(\.state))
            #expect(a.map(\.parameters) == b.map(\.parameters) && a.map(\.value) == b.map(\.value))
            #expect(a.map(\.intermediateValues) == b.map(\.intermediateValues) && a.map(\.error) == b.map(\.error))
        }

        @Test func studiesGoOn() throws {
            let whole = try begin(nil)
            try whole.optimize(trials: 30, Self.objective)
            for count in [3, 4, 11, 30] { try begin(path()).optimize(trials: count, Self.objective) }
            let resumed = try begin(path())
            expectSame(resumed, whole)
            #expect(resumed.bestConfiguration?.loss == whole.bestValue)
            #expect(resumed.trials[5].error != nil || resumed.trials[5].state == .pruned)
        }

        /// What a process that was killed ran is run again.
        @Test func interruptedTrialsRunAgain() throws {
            let whole = try begin(nil)
            try whole.optimize(trials: 20, Self.objective)
            try begin(path()).optimize(trials: 12, Self.objective)
            do {
                let database = try SQLiteDatabase(path())
                // No process has this number: the largest of Linux is 2^22.
                try database.run(
                    "UPDATE trials SET state = 'running', value = NULL, error = NULL, rungs = '[]', process = ? WHERE number > 8",
                    .text("\(try host(of: database)) 9999999 1"))
                try database.run("DELETE FROM reports WHERE trial > 8")
            }
            let resumed = try begin(path())
            #expect(resumed.trials.suffix(3).allSatisfy { $0.state == .waiting })
            try resumed.optimize(trials: 20, Self.objective)
            expectSame(resumed, whole)
        }

        private func host(of database: SQLiteDatabase) throws -> Substring {
            let text = try database.rows("SELECT process FROM trials LIMIT 1")[0][0].text
            return try #require(text?.split(separator: " ").first)
        }

        /// Two at once have no trial twice, and together as many as wanted.
        @Test func severalWorkOnOne() throws {
            let (one, two) = try (begin(path()), begin(path()))
            try one.optimize(trials: 5, Self.objective)
            try two.optimize(trials: 9, Self.objective)
            try one.optimize(trials: 14, Self.objective)
            #expect(one.trials.count == 14 && one.trials.allSatisfy { $0.state != .running && $0.state != .waiting })
            #expect(two.trials.count == 9)
            expectSame(try begin(path()), one)
        }

        @Test func otherFilesAreRefused() throws {
            try begin(path()).optimize(trials: 2, Self.objective)
            func problem(_ body: () throws -> Study<Recipe>) -> String {
                do {
                    _ = try body()
                    return "nothing was thrown"
                } catch let error as StudyError {
                    return error.description
                } catch {
                    return "another error: \(error)"
                }
            }
            #expect(problem { try begin(path(), name: "other") }.contains("name study"))
            #expect(problem { try begin(path(), seed: 2) }.contains("seed 1"))
            #expect(problem { try begin(path(), sampler: .random) }.contains("sampler"))
            let narrow = problem {
                try Study(
                    Recipe(), sampler: .tpe(startupTrials: 4),
                    pruner: .successiveHalving(minResource: 1, reductionFactor: 2), seed: 1, storage: .sqlite(path())
                ) { $0.vary(\.x, in: 0...1) }
            }
            #expect(narrow.contains("space"))
            try SQLiteDatabase(path()).execute("PRAGMA user_version = 2")
            #expect(problem { try begin(path()) }.contains("newer version (format 2, and this reads up to 1)"))
            try SQLiteDatabase(path("other.db")).execute("CREATE TABLE runs (id INTEGER)")
            #expect(problem { try begin(path("other.db")) }.contains("something else"))
            try "no database at all, but a text that is long enough".write(
                toFile: path("text.db"), atomically: true, encoding: .utf8)
            #expect(throws: SQLiteError.self) { try begin(path("text.db")) }
        }

        @Test(arguments: [
            "UPDATE trials SET number = 7 WHERE number = 1", "UPDATE trials SET parameters = '{}'",
            "UPDATE trials SET parameters = 'x'", "UPDATE trials SET state = 'lost'",
            "UPDATE trials SET state = 'complete', value = NULL",
            "UPDATE trials SET parameters = replace(parameters, '\"kind\"', '\"kin\"')",
        ])
        func damageIsFound(statement: String) throws {
            try begin(path()).optimize(trials: 3, Self.objective)
            try SQLiteDatabase(path()).execute(statement)
            #expect(throws: StudyError.self) { try begin(path()) }
        }
    }
#endif
