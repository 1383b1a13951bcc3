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
    /// Where the runs are, such as `sqlite:///mlflow.db`.
    public let trackingURI: String
    #if SQLite
        let database: SQLiteDatabase
    #endif

    /// Opens the database that a tracking URI names, such as `sqlite:///mlflow.db`; unless given, what
    /// `MLFLOW_TRACKING_URI` says, or else that.
    ///
    /// - Throws: `MLflowError` for another address; `SQLiteError`.
    public init(_ trackingURI: String? = nil) throws {
        let uri = trackingURI ?? ProcessEnvironment["MLFLOW_TRACKING_URI"] ?? "sqlite:///mlflow.db"
        self.trackingURI = uri
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
            try searchRuns(experiment: experiment, maxResults: .max)
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
