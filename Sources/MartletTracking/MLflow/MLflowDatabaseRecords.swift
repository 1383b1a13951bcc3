#if SQLite
    import MartletCodecs

    /// A database of MLflow's, as it is read.
    final class MLflowDatabaseRecords: MLflowRecords {
        let database: SQLiteDatabase

        init(_ path: String) throws(SQLiteError) {
            // Whoever is killed while writing leaves a journal, which goes when somebody reads who may write.
            database = try SQLiteDatabase(path, .readWrite)
            try database.execute("PRAGMA query_only = ON; PRAGMA schema_version")
            try database.define("is_gone") { RunningProcess($0)?.isGone == true }
        }

        /// How far a run is, in SQL: a process may be gone though nobody has written to the database since.
        static let status = """
            CASE WHEN r.status = 'RUNNING' AND EXISTS (SELECT 1 FROM tags p
              WHERE p.run_uuid = r.run_uuid AND p.key = 'martlet.process' AND is_gone(p.value)) THEN 'KILLED'
              ELSE r.status END
            """

        func experiments() throws -> [String] {
            try database.rows(
                "SELECT name FROM experiments WHERE lifecycle_stage = 'active' ORDER BY experiment_id"
            ).compactMap(\.first?.text)
        }

        func runs(experiment: String?) throws -> [MLflowRun] {
            try runs(
                experiment: experiment, where: MLflowFilter(""), by: MLflowOrder("start_time DESC"), maxResults: .max)
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

        func datasets(run: String) throws -> [MLflowDataset] {
            try database.rows(
                """
                SELECT d.name, d.digest, t.value FROM inputs i JOIN datasets d ON d.dataset_uuid = i.source_id
                LEFT JOIN input_tags t ON t.input_uuid = i.input_uuid AND t.name = 'mlflow.data.context'
                WHERE i.source_type = 'DATASET' AND i.destination_type = 'RUN' AND i.destination_id = ?
                ORDER BY d.name, d.digest
                """, .text(run)
            ).map { MLflowDataset(name: $0[0].text ?? "", digest: $0[1].text ?? "", context: $0[2].text ?? "") }
        }
    }
#endif
