#if CommandLine
    import ArgumentParser
    import Martlet

    /// Where runs are remembered.
    struct TrackingOptions: ParsableArguments {
        @Option(
            help: """
                Remember the run in a database of MLflow's, such as sqlite:///mlflow.db, or at its server, such as \
                http://127.0.0.1:5000.
                """)
        var track: String?

        @Option(help: "The experiment of --track that the run belongs to. (default: martlet)")
        var experiment: String?

        @Option(help: "Write what TensorBoard shows to this folder, to a folder within it for each run.")
        var tensorboard: String?

        func validate() throws {
            if tensorboard == "" { throw ValidationError("--tensorboard must name a folder, such as logs.") }
            if experiment != nil, track == nil {
                throw ValidationError("--experiment is for --track; give that too.")
            }
        }

        /// The options that are given and show nothing where nothing is trained.
        var givenForTraining: [String] { tensorboard == nil ? [] : ["--tensorboard"] }

        /// Adds the database, which no output may overwrite.
        ///
        /// - Throws: `MLflowError` for an address that is no place for runs.
        func plan(_ files: inout FilePlan) throws {
            files.reads(try track.flatMap { try MLflowLocation($0).database }, as: "--track")
        }

        /// Does `body` as a run that is remembered, if that was asked for.
        ///
        /// - Parameters:
        ///   - command: what it does, such as `train digits`.
        ///   - origin: the stored model that it begins with.
        ///   - parameters: what the run is made with, by name; where `fit` has others of the same names these win.
        ///   - checkpoint: what it goes on with; nil is a new run.
        /// - Throws: `MLflowError` for an address that is no place for runs; `SQLiteError` and `FileError` for a database
        ///   that can't be one; what `body` throws, which Ctrl-C cancels.
        func run<R>(
            _ command: String, from origin: ModelOrigin? = nil, parameters: [String: String] = [:],
            goingOnWith checkpoint: Interruption? = nil, _ body: @escaping (CommandRun) throws -> R
        ) throws -> R {
            let name = checkpoint?.trackedRun?.name ?? MLflowName.random()
            let mlflow = try track.map { try MLflow($0, experiment: experiment ?? "martlet") }
            do {
                try mlflow?.connect()
            } catch let error as SQLiteError where error.isPassing {
                // The run begins all the same, and what it can't note then is told of.
            }
            let tracking =
                mlflow.map { Tracking($0, parameters: parameters, onFailure: CommandRun.warn("--track")) } ?? Tracking()
            let run = TrackedRun(name: name, tags: ["martlet.command": command], origin: origin)
            let board = tensorboard.map { "\($0)/\(name)" }
            return try Interrupts.cancelling {
                try tracking.run(run, goingOnWith: checkpoint) { run in
                    run.log(parameters: parameters)
                    return try body(CommandRun(name, run, mlflow, board: board))
                }
            }
        }
    }
#endif
