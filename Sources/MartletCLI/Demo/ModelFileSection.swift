import Martlet

/// Saves the model, reads it back, and shows that it predicts the same.
struct ModelFileSection: DemoSection {
    let name = "save"
    let title = "Save the model and read it back"

    func run(_ stage: inout DemoStage) throws -> JSON {
        let model = stage.run.model
        let before = try model.predict(stage.test.features)
        let (bytes, after) = try withTemporaryFile("digits.safetensors") { path in
            try model.save(to: path)
            let read = try Model(contentsOf: path)
            return (size(ofFile: path) ?? 0, try read.predict(stage.test.features))
        }
        guard before == after else { throw Failure("the model that was read back predicts something else") }
        stage.say(
            "   \(grouped(model.parameterCount)) parameters and the optimizer's state in \(grouped(bytes)) bytes of safetensors"
        )
        stage.say("   Read back, it predicts the same for all \(stage.test.count) images, bit for bit")
        return ["bytes": .integer(bytes), "parameters": .integer(model.parameterCount), "identical": true]
    }
}
