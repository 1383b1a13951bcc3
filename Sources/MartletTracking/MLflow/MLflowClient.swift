import MartletCodecs

/// Reads the runs and models that a database or a server of MLflow's holds, whoever wrote them, and registers models.
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
    let records: any MLflowRecords

    /// Opens the database that a tracking URI names, such as `sqlite:///mlflow.db`, or asks the server that it names, such
    /// as `http://127.0.0.1:5000`; unless given, what `MLFLOW_TRACKING_URI` says, or else that database.
    ///
    /// - Throws: `MLflowError` for another address; `SQLiteError`.
    public init(_ trackingURI: String? = nil) throws {
        self.trackingURI = trackingURI ?? ProcessEnvironment["MLFLOW_TRACKING_URI"] ?? "sqlite:///mlflow.db"
        switch try MLflowLocation(self.trackingURI) {
        case .database(let path):
            #if SQLite
                records = try MLflowDatabaseRecords(path)
            #else
                throw MLflowError.missingTrait(path)
            #endif
        case .server(let address): records = try MLflowServer(address)
        }
    }

    /// The names of the experiments that weren't deleted; of a database in the order in which they were made.
    ///
    /// - Throws: `SQLiteError`; `MLflowError` for what a server answers.
    public func experiments() throws -> [String] { try records.experiments() }

    /// The runs that weren't deleted, the latest first.
    ///
    /// - Parameter experiment: whose runs are wanted; nil is all of them.
    /// - Throws: `SQLiteError`; `MLflowError` if there is no such experiment, and for what a server answers.
    public func runs(experiment: String? = nil) throws -> [MLflowRun] {
        if let experiment, try !experiments().contains(experiment) {
            let names = try experiments().joined(separator: ", ")
            throw MLflowError("there is no experiment '\(experiment)'; there are \(names)", .data)
        }
        return try records.runs(experiment: experiment)
    }

    /// All numbers of one name that a run noted, by step and time.
    ///
    /// - Throws: `SQLiteError`; `MLflowError` for what a server answers.
    public func metricHistory(_ name: String, run: String) throws -> [MLflowMetric] {
        try records.metricHistory(name, run: run)
    }

    /// The data that a run read, by name.
    ///
    /// - Throws: `SQLiteError`; `MLflowError` for what a server answers.
    package func datasets(run: String) throws -> [MLflowDataset] { try records.datasets(run: run) }
}

#if SQLite
    extension MLflowClient {
        /// What the database holds, for what a server isn't asked.
        ///
        /// - Throws: `MLflowError` where it is a server.
        var databaseRecords: MLflowDatabaseRecords {
            get throws(MLflowError) {
                guard let records = records as? MLflowDatabaseRecords else {
                    throw MLflowError("the runs are at a server; give its database, such as sqlite:///mlflow.db")
                }
                return records
            }
        }

        /// - Throws: `MLflowError` where it is a server.
        var database: SQLiteDatabase {
            get throws(MLflowError) { try databaseRecords.database }
        }
    }
#endif
