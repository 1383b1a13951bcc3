import Foundation
import MartletCodecs
import MartletNumerics
import MartletTestSupport
import Testing

/// Files with which Martlet once went wrong, which lie beside this clone: each does what their README says is right.
@Suite(RealData.cases.needed("README.md")) struct SharedCaseTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// What is right.
    enum Expectation: Sendable {
        /// Refused in so many seconds of a processor and MB of address space, with these words.
        case refused(seconds: Int = 10, megabytes: Int = 1000, String)
        /// Used within the same.
        case used(seconds: Int = 10)
        /// What one of the tests below says.
        case table
    }

    /// Every file of the folder.
    static let cases: [String: Expectation] = [
        "plain.csv": .table, "numhead.csv": .table, "numpred.csv": .table, "conc.csv": .table, "utm.csv": .table,
        "onebad56.csv": .table, "extra.csv": .table, "nolabelrow.csv": .table, "n.csv": .table,
        "A_phase_without_inputs.safetensors": .refused("Phase: takes 2 inputs, not 0"),
        "B_two_layers_of_one_path.safetensors": .refused("'dense_5': it occurs twice"),
        "C_layer_with_empty_path.safetensors": .refused("the path '' has an empty name"),
        "layer_deep.safetensors.gz": .refused("layer"),
        "D_two_equivalent_group_names.keras": .used(),
        "dag28.keras": .refused("no counterpart 'dense' in the file"),
        "hang.keras": .refused(seconds: 1, "the global heap"),
        "h5/h5_hang_6e11d01d.h5": .refused(seconds: 1, "the global heap"),
        "h5/h5_SIGSEGV_01925926.h5": .refused("isn't in the global heap"),
        "h5/h5_SIGSEGV_01fca86e.h5": .refused("the global heap"),
        "h5/keras_SIGSEGV_70f33df3.keras": .refused("the global heap"),
        "h5/h5_memory_391c4dfe.h5": .refused(megabytes: 400, "the global heap"),
    ]

    /// The files that are there, but for what describes them.
    @Test func everyFileIsListed() throws {
        let root = try #require(RealData.cases.path("."))
        let there = try FileManager.default.subpathsOfDirectory(atPath: root).filter { name in
            !(try URL(fileURLWithPath: "\(root)/\(name)").resourceValues(forKeys: [.isDirectoryKey]).isDirectory!)
        }
        #expect(Set(there).subtracting(["README.md"]) == Set(Self.cases.keys))
    }

    @Test(arguments: cases.filter { if case .table = $1 { false } else { true } }.map(\.key).sorted())
    func damagedModel(_ name: String) throws {
        let file = try name.hasSuffix(".gz") ? unpacked(path(name)) : path(name)
        let uses =
            [["inspect", file, "--json"]]
            + ["keras", "safetensors"].map { ["convert", file, folder.path("out.\($0)")] }
        for arguments in uses {
            switch try #require(Self.cases[name]) {
            case .refused(let seconds, let megabytes, let words):
                let run = try Martlet(list: arguments, megabytes: megabytes, seconds: seconds)
                #expect(run.status == 65 && run.errors.contains(words), "\(name): \(run.status) \(run.errors)")
                #expect(run.errors.split(separator: "\n").count < 5 && run.output.isEmpty)
            case .used(let seconds):
                let run = try Martlet(list: arguments, seconds: seconds)
                #expect(run.status == 0 && run.errors.isEmpty, "\(name): \(run.status) \(run.errors)")
            case .table: break
            }
        }
    }

    /// Unpacks a file, after Martlet has said that this is to be done.
    private func unpacked(_ path: String) throws -> String {
        let packed = try Martlet("inspect", path)
        #expect(packed.status == 65 && packed.errors.contains("unpack it first: gunzip"))
        let file = folder.path("unpacked.safetensors")
        try Data().write(to: URL(fileURLWithPath: file))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "gzip -dc \"$0\"", path]
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
        try process.run()
        process.waitUntilExit()
        return file
    }

    // MARK: Tables

    private func path(_ name: String) throws -> String { try #require(RealData.cases.path(name)) }

    private func train(_ data: String, epochs: Int, _ options: String...) throws -> (model: String, json: JSON) {
        let model = folder.path(data + ".safetensors")
        let arguments = try [
            "train", "--data", path(data), "--epochs", "\(epochs)", "--learning-rate", "0.01", "--seed", "1", "--save",
            model, "--json",
        ]
        return (model, try Martlet(list: arguments + options).json())
    }

    @Test func aHeaderOfNumbersIsOne() throws {
        for data in ["plain.csv", "numhead.csv"] {
            let (model, json) = try train(data, epochs: 20)
            let notes = try #require(Martlet("inspect", model, "--json").json()["metadata"])
            #expect(notes["setup"]?["examples"] == 120 && json["header"] == true)
            let prediction = try Martlet("predict", model, "--input", path("numpred.csv"), "--json").json()
            #expect(prediction["rows"] == 5 && prediction["class_names"] == ["elm", "fir", "oak"])
            #expect(prediction["classes"] == ["oak", "elm", "fir", "oak", "elm"])
        }
    }

    @Test func unusedColumnsAndLabelsArentRead() throws {
        let (model, _) = try train("plain.csv", epochs: 20)
        func predictions(_ name: String) throws -> JSON? {
            try Martlet("predict", model, "--input", path(name), "--json").json()["probabilities"]
        }
        #expect(try predictions("extra.csv") == predictions("plain.csv"))
        #expect(try predictions("nolabelrow.csv") == predictions("numpred.csv"))
        let part = ["--part", "all", "--json"]
        let expected = try Martlet(list: ["evaluate", model, "--data", path("plain.csv")] + part).json()
        let evaluation = try Martlet(list: ["evaluate", model, "--data", path("extra.csv")] + part).json()
        #expect(evaluation["rows"] == 120 && evaluation["loss"] == expected["loss"])
        // Nothing can be measured without a label.
        let bare = try Martlet("evaluate", model, "--data", path("nolabelrow.csv"))
        #expect(bare.status == 65 && bare.errors.contains("no row has a label"))
    }

    @Test func smallTargetsAreLearnt() throws {
        let (model, _) = try train("conc.csv", epochs: 60)
        let predicted: [Double] = try Martlet("predict", model, "--input", path("conc.csv"), "--json")
            .json()["values"]!.decode()
        let targets = try CSV(path: path("conc.csv")).numbers(2)
        let mean = targets.reduce(0, +) / Double(targets.count)
        let residual = zip(targets, predicted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        let total = targets.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        #expect(targets.count == 400 && 1 - residual / total >= 0.99, "R² \(1 - residual / total)")
    }

    @Test func rowsToldApartByDecimetresAreLearnt() throws {
        let (_, json) = try train("utm.csv", epochs: 60)
        #expect(try #require(json["test"]?["accuracy"]?.double) >= 0.98)
    }

    @Test func oneBadLabelIsRefused() throws {
        let run = try Martlet("train", "--data", path("onebad56.csv"))
        #expect(run.status == 65 && run.errors.contains("line 41") && run.errors.contains("'n.a.'"))
        #expect(try train("onebad56.csv", epochs: 1, "--missing", "n.a.").json["task"] == "regression")
        #expect(try train("onebad56.csv", epochs: 1, "--target", "classes").json["task"] == "classification")
    }

    @Test func aNameInTwoUnicodeFormsIsOneClass() throws {
        let (model, json) = try train("n.csv", epochs: 30)
        #expect(json["task"] == "classification" && json["test"]?["accuracy"] == 1.0)
        let evaluation = try Martlet("evaluate", model, "--data", path("n.csv"), "--part", "all", "--json").json()
        #expect(evaluation["rows"] == 90 && evaluation["accuracy"] == 1.0)
        let prediction = try Martlet("predict", model, "--input", path("n.csv"), "--json").json()
        #expect(prediction["class_names"]?.array?.count == 2)
    }
}
