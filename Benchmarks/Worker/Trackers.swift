import Martlet

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Numbers on their way to MLflow and to TensorBoard; a step is one number, unless it is one of training.
enum Trackers {
    static let table: [String: Cases.Preparation] = [
        // All that it takes until they are in the database or at the server.
        "mlflow_log_metric": { try mlflow("sqlite:///\(newFolder())/mlflow.db", count: 400_000, drained: true) },
        "mlflow_log_metric_http": {
            guard let server = getenv("MARTLET_MLFLOW_SERVER") else {
                throw WorkerError.unknown("server of MLflow's", "MARTLET_MLFLOW_SERVER")
            }
            return try mlflow(String(cString: server), count: 5_000, drained: true)
        },
        // What the training loop waits.
        "mlflow_log_metric_loop": { try mlflow("sqlite:///\(newFolder())/mlflow.db", count: 400_000, drained: false) },
        "tensorboard_scalar": {
            let folder = try newFolder()
            var run = 0
            return {
                run += 1
                let writer = SummaryWriter(logDirectory: "\(folder)/\(run)")
                let count = 1_000_000
                let seconds = try Cases.seconds {
                    for step in 0..<count { try writer.scalar("train/loss", 0.5, step: step) }
                    try writer.flush()
                }
                return .timed(seconds: seconds, steps: count)
            }
        },
        "digits_fit": { try digits(tracked: false) },
        "digits_fit_tracked": { try digits(tracked: true) },
    ]

    private static func newFolder() throws -> String {
        var template = Array("/tmp/martlet-bench-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw WorkerError.unknown("folder", "/tmp") }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// - Parameter drained: whether waiting until all is kept is a part of it.
    private static func mlflow(_ uri: String, count: Int, drained: Bool) throws -> () throws -> Answer {
        let mlflow = try MLflow(uri, experiment: "numbers")
        return {
            try mlflow.begin(TrackedRun())
            let numbers = ["loss": 0.5]
            func log() throws { for step in 0..<count { try mlflow.log(numbers, step: step) } }
            let seconds = try Cases.seconds {
                try log()
                if drained { try mlflow.end(.finished) }
            }
            if !drained { try mlflow.end(.finished) }
            return .timed(seconds: seconds, steps: count)
        }
    }

    /// A run of a second, a thousand epochs of a network for digits, with MLflow's database and TensorBoard's files, or without.
    private static func digits(tracked: Bool) throws -> () throws -> Answer {
        let train = try Digits.load().split(testFraction: 0.2).train
        let folder = try newFolder()
        var model = Model(
            Sequential {
                Rescaling(1.0 / 16)
                Dense(64, activation: .relu)
                Dense(64, activation: .relu)
                Dense(10, activation: .softmax)
            }, input: [64])
        try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
        try model.fit(train.features, train.labels, epochs: 1)
        let epochs = 1000
        return {
            var callbacks: [any Callback] = []
            if tracked {
                let mlflow = try MLflow("sqlite:///\(folder)/mlflow.db", experiment: "digits")
                callbacks = [Tracking(mlflow), TensorBoard(logDirectory: "\(folder)/logs")]
            }
            let seconds = try Cases.seconds {
                try model.fit(train.features, train.labels, epochs: epochs, callbacks: callbacks)
            }
            return .timed(seconds: seconds, steps: epochs * 45)
        }
    }
}
