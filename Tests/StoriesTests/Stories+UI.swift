import Martlet
import Testing

#if SQLite
    extension Stories {
        @Test func runsAreSearched() throws {
            let uri = "sqlite:///" + temporary("mlflow.db")
            let mlflow = try MLflow(uri, experiment: "digits")
            for (name, accuracy) in [("first", 0.5), ("second", 0.95), ("third", 0.92)] {
                try mlflow.begin(TrackedRun(name: name))
                try mlflow.log(["accuracy": accuracy], step: 0)
                try mlflow.end(.finished)
            }
            let client = try MLflowClient(uri)
            // snippet: comment searchRuns
            let best = try client.searchRuns(
                experiment: "digits", filter: "metrics.accuracy > 0.9",
                orderBy: "metrics.accuracy DESC", maxResults: 10)
            // end
            #expect(best.map(\.name) == ["second", "third"])
        }
    }
#endif

#if Server
    extension Stories {
        /// Compiled; it would serve for ever.
        private func runsAreShown() async throws {
            // snippet: comment MLflowUI
            try await MLflowUI("sqlite:///mlflow.db", port: 5001).serve { address in
                print("The runs are at \(address)")
            }
            // end
        }
    }
#endif
