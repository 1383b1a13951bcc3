#if SQLite
    import MartletCodecs
    import MartletDamage
    import MartletNN
    import MartletTracking

    extension Format {
        /// Databases of MLflow's.
        static let mlflow = Format(
            name: "mlflow", ending: ".db",
            damage: {
                let files = try Corpus.written(["mlflow.db"]) { path in
                    let mlflow = try MLflow("sqlite:///" + path("mlflow.db"), experiment: "fuzz")
                    try mlflow.begin(TrackedRun(name: "run", tags: ["kind": "fuzz"]))
                    for step in 0..<50 { try mlflow.log(["loss": 1 / Double(step)], step: step) }
                    try mlflow.log(parameters: ["epochs": "5"])
                    try mlflow.end(.finished)
                }
                return { random in random.damaged(files[0]) }
            },
            use: { path in
                let client = try MLflowClient("sqlite:///" + path)
                for experiment in try client.experiments() {
                    for run in try client.runs(experiment: experiment) {
                        for name in run.metrics.keys { _ = try client.metricHistory(name, run: run.id) }
                    }
                }
                // Going on with it is refused or works.
                let mlflow = try MLflow("sqlite:///" + path, experiment: "fuzz")
                try mlflow.begin(TrackedRun(name: "more"))
                try mlflow.log(["loss": 1], step: 0)
                try mlflow.end(.finished)
            })
    }
#endif
