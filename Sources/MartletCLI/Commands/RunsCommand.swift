#if CommandLine && SQLite
    import ArgumentParser
    import Martlet

    /// `martlet runs`: what `--track` remembered.
    struct RunsCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "runs",
            abstract: "List, show, compare and export the runs in a database or at a server of MLflow's.",
            discussion: """
                A run is named by its name, its id, or how its id begins.

                EXAMPLE, with names for RUN and OTHER that list shows:
                  martlet runs list --experiment martlet
                  martlet runs show RUN
                  martlet runs compare RUN OTHER
                  martlet runs export --experiment martlet --csv runs.csv
                """,
            subcommands: [List.self, Show.self, Compare.self, Export.self])

        /// Where runs are.
        struct Options: ParsableArguments {
            @Option(
                help: """
                    The database or server. (default: what MLFLOW_TRACKING_URI says, or else sqlite:///mlflow.db)
                    """)
            var track: String?

            @Flag(help: "Print one JSON value on standard output. Errors and warnings are text on standard error.")
            var json = false

            func client() throws -> MLflowClient { try MLflowClient.opening(track) }

            /// Prints the result: as JSON if that was asked for, else as text.
            func print(_ result: JSON, text: () -> String) {
                Swift.print(json ? result.serialized() : text().printable)
            }

            /// The runs whose ids, beginnings of ids or names are given.
            func runs(_ names: [String]) throws -> (client: MLflowClient, runs: [MLflowRun]) {
                let client = try client()
                let all = try client.runs()
                let found = try names.map { name in
                    let named = all.filter { $0.id == name || $0.name == name }
                    let fitting = named.isEmpty && !name.isEmpty ? all.filter { $0.id.hasPrefix(name) } : named
                    guard let run = fitting.first else {
                        throw BadData("there is no run '\(name)'; see martlet runs list")
                    }
                    guard fitting.count == 1 else {
                        throw BadData(
                            "there are \(fitting.count) runs '\(name)'; give one by its id: "
                                + fitting.map(\.id).joined(separator: ", "))
                    }
                    return run
                }
                return (client, found)
            }
        }

        struct List: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "List runs, the latest first, and below each those within it.")

            @Option(help: "Only the runs of this experiment.")
            var experiment: String?

            @OptionGroup var options: Options

            func run() throws {
                let runs = Self.nested(try options.client().runs(experiment: experiment))
                let rows = runs.map { run in
                    [
                        run.id.prefix(8).description, run.experiment, (run.parent == nil ? "" : "└ ") + run.name,
                        run.status.rawValue.lowercased(), run.seconds.map { "\($0.short) s" } ?? "",
                        run.headline,
                    ]
                }
                options.print(.array(runs.map(\.json))) {
                    aligned([["run", "experiment", "name", "status", "time", "metrics"]] + rows)
                }
            }

            /// The runs as they come, but those within another one right after it, the first first.
            private static func nested(_ runs: [MLflowRun]) -> [MLflowRun] {
                let known = Set(runs.map(\.id))
                let within = Dictionary(grouping: runs) { run in run.parent.flatMap { known.contains($0) ? $0 : nil } }
                var nested: [MLflowRun] = []
                var next = Array((within[nil] ?? []).reversed())
                while let run = next.popLast() {
                    nested.append(run)
                    next += within[run.id] ?? []
                }
                // Those that a damaged database has within themselves.
                let listed = Set(nested.map(\.id))
                return nested + runs.filter { !listed.contains($0.id) }
            }
        }

        struct Show: ParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Show all that is known of a run.")

            @Argument(help: "The run's name or id, or how its id begins.")
            var name: String

            @OptionGroup var options: Options

            func run() throws {
                let (client, runs) = try options.runs([name])
                let run = runs[0]
                let histories = try run.metrics.sorted { $0.key < $1.key }.map { name, value in
                    (name: name, last: value, numbers: try client.metricHistory(name, run: run.id))
                }
                let datasets = try client.datasets(run: run.id)
                var json = run.json
                json["datasets"] = .array(
                    datasets.map {
                        ["name": .string($0.name), "context": .string($0.context), "digest": .string($0.digest)]
                    })
                json["history"] = [:]
                for history in histories {
                    json["history"]?[history.name] = .array(
                        history.numbers.map { [.integer($0.step), .double($0.value)] })
                }
                options.print(json) {
                    let metrics = histories.map { name, last, numbers in
                        let values = numbers.map(\.value).filter(\.isFinite)
                        let range = values.count > 1 ? "\(values.min()!.short) to \(values.max()!.short)" : ""
                        return [name, last.short, range, numbers.count == 1 ? "" : "\(numbers.count) steps"]
                    }
                    let pairs = { (pairs: [String: String]) in
                        pairs.sorted { $0.key < $1.key }.map { [$0.key, $0.value] }
                    }
                    let tables = [
                        ("metrics", metrics), ("parameters", pairs(run.parameters)),
                        ("data", datasets.map { [$0.name, $0.context, $0.digest] }), ("tags", pairs(run.tags)),
                        ("artifacts", [[run.artifactLocation]]),
                    ]
                    let head = "\(run.name), \(run.status.rawValue.lowercased()), of '\(run.experiment)'"
                    let lines = [[run.id]] + (run.seconds.map { [["\($0.short) s"]] } ?? [])
                    return ([head, aligned(lines)] + tables.filter { !$1.isEmpty }.map { "\($0)\n\(aligned($1))" })
                        .joined(separator: "\n")
                }
            }
        }

        struct Compare: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Show runs side by side: their metrics, and the parameters in which they differ.")

            @Argument(help: "The runs' names or ids.")
            var runs: [String]

            @OptionGroup var options: Options

            func validate() throws {
                if runs.count < 2 { throw ValidationError("give two runs or more") }
            }

            func run() throws {
                let runs = try options.runs(self.runs).runs
                func rows(_ values: [[String: String]], all: Bool) -> [[String]] {
                    Set(values.flatMap(\.keys)).sorted().compactMap { name in
                        let row = values.map { $0[name] ?? "" }
                        return all || Set(row).count > 1 ? [name] + row : nil
                    }
                }
                let metrics = rows(runs.map { $0.metrics.mapValues(\.short) }, all: true)
                let parameters = rows(runs.map(\.parameters), all: false)
                // Names may be alike.
                let heads = [[""] + runs.map(\.name), ["run"] + runs.map { String($0.id.prefix(8)) }]
                options.print(.array(runs.map(\.json))) { aligned(heads + metrics + parameters) }
            }
        }

        struct Export: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Write a table of runs, a line each, with their last metrics and their parameters.")

            @Option(help: "Only the runs of this experiment.")
            var experiment: String?

            @Option(help: "The CSV file; - is standard output.")
            var csv: String

            @OptionGroup var options: Options

            func validate() throws {
                if csv == "-", options.json {
                    throw ValidationError("--csv - writes the table to standard output; leave out --json.")
                }
            }

            func run() throws {
                let client = try options.client()
                var files = FilePlan()
                files.reads(try MLflowLocation(client.trackingURI).database, as: "--track")
                if csv != "-" { files.writes(csv, as: "--csv") }
                try files.check()
                let runs = try client.runs(experiment: experiment)
                let metrics = Set(runs.flatMap(\.metrics.keys)).sorted()
                let parameters = Set(runs.flatMap(\.parameters.keys)).sorted()
                let header =
                    ["id", "name", "experiment", "status", "start_time", "end_time"]
                    + metrics.map { "metrics.\($0)" } + parameters.map { "params.\($0)" }
                let rows = runs.map { run -> [String] in
                    let times = ["\(run.startTime)", run.endTime.map { "\($0)" } ?? ""]
                    let numbers = metrics.map { name in run.metrics[name].map { "\($0)" } ?? "" }
                    let values = parameters.map { run.parameters[$0] ?? "" }
                    return [run.id, run.name, run.experiment, run.status.rawValue] + times + numbers + values
                }
                let lines = ([header] + rows).map { $0.map(Self.field).joined(separator: ",") + "\n" }
                if csv == "-" { return print(lines.joined(), terminator: "") }
                try AtomicFile.write(lines.joined(), to: csv)
                options.print(["runs": .integer(runs.count), "csv": .string(csv)]) {
                    "Wrote \(runs.count) runs to \(csv)"
                }
            }

            /// A field in quotes where it needs them (RFC 4180).
            private static func field(_ text: String) -> String {
                text.contains { ",\"\n\r".contains($0) } ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
            }
        }
    }

    extension MLflowRun {
        /// How long it took, if it has ended.
        fileprivate var seconds: Double? { endTime.map { Double($0 - startTime) / 1000 } }

        /// Its last metrics on a line, validation's first.
        fileprivate var headline: String {
            let names = metrics.keys.sorted {
                ($0.hasPrefix("val_") ? 0 : 1, $0) < ($1.hasPrefix("val_") ? 0 : 1, $1)
            }
            return names.prefix(4).map { "\($0) \(metrics[$0]!.short)" }.joined(separator: ", ")
        }

        fileprivate var json: JSON {
            var json: JSON = ["id": .string(id), "name": .string(name), "experiment": .string(experiment)]
            json["status"] = .string(status.rawValue)
            json["start_time"] = .integer(startTime)
            json["end_time"] = endTime.map { .integer($0) } ?? .null
            json["metrics"] = JSON(metrics)
            var (parameters, tags): (JSON, JSON) = ([:], [:])
            for (name, value) in self.parameters.sorted(by: { $0.key < $1.key }) { parameters[name] = .string(value) }
            for (name, value) in self.tags.sorted(by: { $0.key < $1.key }) { tags[name] = .string(value) }
            (json["parameters"], json["tags"]) = (parameters, tags)
            json["artifacts"] = .string(artifactLocation)
            return json
        }
    }
#endif
