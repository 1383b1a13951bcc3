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

        @Option(help: "Write what TensorBoard shows to this folder.")
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

        /// What remembers the run.
        ///
        /// - Throws: `MLflowError` for an address that is no place for runs.
        func mlflow() throws -> MLflow? {
            try track.map { try MLflow($0, experiment: experiment ?? "martlet") }
        }

        /// The callbacks that tell of a run of `fit`.
        ///
        /// - Parameters:
        ///   - name: what the run is called.
        ///   - savesModel: whether the model is kept with the run.
        /// - Throws: `MLflowError` for an address that is no place for runs.
        func callbacks(_ name: String, savesModel: Bool = false) throws -> [any Callback] {
            var callbacks: [any Callback] = []
            if let mlflow = try mlflow() { callbacks.append(Tracking(mlflow, name: name, savesModel: savesModel)) }
            if let tensorboard { callbacks.append(TensorBoard(logDirectory: tensorboard, histogramFrequency: 1)) }
            return callbacks
        }

        /// The callbacks that tell of a run of `learn`.
        ///
        /// - Throws: `MLflowError` for an address that is no place for runs.
        func learningCallbacks(_ name: String) throws -> [any LearningCallback] {
            var callbacks: [any LearningCallback] = []
            if let mlflow = try mlflow() { callbacks.append(LogCallback(mlflow, name: name)) }
            if let tensorboard {
                callbacks.append(LogCallback(SummaryWriter(logDirectory: tensorboard), name: name))
            }
            return callbacks
        }
    }
#endif
