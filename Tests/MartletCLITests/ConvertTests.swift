import Foundation
import MartletCodecs
import Testing

/// `convert`, from Martlet's format to Keras's and back.
struct ConvertTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func thereAndBack() throws {
        let model = folder.path("digits.safetensors")
        _ = try Martlet(
            "train", "--data", "digits", "--hidden", "16", "--epochs", "1", "--seed", "1", "--save", model, "--json"
        ).json()
        let keras = folder.path("digits.keras")
        let there = try Martlet("convert", model, keras, "--json").json()
        #expect(there["compiled"] == true && there["not_compiled"] == .null)
        #expect(there["parameters"]?.integer ?? 0 > 1000)
        let back = folder.path("back.safetensors")
        let json = try Martlet("convert", keras, back, "--json").json()
        #expect(json["parameters"] == there["parameters"] && json["outputs"] == there["outputs"])
        let rows = try folder.write(
            (0..<3).map { row in (0..<64).map { "\(($0 * (row + 3)) % 17)" }.joined(separator: ",") }.joined(
                separator: "\n") + "\n", "rows.csv")
        let expected = try Martlet("predict", model, "--input", rows, "--json").json()
        let predicted = try Martlet("predict", back, "--input", rows, "--json").json()
        #expect(predicted["probabilities"] == expected["probabilities"])

        // The names of columns and classes are among the notes.
        let notes = try Martlet("inspect", model, "--json").json()["metadata"]
        #expect(
            try notes?["features"]?.array?.count == 64 && Martlet("inspect", back, "--json").json()["metadata"] == notes
        )
        let resumed = try Martlet("train", "--resume", back, "--epochs", "3")
        #expect(resumed.status == 65 && resumed.errors.contains("where its training stood"))
        let unread = try Martlet("inspect", keras)
        #expect(unread.status == 65 && unread.errors.contains("martlet convert"))

        let text = try Martlet("convert", model, folder.path("digits.weights.h5"))
        #expect(text.status == 0 && text.output.contains("→"))
        let weights = try Martlet("convert", folder.path("digits.weights.h5"), back)
        #expect(weights.status == 65 && weights.errors.contains("weights alone"))
    }

    @Test func mistakes() throws {
        let unknown = try Martlet("convert", "a.keras", "b.txt")
        #expect(unknown.status == 64 && unknown.errors.contains("ends in none of"))
        let missing = try Martlet("convert", folder.path("a.keras"), folder.path("b.safetensors"))
        #expect(missing.status == 65 && missing.errors.contains("cannot open"))
        let damaged = try folder.write("PK\u{3}\u{4} and no more", "damaged.keras")
        let refused = try Martlet("convert", damaged, folder.path("b.safetensors"))
        #expect(refused.status == 65 && refused.errors.contains("zip archive"))
        let shape = try Martlet("convert", damaged, folder.path("b.safetensors"), "--input-shape", "2,x")
        #expect(shape.status == 64 && shape.errors.contains("224,224,3"))
    }
}
