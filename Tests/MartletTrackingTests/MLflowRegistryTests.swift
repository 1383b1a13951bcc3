import MartletCodecs
import MartletNN
import MartletNumerics
import MartletTestSupport
import MartletTracking
import Testing

@Suite struct MLflowRegistryTests {
    private let folder = Workspace()
    private var uri: String { "sqlite:///" + folder["mlflow.db"] }

    /// Two models of two runs; gives the runs.
    private func keepModels(at uri: String) throws -> (models: [Model], runs: [String]) {
        var (models, runs): ([Model], [String]) = ([], [])
        for seed in [1, 2] as [UInt64] {
            let mlflow = try MLflow(uri, experiment: "points")
            try mlflow.begin(TrackedRun(name: "seed \(seed)"))
            runs.append(try #require(mlflow.runID))
            let model = Model(Sequential { Dense(3) }, input: [4], seed: seed)
            models.append(model)
            try mlflow.log(["m": Double(seed)], step: 0)
            try mlflow.log(["m": .nan], step: 1)
            try mlflow.log(parameters: ["seed": "\(seed)"])
            try mlflow.log(Artifact("net.safetensors", .model(model)), step: nil)
            try mlflow.end(.finished)
        }
        return (models, runs)
    }

    /// Versions, aliases and loading, in a database and at a server.
    private func register(at uri: String) throws {
        let (models, runs) = try keepModels(at: uri)
        let client = try MLflowClient(uri)
        #expect(try client.registeredModels().isEmpty)
        let logged = try client.loggedModels(run: runs[0])
        #expect(logged.count == 1 && logged[0].name == "net" && logged[0].run == runs[0] && logged[0].isReady)
        #expect(try client.loggedModels().count == 2)
        #expect(try client.registerModel("models:/\(logged[0].id)", name: "digits").version == 1)
        let second = try client.registerModel("runs:/\(runs[1])/net", name: "digits")
        #expect(second.version == 2 && second.run == runs[1] && second.source.hasPrefix("models:/m-"))
        try client.registerModel("models:/digits/1", name: "other")
        try client.registerModel("models:/digits/1", name: "third")
        #expect(try client.registeredModels().map(\.name) == ["digits", "other", "third"])
        #expect(try client.registeredModels().map(\.latestVersion) == [2, 1, 1])

        try client.setAlias("candidate", of: "digits", to: 2)
        try client.promote("digits", version: 1)
        try client.promote("digits", version: 2)
        try client.promote("digits", version: 2)
        #expect(try client.registeredModel("digits").aliases == ["candidate": 2, "champion": 2])
        #expect(try client.modelVersions("digits").map(\.version) == [2, 1])
        func kernel(_ uri: String) throws -> Tensor {
            try #require(client.withModelFile(uri) { try Model(safetensors: $0)["dense/kernel"] })
        }
        #expect(try kernel("models:/digits@champion") == models[1]["dense/kernel"])
        #expect(try client.rollBack("digits") == 1)
        #expect(try kernel("models:/digits@champion") == models[0]["dense/kernel"])
        #expect(try kernel("models:/digits/latest") == models[1]["dense/kernel"])
        #expect(try kernel("runs:/\(runs[0])/net") == models[0]["dense/kernel"])
        #expect(throws: MLflowError.self) { try client.rollBack("digits") }
        try client.deleteAlias("candidate", of: "digits")
        #expect(try client.registeredModel("digits").aliases == ["champion": 1])
        try client.registerModel("models:/\(logged[0].id)", name: "me@home")
        try client.setAlias("a", of: "me@home", to: 1)
        #expect(try kernel("models:/me@home@a") == models[0]["dense/kernel"])

        for wrong in [
            "models:/none@a", "models:/digits@none", "models:/digits/3", "models:/digits/0", "models:/m-none", "digits",
            "models:/", "models:/@a", "models:/digits@", "models:/digits/Production", "runs:/\(runs[0])/none",
            "runs:/none", "", "models:/a/b/c",
            "x:/y/z",
        ] {
            #expect(throws: MLflowError.self, "\(wrong)") { try client.withModelFile(wrong) { _ in } }
        }
        for name in ["", "a/b", "a:b", "..", String(repeating: "n", count: 257)] {
            #expect(throws: MLflowError.self, "\(name)") { try client.registerModel("models:/digits/1", name: name) }
        }
        for alias in ["", "latest", "v3", "a b", "a/b", String(repeating: "n", count: 256)] {
            #expect(throws: MLflowError.self, "\(alias)") { try client.setAlias(alias, of: "digits", to: 1) }
        }
        #expect(throws: MLflowError.self) { try client.setAlias("a", of: "digits", to: 3) }
        #expect(throws: MLflowError.self) { try client.promote("digits", version: 3) }
        #expect(throws: MLflowError.self) { try client.deleteAlias("none", of: "digits") }

        #expect(try client.experiments().contains("points"))
        let read = try client.runs(experiment: "points")
        #expect(Set(read.map(\.name)) == ["seed 1", "seed 2"] && read.allSatisfy { $0.status == .finished })
        let run = try #require(read.first { $0.id == runs[1] })
        #expect(run.parameters == ["seed": "2"] && run.metrics["m"]?.isNaN == true && run.experiment == "points")
        #expect(try bits(client.metricHistory("m", run: runs[1]).map(\.value)) == bits([2, .nan]))
        #expect(throws: MLflowError.self) { try client.runs(experiment: "none") }
    }

    @Test func modelsAreRegisteredInADatabase() throws { try register(at: uri) }

    /// Versions that were deleted, and prompts, which MLflow keeps in the same tables, are none.
    @Test func whatWasDeletedIsNotThere() throws {
        let (_, runs) = try keepModels(at: uri)
        let client = try MLflowClient(uri)
        for run in runs { try client.registerModel("runs:/\(run)/net", name: "digits") }
        try client.promote("digits", version: 2)
        try client.promote("digits", version: 1)
        do {
            let database = try SQLiteDatabase(folder["mlflow.db"])
            try database.execute("UPDATE model_versions SET current_stage = 'Deleted_Internal' WHERE version = 2")
            try database.execute("INSERT INTO registered_models (name) VALUES ('prompt')")
            try database.execute(
                "INSERT INTO registered_model_tags (name, key, value) VALUES ('prompt', 'mlflow.prompt.is_prompt', 'true')"
            )
        }
        #expect(try client.registeredModels().map(\.name) == ["digits"])
        #expect(try client.modelVersions("digits").map(\.version) == [1])
        #expect(throws: MLflowError.self) { try client.rollBack("digits") }
        // Its number isn't given again.
        #expect(try client.registerModel("runs:/\(runs[1])/net", name: "digits").version == 3)
    }

    #if Network
        @Test func modelsAreRegisteredAtAServer() throws {
            let server = FaultyServer()
            try withExtendedLifetime(server) { try register(at: server.address) }
        }

        /// Whatever a server answers is an error of one kind, or nothing.
        @Test(arguments: [FaultyServer.Mood.answering(500), .answering(403), .closingHalfway, .hostile, .refusing])
        func answersOfBadServersAreErrors(mood: FaultyServer.Mood) throws {
            let server = FaultyServer()
            server.set(mood)
            let client = try MLflowClient(server.address)
            #expect(throws: MLflowError.self) { try client.withModelFile("models:/m-1") { _ in } }
        }
    #endif
}
