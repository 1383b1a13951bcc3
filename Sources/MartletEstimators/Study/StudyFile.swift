#if SQLite
    import MartletCodecs

    /// A study in a database of SQLite's.
    final class StudyFile {
        /// Tells a study's database from others, in its header: `MTST`.
        private static let mark = 0x4D54_5354
        private static let version = 1
        private let database: SQLiteDatabase
        private let layout: StudyLayout

        /// Opens the file at `path`, making it where there is none.
        ///
        /// - Throws: `StudyError` for what isn't this study; `FileError`, `SQLiteError`.
        init(_ path: String, _ rules: StudyRules, _ layout: StudyLayout) throws {
            if !FolderListing.exists(path) { try Folder.create(for: path) }
            let database = try SQLiteDatabase(path)
            (self.database, self.layout) = (database, layout)
            try database.transaction {
                func number(_ pragma: String) throws -> Int { try database.rows("PRAGMA \(pragma)")[0][0].integer ?? 0 }
                let mark = try number("application_id")
                if mark == 0, try database.rows("SELECT name FROM sqlite_master").isEmpty {
                    try database.execute(
                        """
                        PRAGMA application_id = \(Self.mark);
                        PRAGMA user_version = \(Self.version);
                        CREATE TABLE study (key TEXT PRIMARY KEY, value TEXT NOT NULL);
                        CREATE TABLE trials (
                          number INTEGER PRIMARY KEY, state TEXT NOT NULL, parameters TEXT NOT NULL, value REAL, error TEXT,
                          seconds REAL NOT NULL, rungs TEXT NOT NULL, process TEXT NOT NULL);
                        CREATE TABLE reports (
                          trial INTEGER NOT NULL, step INTEGER NOT NULL, value REAL, PRIMARY KEY (trial, step));
                        """)
                    for (key, value) in rules.words(layout) {
                        try database.run("INSERT INTO study VALUES (?, ?)", .text(key), .text(value))
                    }
                    return
                }
                guard mark == Self.mark else {
                    throw StudyError("'\(NativePath.text(path))' is a database of something else; give a new file")
                }
                let version = try number("user_version")
                guard version <= Self.version else {
                    throw StudyError(
                        "'\(NativePath.text(path))' was written by a newer version (format \(version), and this reads up "
                            + "to \(Self.version)); update Martlet, or give a new file")
                }
                let stored = Dictionary(
                    try database.rows("SELECT key, value FROM study").map { ($0[0].text ?? "", $0[1].text ?? "") }
                ) { $1 }
                for (key, value) in rules.words(layout) where stored[key] != value {
                    throw StudyError(
                        "'\(NativePath.text(path))' is a study with \(key) \(stored[key] ?? "missing"), and this has "
                            + "\(value); give the same, or a new file")
                }
            }
        }

        func transaction<R>(_ body: () throws -> R) throws -> R { try database.transaction(body) }

        /// Brings trials up to date; those of processes that are gone wait to be run again.
        ///
        /// - Parameter own: those that this process runs.
        /// - Throws: `StudyError` for trials that can't have been.
        func read(
            into trials: inout [StudyTrial], but own: Set<Int>, _ parameters: ([Double]) -> [String: String]
        ) throws {
            let first = trials.firstIndex { !$0.state.isFinished && !own.contains($0.number) } ?? trials.count
            let rows = try database.rows(
                """
                SELECT number, state, parameters, value, error, seconds, rungs, process FROM trials
                WHERE number >= ? ORDER BY number
                """, .integer(first))
            for row in rows {
                guard let number = row[0].integer, !own.contains(number) else { continue }
                if number < trials.count, trials[number].state.isFinished { continue }
                guard number <= trials.count, let trial = trial(row, number, parameters) else {
                    throw StudyError(
                        "'\(NativePath.text(database.path))' is damaged: trial \(number) is none of this study; give "
                            + "another file")
                }
                var known = trial
                if known.state.isFinished {
                    for row in try database.rows("SELECT step, value FROM reports WHERE trial = ?", .integer(number)) {
                        if let step = row[0].integer { known.intermediateValues[step] = row[1].real ?? .nan }
                    }
                }
                if number < trials.count { trials[number] = known } else { trials.append(known) }
            }
        }

        private func trial(
            _ row: [SQLiteValue], _ number: Int, _ parameters: ([Double]) -> [String: String]
        ) -> StudyTrial? {
            guard let state = row[1].text.flatMap(StudyTrial.State.init), let text = row[2].text,
                let numbers = try? JSON(parsing: text), let point = layout.point(numbers),
                (row[3].real?.isFinite == true) == (state == .complete)
            else { return nil }
            var trial = StudyTrial(number: number, point: point, parameters: parameters(point))
            let isGone = row[7].text.flatMap(RunningProcess.init)?.isGone ?? true
            trial.state = state == .running && isGone ? .waiting : state
            trial.value = row[3].real
            trial.error = row[4].text
            trial.seconds = row[5].real ?? 0
            trial.rungs = row[6].text.flatMap { try? JSON(parsing: $0).array?.compactMap(\.double) } ?? []
            return trial
        }

        /// Keeps a trial as it is now.
        func write(_ trial: StudyTrial) throws {
            try database.run(
                "INSERT OR REPLACE INTO trials VALUES (?, ?, ?, ?, ?, ?, ?, ?)", .integer(trial.number),
                .text(trial.state.rawValue), .text(layout.json(trial.point).serialized()),
                trial.value.map { .real($0) } ?? .null, SQLiteValue(trial.error), .real(trial.seconds),
                .text(JSON.array(trial.rungs.map { .double($0) }).serialized()), .text(RunningProcess.own.text))
            guard trial.state.isFinished else { return }
            for (step, value) in trial.intermediateValues {
                try database.run(
                    "INSERT OR REPLACE INTO reports VALUES (?, ?, ?)", .integer(trial.number), .integer(step),
                    .real(value))
            }
        }
    }

    extension StudyRules {
        /// What a file must agree with.
        fileprivate func words(_ layout: StudyLayout) -> [(String, String)] {
            [
                ("name", name), ("direction", direction.rawValue), ("seed", "\(seed)"),
                ("concurrency", "\(concurrency)"), ("sampler", "\(sampler)"), ("pruner", "\(pruner)"),
                ("space", JSON.array(layout.words).serialized()),
            ]
        }
    }
#endif
