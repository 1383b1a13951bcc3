import Martlet

extension MLflowClient {
    /// The client of a database or a server; unless given, of what `MLFLOW_TRACKING_URI` says, or else `mlflow.db`.
    ///
    /// - Throws: `BadData` where there is no such database; what `init` throws.
    static func opening(_ trackingURI: String? = nil) throws -> MLflowClient {
        do {
            return try MLflowClient(trackingURI)
        } catch let error as SQLiteError where !exists(error.path) {
            throw BadData(
                """
                there is no database '\(NativePath.text(error.path))'; martlet train --track makes one, and \
                MLFLOW_TRACKING_URI says where others are
                """)
        }
    }
}
