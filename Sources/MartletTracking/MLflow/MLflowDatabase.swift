#if SQLite
    import MartletCodecs
    import MartletNN
    import Synchronization

    /// A database of MLflow's, as a store of runs.
    final class MLflowDatabase: MLflowStore {
        /// Used by whoever has the turn.
        nonisolated(unsafe) private let connection: Connection
        private let turn = Mutex(())

        /// What is open.
        private struct Connection {
            let database: SQLiteDatabase
            let metric, latest: SQLiteStatement

            init(_ path: String) throws {
                if !FolderListing.exists(path) { try Folder.create(for: path) }
                database = try SQLiteDatabase(path)
                try database.execute("PRAGMA foreign_keys = ON")
                try MLflowDatabase.prepare(database)
                metric = try database.prepare(
                    """
                    INSERT OR IGNORE INTO metrics (key, value, timestamp, run_uuid, step, is_nan)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """)
                latest = try database.prepare(
                    """
                    INSERT INTO latest_metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (key, run_uuid) DO UPDATE SET
                      value = excluded.value, timestamp = excluded.timestamp, step = excluded.step,
                      is_nan = excluded.is_nan
                    WHERE (excluded.step, excluded.timestamp, excluded.value) > (step, timestamp, value)
                    """)
            }
        }

        /// Opens the database at `path`, making it where there is none, and marks the runs whose processes are gone.
        ///
        /// - Throws: `SQLiteError`; `FileError`; `MLflowError` for a database that isn't MLflow's.
        init(_ path: String) throws {
            connection = try Connection(path)
        }

        private func transaction<R: Sendable>(_ body: (SQLiteDatabase) throws -> R) throws -> R {
            try turn.withLock { _ in
                try connection.database.transaction { try body(connection.database) }
            }
        }

        func begin(_ run: MLflowRunStart) throws -> MLflowRunPlace {
            try transaction { database in
                if let id = run.resuming, let place = try Self.place(of: id, in: database) {
                    try database.run(
                        "UPDATE runs SET status = 'RUNNING', end_time = NULL WHERE run_uuid = ?", .text(id))
                    try Self.set(run.tags.filter { $0.key.hasPrefix("martlet.") }, run: id, in: database)
                    return place
                }
                let experiment = try Self.experiment(run.experiment, time: run.time, in: database)
                let id = MLflowName.identifier()
                let artifacts = "\(experiment.artifacts)/\(id)/artifacts"
                try database.run(
                    """
                    INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status,
                      start_time, source_version, lifecycle_stage, artifact_uri, experiment_id)
                    VALUES (?, ?, 'LOCAL', ?, '', ?, 'RUNNING', ?, '', 'active', ?, ?)
                    """,
                    .text(id), .text(run.name), .text(run.source), .text(run.user), .integer(run.time),
                    .text(artifacts),
                    .integer(experiment.id))
                try Self.set(run.tags, run: id, in: database)
                return MLflowRunPlace(
                    id: id, experiment: "\(experiment.id)", experimentArtifacts: experiment.artifacts,
                    artifacts: artifacts)
            }
        }

        private static func place(of id: String, in database: SQLiteDatabase) throws -> MLflowRunPlace? {
            let rows = try database.rows(
                """
                SELECT e.experiment_id, e.artifact_location, r.artifact_uri
                FROM runs r JOIN experiments e ON e.experiment_id = r.experiment_id WHERE r.run_uuid = ?
                """, .text(id))
            guard let row = rows.first else { return nil }
            return MLflowRunPlace(
                id: id, experiment: "\(row[0].integer ?? 0)", experimentArtifacts: row[1].text ?? "",
                artifacts: row[2].text ?? "")
        }

        func write(_ batch: MetricQueue.Batch) throws -> (any Error)? {
            try turn.withLock { _ in
                try connection.database.transaction {
                    let latest = try Self.insert(batch, connection.metric)
                    _ = try Self.insert(latest, connection.latest)
                }
            }
            return nil
        }

        /// Inserts entries, and gives the last of each name and run.
        private static func insert(_ batch: MetricQueue.Batch, _ statement: SQLiteStatement) throws -> MetricQueue.Batch
        {
            var latest: [Int64: MetricQueue.Entry] = [:]
            var (run, name) = (Int32(-1), Int32(-1))
            for entry in batch.entries {
                if entry.name != name { try statement.bind(batch.names[Int(entry.name)], at: 0) }
                if entry.run != run { try statement.bind(batch.runs[Int(entry.run)], at: 3) }
                (run, name) = (entry.run, entry.name)
                try statement.bind(entry.value.storedByMLflow, at: 1)
                try statement.bind(entry.time, at: 2)
                try statement.bind(entry.step, at: 4)
                try statement.bind(entry.value.isNaN ? 1 : 0, at: 5)
                try statement.run()
                let place = Int64(entry.run) << 32 | Int64(entry.name)
                if let last = latest[place],
                    (last.step, last.time, last.value) > (entry.step, entry.time, entry.value)
                {
                    continue
                }
                latest[place] = entry
            }
            return MetricQueue.Batch(entries: Array(latest.values), runs: batch.runs, names: batch.names)
        }

        func log(parameters: [String: String], run: MLflowRunPlace) throws {
            let others = try transaction { database in
                var others: [String] = []
                for (name, value) in parameters {
                    try database.run(
                        "INSERT OR IGNORE INTO params (key, value, run_uuid) VALUES (?, ?, ?)", .text(name),
                        .text(value),
                        .text(run.id))
                    if database.changes > 0 { continue }
                    let old = try database.rows(
                        "SELECT value FROM params WHERE key = ? AND run_uuid = ?", .text(name), .text(run.id)
                    ).first?[0].text
                    if old != value { others.append("'\(name)' is '\(old ?? "")' and can't become '\(value)'") }
                }
                return others
            }
            if !others.isEmpty {
                throw MLflowError("parameters of a run stay as they are: \(others.sorted().joined(separator: ", "))")
            }
        }

        func set(tags: [String: String], run: MLflowRunPlace) throws {
            try transaction { try Self.set(tags, run: run.id, in: $0) }
        }

        private static func set(_ tags: [String: String], run: String, in database: SQLiteDatabase) throws {
            for (name, value) in tags {
                try database.run(
                    """
                    INSERT INTO tags (key, value, run_uuid) VALUES (?, ?, ?)
                    ON CONFLICT (key, run_uuid) DO UPDATE SET value = excluded.value
                    """, .text(name), .text(MLflowName.cut(value, to: MLflowName.longestTag)), .text(run))
            }
        }

        func keep(_ content: MLflowContent, at path: String, run: MLflowRunPlace) throws {
            try MLflowFiles.write(content, to: path, in: run.artifacts)
        }

        func keep(_ model: any Savable, name: String, step: Int, run: MLflowRunPlace) throws {
            let logged = try MLflowModelFiles(model, name: name, run: run)
            try transaction { database in
                try database.run(
                    """
                    INSERT INTO logged_models (model_id, experiment_id, name, artifact_location, creation_timestamp_ms,
                      last_updated_timestamp_ms, status, lifecycle_stage, model_type, source_run_id, status_message)
                    VALUES (?, ?, ?, ?, ?, ?, 2, 'active', '', ?, '')
                    """,
                    .text(logged.id), .integer(Int(run.experiment) ?? 0), .text(name), .text(logged.location),
                    .integer(logged.time), .integer(logged.time), .text(run.id))
                try database.run(
                    """
                    INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id)
                    VALUES (?, 'RUN_OUTPUT', ?, 'MODEL_OUTPUT', ?)
                    """, .text(MLflowName.identifier()), .text(run.id), .text(logged.id))
            }
        }

        func log(_ data: TrackedData, run: MLflowRunPlace) throws {
            let (digest, source) = (MLflowName.digest(of: data), MLflowName.source(of: data))
            let profile = MLflowName.profile(of: data)
            try transaction { database in
                try database.run(
                    """
                    INSERT OR IGNORE INTO datasets (dataset_uuid, experiment_id, name, digest, dataset_source_type,
                      dataset_source, dataset_profile) VALUES (?, ?, ?, ?, 'local', ?, ?)
                    """,
                    .text(MLflowName.identifier()), .integer(Int(run.experiment) ?? 0),
                    .text(MLflowName.cut(data.name, to: 500)), .text(digest), .text(source), SQLiteValue(profile))
                let known = try database.rows(
                    "SELECT dataset_uuid FROM datasets WHERE experiment_id = ? AND name = ? AND digest = ?",
                    .integer(Int(run.experiment) ?? 0), .text(MLflowName.cut(data.name, to: 500)), .text(digest))
                guard let dataset = known.first?[0] else { return }
                let input = MLflowName.identifier()
                try database.run(
                    """
                    INSERT OR IGNORE INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id)
                    VALUES (?, 'DATASET', ?, 'RUN', ?)
                    """, .text(input), dataset, .text(run.id))
                if database.changes == 0 { return }
                try database.run(
                    "INSERT INTO input_tags (input_uuid, name, value) VALUES (?, 'mlflow.data.context', ?)",
                    .text(input),
                    .text(MLflowName.cut(data.context, to: 500)))
            }
        }

        func end(_ status: MLflowRun.Status, time: Int, run: MLflowRunPlace) throws {
            try transaction {
                try $0.run(
                    "UPDATE runs SET status = ?, end_time = ? WHERE run_uuid = ?", .text(status.rawValue),
                    .integer(time),
                    .text(run.id))
            }
        }
    }

    extension Double {
        /// What stands for it in a database: 0 for what is no number, the largest number for infinity.
        fileprivate var storedByMLflow: Double {
            isNaN ? 0 : max(-.greatestFiniteMagnitude, min(.greatestFiniteMagnitude, self))
        }
    }
#endif
