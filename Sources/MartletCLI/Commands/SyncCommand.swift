#if CommandLine && SQLite
    import ArgumentParser
    import Martlet

    /// `martlet sync`: what MLflow's server didn't take.
    struct SyncCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sync",
            abstract: "Send runs to MLflow's server that it didn't take while it was away.",
            discussion: """
                Runs go with their numbers, parameters, tags, data, files and models, and what is registered of these with its \
                aliases. A server gives runs and versions new names, which are shown: here, and at the server. What was sent is \
                removed from the database, and so are its files in the folder mlruns beside it; files elsewhere stay. Runs that were deleted, \
                and runs that go on, are not sent.

                Whatever ends a sync, the next one goes on, and nothing is sent twice. Where another sync is at work this one \
                waits for it. Where a server is away runs of others are sent all the same, and the exit code is 1.

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
            let report: MLflowSync.Report
            var unsent: MLflowSync.Unsent?
            do {
                report = try sync.send()
            } catch let error as MLflowSync.Unsent {
                (report, unsent) = (error.report, error)
            }
            print(json ? report.json(waiting: unsent?.reasons.count ?? 0).serialized() : report.text.printable)
            if let unsent { throw unsent }
        }
    }

    extension MLflowSync.Report {
        fileprivate func json(waiting: Int) -> JSON {
            func list(_ all: [MLflowSync.Sent], _ id: String) -> JSON {
                .array(
                    all.map { sent in
                        var json: JSON = ["name": .string(sent.name)]
                        (json[id], json["server_\(id)"]) = (.string(sent.here), .string(sent.there))
                        return json
                    })
            }
            return [
                "sent": .integer(runs.count), "waiting": .integer(waiting), "runs": list(runs, "id"),
                "versions": list(versions, "version"), "remarks": JSON(remarks),
            ]
        }

        fileprivate var text: String {
            let rows =
                runs.map { [$0.name, $0.here, $0.there] }
                + versions.map { [$0.name, "version \($0.here)", "version \($0.there)"] }
            let table = rows.isEmpty ? [] : [aligned([["", "here", "at the server"]] + rows)]
            return (["Sent \(runs.count) \(runs.count == 1 ? "run" : "runs")."] + table + remarks).joined(
                separator: "\n")
        }
    }
#endif
