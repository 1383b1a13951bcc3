#if CommandLine && Server
    import ArgumentParser
    import Dispatch
    import Martlet
    import Synchronization

    /// `martlet ui`: a page of the runs.
    struct UICommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ui",
            abstract: "Show the runs of a database on a page for the browser, until Ctrl-C.",
            discussion: """
                Experiments, runs to filter, sort and compare, curves also while training goes on, and files. It needs neither Python nor the network.

                EXAMPLE:
                  martlet ui
                  martlet ui sqlite:///mlflow.db --port 5001
                """)

        @Argument(
            help: """
                The database, such as mlflow.db or sqlite:///mlflow.db. (default: what MLFLOW_TRACKING_URI says, or else \
                sqlite:///mlflow.db)
                """)
        var store: String?

        @Option(parsing: .unconditional, help: "The port to listen at; 0 is one that is free.")
        var port = 5001

        @Option(help: "The address of this machine to listen at. All who reach it read all runs.")
        var host = "127.0.0.1"

        @Option(help: "A folder whose files are shown besides mlruns beside the database; repeat it for more.")
        var artifacts: [String] = []

        @Flag(help: "Print one JSON object on standard output. Errors and warnings are text on standard error.")
        var json = false

        func validate() throws {
            if UInt16(exactly: port) == nil { throw ValidationError("--port is from 0 to 65535, and not \(port).") }
        }

        func run() throws {
            let uri = try store.map { try "sqlite:///" + MLflowLocation.database(at: $0) }
            let page = try MLflowUI(uri, host: host, port: port, artifacts: artifacts)
            if !["127.0.0.1", "::1", "localhost"].contains(host) {
                printError("martlet: warning: whoever reaches \(host) reads all runs")
            }
            let (json, done) = (json, DispatchSemaphore(value: 0))
            let failure = Mutex<(any Error)?>(nil)
            Task {
                do {
                    try await page.serve { address in
                        let result: JSON = ["address": .string(address)]
                        print(json ? result.serialized() : "The runs are at \(address); Ctrl-C ends this.")
                        try? finishOutput()
                    }
                } catch {
                    failure.withLock { $0 = error }
                }
                done.signal()
            }
            done.wait()
            if let error = failure.withLock({ $0 }) { throw error }
        }
    }
#endif
