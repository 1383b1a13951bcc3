#if SQLite
    import MartletCodecs

    /// A database of MLflow's, as it is read.
    final class MLflowDatabaseRecords: MLflowRecords {
        let database: SQLiteDatabase

        init(_ path: String) throws(SQLiteError) {
            database = try SQLiteDatabase(path, .readOnly)
            do {
                try database.execute("PRAGMA schema_version")
            } catch {
                guard error.isReadOnly else { throw error }
                // Whoever was killed while writing left a journal, which goes when somebody reads who may write.
                try SQLiteDatabase(path, .readWrite).execute("PRAGMA schema_version")
            }
        }

        func experiments() throws -> [String] {
            try database.rows(
                "SELECT name FROM experiments WHERE lifecycle_stage = 'active' ORDER BY experiment_id"
            ).compactMap(\.first?.text)
        }

        func runs(experiment: String?) throws -> [MLflowRun] {
            let rows = try database.rows(
                """
                SELECT r.run_uuid, r.name, e.name, r.status, r.start_time, r.end_time, r.artifact_uri
                FROM runs r JOIN experiments e ON e.experiment_id = r.experiment_id
                WHERE r.lifecycle_stage = 'active' AND (?1 IS NULL AND e.lifecycle_stage = 'active' OR e.name = ?1)
                ORDER BY r.start_time DESC, r.run_uuid
                """, SQLiteValue(experiment))
            let parameters = try values("params", experiment) { $0.text }
            let tags = try values("tags", experiment) { $0.text }
            let metrics = try values("latest_metrics", experiment, "CASE WHEN is_nan THEN 'nan' ELSE value END") {
                $0.text == "nan" ? .nan : $0.real
            }
            return rows.map { row in
                let id = row[0].text ?? ""
                var status = MLflowRun.Status(rawValue: row[3].text ?? "") ?? .running
                // Nobody may have written to the database since its process ended.
                if status == .running, let process = tags[id]?["martlet.process"].flatMap(RunningProcess.init),
                    process.isGone
                {
                    status = .killed
                }
                return MLflowRun(
                    id: id, name: row[1].text ?? "", experiment: row[2].text ?? "", status: status,
                    startTime: row[4].integer ?? 0, endTime: row[5].integer, parameters: parameters[id] ?? [:],
                    metrics: metrics[id] ?? [:],
                    tags: tags[id] ?? [:], artifactLocation: row[6].text ?? "")
            }
        }

        /// What a table of names and values holds, by run.
        private func values<Value>(
            _ table: String, _ experiment: String?, _ column: String = "value", _ value: (SQLiteValue) -> Value?
        ) throws -> [String: [String: Value]] {
            let rows = try database.rows(
                """
                SELECT t.run_uuid, t.key, \(column) FROM \(table) t JOIN runs r ON r.run_uuid = t.run_uuid
                JOIN experiments e ON e.experiment_id = r.experiment_id WHERE ?1 IS NULL OR e.name = ?1
                """, SQLiteValue(experiment))
            var values: [String: [String: Value]] = [:]
            for row in rows {
                if let run = row[0].text, let name = row[1].text { values[run, default: [:]][name] = value(row[2]) }
            }
            return values
        }

        func metricHistory(_ name: String, run: String) throws -> [MLflowMetric] {
            try database.rows(
                """
                SELECT step, timestamp, value, is_nan FROM metrics WHERE run_uuid = ? AND key = ?
                ORDER BY step, timestamp, value
                """, .text(run), .text(name)
            ).map { row in
                MLflowMetric(
                    step: row[0].integer ?? 0, time: row[1].integer ?? 0,
                    value: row[3].integer == 1 ? .nan : row[2].real ?? .nan)
            }
        }
    }
#endif
