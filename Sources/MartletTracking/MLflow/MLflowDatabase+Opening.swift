#if SQLite
    import MartletCodecs

    extension MLflowDatabase {
        /// Makes MLflow's tables where there are none, and marks the runs whose processes are gone.
        static func prepare(_ database: SQLiteDatabase) throws {
            try database.transaction {
                let tables = Set(
                    try database.rows("SELECT name FROM sqlite_master WHERE type = 'table'").compactMap(\.first?.text))
                if tables.isEmpty {
                    try database.execute(MLflowSchema.statements)
                    try database.run("INSERT INTO alembic_version VALUES (?)", .text(MLflowSchema.revision))
                    let time = WallTime.milliseconds
                    try insertExperiment("Default", id: 0, time: time, in: database)
                } else if !tables.isSuperset(of: ["experiments", "runs", "metrics", "latest_metrics", "logged_models"])
                {
                    throw MLflowError(
                        "'\(NativePath.text(database.path))' holds other tables than MLflow 3's; give a new file, "
                            + "or one that MLflow 3 wrote", .data)
                }
                try markKilledRuns(in: database)
            }
        }

        /// Ends the runs whose processes on this machine are gone, with the time of their last number.
        static func markKilledRuns(in database: SQLiteDatabase) throws {
            let open = try database.rows(
                """
                SELECT r.run_uuid, t.value FROM runs r JOIN tags t ON t.run_uuid = r.run_uuid
                WHERE r.status = 'RUNNING' AND t.key = 'martlet.process'
                """)
            for row in open {
                guard let text = row[1].text, RunningProcess(text)?.isGone == true else { continue }
                try database.run(
                    """
                    UPDATE runs SET status = 'KILLED', end_time = coalesce(
                      (SELECT max(timestamp) FROM latest_metrics m WHERE m.run_uuid = runs.run_uuid), start_time)
                    WHERE run_uuid = ?
                    """, row[0])
            }
        }

        /// The experiment of a name, which is made where there is none.
        ///
        /// - Throws: `MLflowError` for one that was deleted.
        static func experiment(
            _ name: String, time: Int, in database: SQLiteDatabase
        ) throws -> (id: Int, artifacts: String) {
            func find() throws -> [SQLiteValue]? {
                try database.rows(
                    "SELECT experiment_id, artifact_location, lifecycle_stage FROM experiments WHERE name = ?",
                    .text(name)
                ).first
            }
            if try find() == nil { try insertExperiment(name, id: nil, time: time, in: database) }
            guard let row = try find(), let id = row[0].integer else {
                throw MLflowError("the experiment '\(name)' can't be made", .data)
            }
            guard row[2].text != "deleted" else {
                throw MLflowError("the experiment '\(name)' was deleted; restore it, or give another name", .data)
            }
            return (id, row[1].text ?? "")
        }

        private static func insertExperiment(_ name: String, id: Int?, time: Int, in database: SQLiteDatabase) throws {
            try database.run(
                """
                INSERT INTO experiments (experiment_id, name, lifecycle_stage, creation_time, last_update_time)
                VALUES (?, ?, 'active', ?, ?)
                """, SQLiteValue(id), .text(name), .integer(time), .integer(time))
            let id = database.lastRow
            try database.run(
                "UPDATE experiments SET artifact_location = ? WHERE experiment_id = ?",
                .text("\(MLflowFiles.root(of: database.path))/\(id)"), .integer(id))
        }
    }
#endif
