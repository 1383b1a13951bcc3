import MartletCodecs
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

struct ModelNotesTests {
    private let folder = TemporaryFolder()

    private func model() throws -> Model {
        var model = Model(Sequential { Dense(3, activation: .softmax) }, input: [2])
        try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy())
        return model
    }

    @Test func classNamesAreSavedWithTheModel() throws {
        var model = try model()
        #expect(model.classNames == nil)
        model.classNames = ["a", "b \"c\"", "ä"]
        #expect(model.metadata["classes"] == #"["a","b \"c\"","ä"]"#)
        try model.save(to: folder["m.safetensors"])
        var read = try Model(safetensors: folder["m.safetensors"])
        #expect(read.classNames == ["a", "b \"c\"", "ä"])
        read.classNames = nil
        #expect(read.metadata["classes"] == nil)
    }

    @Test func notesComeBack() throws {
        var model = try model()
        let notes = ModelNotes(
            features: ["width", "height"], classNames: ["x", "y", "z"], label: "kind",
            images: ImagePreparation(imageSize: [96, 128], colorMode: "grayscale", cropToAspectRatio: true))
        try notes.write(to: &model)
        try model.save(to: folder["m.safetensors"])
        let read = try Model(safetensors: folder["m.safetensors"])
        #expect(try ModelNotes(of: read) == notes)
        #expect(read.classNames == ["x", "y", "z"])
        try ModelNotes().write(to: &model)
        #expect(model.metadata.isEmpty)
        #expect(try ModelNotes(of: model) == ModelNotes())
    }

    @Test(arguments: [
        ("classes", "nonsense"), ("classes", #"["a","b"]"#), ("classes", #"{"a":1}"#), ("features", #"["a","b","c"]"#),
        ("images", #"{"colorMode":"rgb"}"#),
        ("images", #"{"colorMode":"cmyk","interpolation":"bilinear","cropToAspectRatio":false}"#),
    ])
    func notesThatDoNotFitThrow(key: String, text: String) throws {
        var model = try model()
        model.metadata[key] = text
        let noted = model
        #expect { try ModelNotes(of: noted) } throws: { "\($0)".hasPrefix("metadata '\(key)': ") }
        // Metadata are the user's; the model is read all the same.
        try model.save(to: folder["m.safetensors"])
        #expect(try Model(safetensors: folder["m.safetensors"]).metadata[key] == text)
    }

    @Test func preparationsSayWhatIsWrong() {
        #expect(ImagePreparation().mistake == nil)
        #expect(ImagePreparation(imageSize: [0, 3]).mistake?.owner == "imageSize")
        #expect(ImagePreparation(imageSize: [9000, 3]).mistake?.owner == "imageSize")
        #expect(ImagePreparation(colorMode: "cmyk").mistake?.owner == "colorMode")
        #expect(ImagePreparation(interpolation: "magic").mistake?.owner == "interpolation")
    }
}
