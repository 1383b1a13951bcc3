#if CommandLine && SQLite
    import ArgumentParser
    import Martlet

    /// `martlet sync`: what MLflow's server didn't take.
    struct SyncCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sync",
            abstract: "Send runs to MLflow's server that it didn't take while it was away.",
            discussion: """
                Runs that were sent are removed from the database. Where a server is away those of others are sent all the \
                same, and the exit code is 1.

                EXAMPLE:
                  martlet sync
                  martlet sync mlflow.db --to http://127.0.0.1:5000
                """)

        @Argument(
            help: """
                The database, such as mlflow.db or sqlite:///mlflow.db. (default: what MARTLET_TRACKING_QUEUE says, or else \
                mlflow-queue.db)
                """)
        var database: String?

        @Option(help: "Send all runs of the database that have ended to this server.")
        var to: String?

        @Flag(help: "Print one JSON object on standard output. Errors and warnings are text on standard error.")
        var json = false

        func run() throws {
            let path = try database.map { try MLflowLocation.database(at: $0) }
            let sync = try MLflowSync(path, to: to)
            var (sent, unsent): (Int, MLflowSync.Unsent?) = (try sync.waiting().count, nil)
            do {
                try sync.send()
            } catch let error as MLflowSync.Unsent {
                (sent, unsent) = (error.sent, error)
            }
            let result: JSON = ["sent": .integer(sent), "waiting": .integer(unsent?.reasons.count ?? 0)]
            print(json ? result.serialized() : "Sent \(sent) \(sent == 1 ? "run" : "runs").")
            if let unsent { throw unsent }
        }
    }
#endif
