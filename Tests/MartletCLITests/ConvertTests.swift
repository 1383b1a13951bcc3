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
        // Keras's file is a model as others are.
        #expect(try Martlet("inspect", keras, "--json").json()["parameters"] == there["parameters"])
        #expect(
            try Martlet("evaluate", keras, "--json").json()["loss"]
                == Martlet("evaluate", model, "--json").json()["loss"])
        #expect(
            try Martlet("predict", keras, "--input", rows, "--json").json()["probabilities"]
                == expected["probabilities"])
        for copy in [back, keras] {
            let resumed = try Martlet("train", "--resume", copy, "--epochs", "2", "--json")
            #expect(resumed.status == 0 && resumed.errors.contains("an optimizer that begins anew"))
            #expect(try JSON(parsing: resumed.output)["epochs"] == 2)
        }

        let text = try Martlet("convert", model, folder.path("digits.weights.h5"))
        #expect(text.status == 0 && text.output.contains("→"))
        let weights = try Martlet("convert", folder.path("digits.weights.h5"), back)
        #expect(weights.status == 65 && weights.errors.contains("weights alone"))
    }

    @Test func filesWithoutZeros() throws {
        let whole = folder.path("digits.safetensors")
        _ = try Martlet(
            "train", "--data", "digits", "--hidden", "16", "--epochs", "1", "--seed", "1", "--save", whole, "--json"
        ).json()
        let packed = folder.path("packed.safetensors")
        _ = try Martlet("convert", whole, packed, "--compression", "deflate", "--json").json()
        let inspection = try Martlet("inspect", packed, "--json").json()
        let tensors = try #require(inspection["sparse_tensors"]?.array)
        let kernel = try #require(tensors.first { $0["name"] == "dense/kernel" })
        #expect(kernel["dense_bytes"] == 4096 && kernel["bytes"]!.integer! < 4096 && kernel["deflated"] == true)
        #expect(inspection["skips_zeros"] == false)
        let text = try Martlet("inspect", packed).output
        #expect(text.contains("Compressed tensors\n") && text.contains(" of 4,096 bytes, deflated"))
        #expect(
            try Martlet("evaluate", packed, "--json").json()["loss"]
                == Martlet("evaluate", whole, "--json").json()["loss"])

        let back = folder.path("back.safetensors")
        _ = try Martlet("convert", packed, back, "--compression", "none", "--json").json()
        #expect(
            try Data(contentsOf: URL(fileURLWithPath: back)) == Data(contentsOf: URL(fileURLWithPath: whole)))
        #expect(try Martlet("inspect", back, "--json").json()["sparse_tensors"] == [])
        let keras = try Martlet("convert", packed, folder.path("digits.keras"), "--compression", "sparse")
        #expect(keras.status != 0 && keras.errors.contains("only .safetensors files are compressed"))
        #expect(try Martlet("convert", packed, folder.path("digits.keras")).status == 0)
    }

    /// What `save_weights` and `to_json` of Keras 2 wrote, for every command that opens a model.
    @Test func weightsWithTheirArchitecture() throws {
        let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../MartletInteropTests/Golden").path
        let weights = folder.path("iris.weights.h5")
        let (model, keras) = (folder.path("iris.safetensors"), folder.path("iris.keras"))
        _ = try Martlet(
            "train", "--data", "iris", "--no-normalize", "--hidden", "8", "--epochs", "2", "--save", model, "--json"
        ).json()
        _ = try Martlet("convert", model, keras, "--json").json()
        _ = try Martlet("convert", model, weights, "--json").json()
        let archive = try ArchiveReader(path: keras)
        let architecture = try folder.write(
            String(decoding: archive.contents(of: "config.json"), as: UTF8.self), "iris.json")
        let alone = try Martlet("inspect", weights)
        #expect(alone.status == 65 && alone.errors.contains("architecture"))
        let said = ["--architecture", architecture]
        let inspected = try Martlet(list: ["inspect", weights, "--json"] + said).json()
        #expect(try inspected["parameters"] == Martlet("inspect", model, "--json").json()["parameters"])
        let rows = try folder.write("5.1,3.5,1.4,0.2\n6.2,2.9,4.3,1.3\n", "rows.csv")
        let expected = try Martlet("predict", model, "--input", rows, "--json").json()["probabilities"]
        #expect(
            try Martlet(list: ["predict", weights, "--input", rows, "--json"] + said).json()["probabilities"]
                == expected)
        #expect(
            try Martlet(list: ["convert", weights, folder.path("b.safetensors"), "--json"] + said).json()["parameters"]
                == inspected["parameters"])
        let data = try folder.write(
            "a,b,c,d,kind\n" + (0..<30).map { "\(5 + $0 % 3),3,\(1 + $0 % 3),0.2,\($0 % 3)\n" }.joined(), "data.csv")
        let judged = try Martlet(list: ["evaluate", weights, "--data", data, "--json"] + said).json()
        #expect(judged["loss"]?.double ?? 0 > 0)

        // A model from elsewhere is trained further, on data that is given, and is a checkpoint then.
        let trained = folder.path("trained.safetensors")
        let run = try Martlet(
            list: [
                "train", "--resume", weights, "--data", data, "--epochs", "3", "--batch-size", "8", "--save", trained,
            ]
                + said)
        #expect(run.status == 0, "\(run.errors)")
        let again = try Martlet("train", "--resume", trained, "--epochs", "4", "--json").json()
        #expect(again["epochs"] == 1)
        let without = try Martlet(list: ["train", "--resume", weights] + said)
        #expect(without.status == 64 && without.errors.contains("give --data"))
        let other = try Martlet(list: ["train", "--data", data] + said)
        #expect(other.status == 64 && other.errors.contains("--resume"))
        let whole = try Martlet("inspect", model, "--architecture", "\(golden)/keras2_branches.json")
        #expect(whole.status == 64 && whole.errors.contains("no file of Keras's"))
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
