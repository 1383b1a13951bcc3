import Martlet

extension MLflowClient {
    /// Gives `body` the path of a file, which for the address of a model, such as `models:/digits@champion`, is there for as
    /// long as that takes.
    ///
    /// - Throws: `MLflowError`, `SQLiteError`; what `body` throws.
    static func withFile<R>(_ path: String, _ body: (String) throws -> R) throws -> R {
        let isAddress = path.hasPrefix("models:/") || path.hasPrefix("runs:/")
        return isAddress ? try opening().withModelFile(path, body) : try body(path)
    }

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
