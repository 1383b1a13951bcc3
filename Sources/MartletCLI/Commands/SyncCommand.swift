#if CommandLine && SQLite
    import ArgumentParser
    import Martlet

    /// `martlet sync`: what MLflow's server didn't take.
    struct SyncCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sync",
            abstract: "Send runs to MLflow's server that it didn't take while it was away.",
            discussion: """
                Runs that were sent are removed from the database.

                EXAMPLE:
                  martlet sync
                  martlet sync mlflow.db --to http://127.0.0.1:5000
                """)

        @Argument(
            help: "The database. (default: what MARTLET_TRACKING_QUEUE says, or else mlflow-queue.db)")
        var database: String?

        @Option(help: "Send all runs of the database that have ended to this server.")
        var to: String?

        @Flag(help: "Print one JSON object on standard output. Errors and warnings are text on standard error.")
        var json = false

        func run() throws {
            let sync = try MLflowSync(database, to: to)
            let count = try sync.waiting().count
            try sync.send()
            let result: JSON = ["sent": .integer(count)]
            print(json ? result.serialized() : "Sent \(count) \(count == 1 ? "run" : "runs").")
        }
    }
#endif
