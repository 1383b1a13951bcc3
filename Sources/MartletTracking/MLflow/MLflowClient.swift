import MartletCodecs

/// Reads the runs that a database of MLflow's holds, whoever wrote them.
///
/// ```swift
/// let client = try MLflowClient("sqlite:///mlflow.db")
/// for run in try client.runs(experiment: "digits") {
///     print(run.name, run.status, run.metrics["accuracy"] ?? .nan)
/// }
/// ```
public final class MLflowClient {
    #if SQLite
        private let database: SQLiteDatabase
    #endif

    /// Opens the database that a tracking URI names, such as `sqlite:///mlflow.db`; unless given, what
    /// `MLFLOW_TRACKING_URI` says, or else that.
    ///
    /// - Throws: `MLflowError` for another address; `SQLiteError`.
    public init(_ trackingURI: String? = nil) throws {
        let uri = trackingURI ?? ProcessEnvironment["MLFLOW_TRACKING_URI"] ?? "sqlite:///mlflow.db"
        switch try MLflowLocation(uri) {
        case .database(let path):
            #if SQLite
                database = try SQLiteDatabase(path, .readOnly)
            #else
                throw MLflowError.missingTrait(path)
            #endif
        case .server:
            throw MLflowError("the runs of '\(uri)' are read at its page; give a database, sqlite:///mlflow.db")
        }
    }
}

#if SQLite
    extension MLflowClient {
        /// The names of the experiments that weren't deleted, in the order in which they were made.
        ///
        /// - Throws: `SQLiteError`.
        public func experiments() throws -> [String] {
            try database.rows(
                "SELECT name FROM experiments WHERE lifecycle_stage = 'active' ORDER BY experiment_id"
            ).compactMap(\.first?.text)
        }

        /// The runs that weren't deleted, the latest first.
        ///
        /// - Parameter experiment: whose runs are wanted; nil is all of them.
        /// - Throws: `SQLiteError`; `MLflowError` if there is no such experiment.
        public func runs(experiment: String? = nil) throws -> [MLflowRun] {
            if let experiment, try !experiments().contains(experiment) {
                let names = try experiments().joined(separator: ", ")
                throw MLflowError("there is no experiment '\(experiment)'; there are \(names)")
            }
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
                return MLflowRun(
                    id: id, name: row[1].text ?? "", experiment: row[2].text ?? "",
                    status: MLflowRun.Status(rawValue: row[3].text ?? "") ?? .running, startTime: row[4].integer ?? 0,
                    endTime: row[5].integer, parameters: parameters[id] ?? [:], metrics: metrics[id] ?? [:],
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

        /// All numbers of one name that a run noted, by step and time.
        ///
        /// - Throws: `SQLiteError`.
        public func metricHistory(_ name: String, run: String) throws -> [MLflowMetric] {
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
