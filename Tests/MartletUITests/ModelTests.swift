import MartletNN
import MartletTracking
import MartletUI
import Testing

/// Registered models on the pages.
@Suite struct ModelTests {
    private let records = Records()
    private let own = [
        "host": "127.0.0.1:5001", "origin": "http://127.0.0.1:5001",
        "content-type": "application/x-www-form-urlencoded",
    ]

    /// Registers so many versions of a model.
    private func register(_ name: String, versions: Int) throws {
        let mlflow = try MLflow(records.uri, experiment: "digits")
        try mlflow.begin(TrackedRun(name: "first"))
        var model = Model(Sequential { Dense(2) }, input: [3], seed: 1)
        try model.compile(loss: .meanSquaredError)
        try mlflow.log(Artifact("model.safetensors", .model(model)), step: 0)
        try mlflow.end(.finished)
        let client = try MLflowClient(records.uri)
        let logged = try #require(try client.loggedModels().first)
        for _ in 0..<versions { _ = try client.registerModel("models:/\(logged.id)", name: name) }
    }

    private func post(_ target: String, _ body: String) -> Records.Page {
        records.ask(target, method: "POST", headers: own, body: body)
    }

    @Test func versionsArePromotedAndRolledBack() throws {
        try register("a b <m>", versions: 3)
        let client = try MLflowClient(records.uri)
        let address = "/models/a%20b%20%3Cm%3E"
        #expect(records.ask("/models").has("<a href=\"\(address)\">a b &lt;m&gt;</a>"))
        #expect(records.ask(address).has("Version 3") && !records.ask(address).has("Roll back"))
        for version in [2, 3] {
            let answer = post(address + "/promote", "version=\(version)&alias=champion")
            #expect(answer.status == 303 && answer.headers["Location"] == address)
            #expect(try client.registeredModel("a b <m>").aliases == ["champion": version])
        }
        #expect(records.ask(address).has("Roll back to version 2"))
        #expect(post(address + "/rollback", "alias=champion").status == 303)
        #expect(try client.registeredModel("a b <m>").aliases == ["champion": 2])
    }

    @Test func modelsAreRegistered() throws {
        try register("m", versions: 0)
        let client = try MLflowClient(records.uri)
        let model = try #require(try client.loggedModels().first)
        let form = "/logged-models/\(model.id)/register"
        #expect(records.ask("/runs/\(model.run ?? "")").has("action=\"\(form)\""))
        let answer = post(form, "name=a+b")
        #expect(answer.status == 303 && answer.headers["Location"] == "/models/a%20b")
        #expect(try client.modelVersions("a b").map(\.source) == ["models:/\(model.id)"])
        for body in ["name=", "", "name=a%2Fb"] { #expect(post(form, body).status == 400, "\(body)") }
        #expect(post("/logged-models/m-1/register", "name=a").status == 400)
    }

    @Test func badChangesAreRefused() throws {
        try register("m", versions: 1)
        for (target, body) in [
            ("/models/m/promote", "version=9"), ("/models/m/promote", "version=x"), ("/models/m/promote", ""),
            ("/models/m/promote", "version=1&alias=latest"), ("/models/m/promote", "version=1&alias=a%20b"),
            ("/models/m/rollback", "alias=champion"), ("/models/none/promote", "version=1"),
        ] { #expect(post(target, body).status == 400, "\(target) \(body)") }
        #expect(post("/models/m/delete", "").status == 404 && post("/", "").status == 404)
        #expect(try MLflowClient(records.uri).registeredModel("m").aliases.isEmpty)
        #expect(records.ask("/models/none").status == 404)
    }
}
