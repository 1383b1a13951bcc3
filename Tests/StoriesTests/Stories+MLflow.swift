import Martlet
import Testing

#if SQLite
    extension Stories {
        @Test func runsAreKeptForMLflow() throws {
            let (train, _) = try digits()
            var model = try digitsModel()
            let uri = "sqlite:///" + temporary("mlflow.db")
            let kept = try MLflow(uri, experiment: "digits")
            try model.fit(train.features, train.labels, epochs: 2, callbacks: [Tracking(kept, name: "first")])
            let read = try MLflowClient(uri).runs(experiment: "digits")
            #expect(read.map(\.name) == ["first"] && read[0].metrics["accuracy"] != nil)
            let mlflow = kept
            // snippet: tracking search
            let search = Tracking(mlflow)
            try search.run("two rates") { run in
                for rate in [0.01, 0.001] {
                    try run.child("rate \(rate)") { trial in
                        var model = model
                        try model.setLearningRate(rate)
                        try model.fit(
                            train.features, train.labels, epochs: 1,
                            callbacks: [trial.callback])
                    }
                }
                run.set(tags: ["data": "digits"])
                run.log(Artifact("notes/search.txt", .text("two rates")))
            }
            // end
            let searched = try MLflowClient(uri).runs(experiment: "digits")
            #expect(searched.count == 4 && searched.filter { $0.parent != nil }.count == 2)
            let reader = try MLflowClient(uri)
            try kept.begin(TrackedRun(name: "keeps its model"))
            try kept.log(Artifact("model.safetensors", .model(model)), step: nil)
            try kept.end(.finished)
            for version in 1...2 {
                let made = try reader.registerModel("models:/\(reader.loggedModels()[0].id)", name: "digits")
                #expect(made.version == version)
                try reader.promote("digits", version: version)
            }
            #expect(try reader.rollBack("digits") == 1)
            let champion = try reader.loadModel("models:/digits@champion")
            #expect(try champion.predict(train.features[0..<3]) == model.predict(train.features[0..<3]))
            // What the comments show is compiled; it would write into the folder that the tests run in.
            func shown() throws {
                // snippet: comment MLflow
                let mlflow = try MLflow("sqlite:///mlflow.db", experiment: "digits")
                try model.fit(
                    train.features, train.labels, epochs: 2,
                    callbacks: [Tracking(mlflow, name: "first")])
                // end
            }
            func shownByItself() throws {
                // snippet: comment autolog
                try MLflow.autolog("sqlite:///mlflow.db", experiment: "digits")
                try model.fit(train.features, train.labels, epochs: 2)
                // end
            }
            func shownSending() throws {
                // snippet: tracking sync
                try MLflowSync().send()
                // end
            }
            func shownRegistering() throws {
                // snippet: comment registerModel
                let client = try MLflowClient("sqlite:///mlflow.db")
                let model = try client.loggedModels()[0]
                let made = try client.registerModel("models:/\(model.id)", name: "digits")
                try client.promote("digits", version: made.version)
                // end
            }
            func shownLoading() throws {
                // snippet: comment loadModel
                let client = try MLflowClient("sqlite:///mlflow.db")
                let champion = try client.loadModel("models:/digits@champion")
                // end
                _ = champion
            }
            func shownReading() throws {
                // snippet: comment MLflowClient
                let client = try MLflowClient("sqlite:///mlflow.db")
                for run in try client.runs(experiment: "digits") {
                    print(run.name, run.status, run.metrics["accuracy"] ?? .nan)
                }
                // end
            }
        }
    }
#endif
