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

        /// The options that are given.
        var given: [String] {
            [("--track", track), ("--tensorboard", tensorboard)].compactMap { $1 == nil ? nil : $0 }
        }

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
        ///   - checkpoint: what it goes on with; nil is a new run.
        /// - Throws: `MLflowError` for an address that is no place for runs; what `body` throws.
        func run<R>(
            _ command: String, from origin: ModelOrigin? = nil, goingOnWith checkpoint: Interruption? = nil,
            _ body: (CommandRun) throws -> R
        ) throws -> R {
            let name = checkpoint?.trackedRun?.name ?? MLflowName.random()
            let mlflow = try track.map { try MLflow($0, experiment: experiment ?? "martlet") }
            let tracking = mlflow.map { Tracking($0, onFailure: CommandRun.warn("--track")) } ?? Tracking()
            let run = TrackedRun(name: name, tags: ["martlet.command": command], origin: origin)
            return try tracking.run(run, goingOnWith: checkpoint) { run in
                try body(CommandRun(name, run, mlflow, board: tensorboard.map { "\($0)/\(name)" }))
            }
        }
    }
#endif
