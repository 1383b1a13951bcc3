import Glibc
import MartletCodecs
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// Files that are damaged or lie: each is refused by an error that names the file, or is as good as a whole one.
@Suite struct HostileModelFileTests {
    private let folder = TemporaryFolder()

    private func trained() throws -> Safetensors {
        let (x, y) = try Points.data()
        var model = try Points.compiled()
        try model.fit(
            x, y, epochs: 1,
            callbacks: [EarlyStopping(monitor: "loss", restoreBestWeights: true), ModelCheckpoint(folder["whole"])])
        return try Safetensors(path: folder["whole"])
    }

    /// What is thrown for a file after a change.
    private func refusal(_ change: (inout Safetensors) throws -> Void) throws -> ModelFileError {
        var file = try trained()
        try change(&file)
        try file.write(to: folder["changed"])
        let error = try #require(throws: ModelFileError.self) { try Model(safetensors: folder["changed"]) }
        #expect(error.path == folder["changed"])
        return error
    }

    private func graphRefusal(_ change: (inout JSON) -> Void) throws -> ModelFileError {
        try refusal { file in
            var graph = try JSON(parsing: file.metadata["martlet.graph"]!)
            change(&graph)
            file.metadata["martlet.graph"] = graph.serialized()
        }
    }

    @Test func filesThatAreNoModelsAreRefused() throws {
        try Safetensors([("a", Tensor([Float(1)]))]).write(to: folder["other"])
        let error = try #require(throws: ModelFileError.self) { try Model(safetensors: folder["other"]) }
        #expect(error.kind == .notAModel)
        #expect(throws: FileError.self) { try Model(safetensors: folder["missing"]) }
        try AtomicFile.write("hello", to: folder["text"])
        #expect(throws: SafetensorsError.self) { try Model(safetensors: folder["text"]) }
    }

    @Test func newerVersionsAreRefused() throws {
        let error = try refusal { $0.metadata["martlet.version"] = "4" }
        #expect(error.kind == .newer)
        #expect(error.message.contains("use a newer Martlet"))
        #expect(try refusal { $0.metadata["martlet.version"] = "-1" }.kind == .invalid)
    }

    @Test func tensorsMustBeThoseOfTheGraph() throws {
        #expect(try refusal { $0.tensors.removeFirst() }.part == "tensor 'dense/kernel'")
        #expect(try refusal { $0.tensors[0].tensor = Tensor.zeros([8, 4]) }.message.contains("must be float32[4, 8]"))
        #expect(
            try refusal { $0.tensors[0].tensor = $0.tensors[0].tensor.cast(to: .float64) }.part
                == "tensor 'dense/kernel'")
        #expect(try refusal { $0.tensors.append(("stray", Tensor.zeros([1]))) }.part == "tensor 'stray'")
        #expect(
            try refusal { $0.tensors.removeAll { $0.name == "martlet.optimizer/momentum" } }.message == "it is missing")
    }

    @Test func nodesMustReadEarlierNodes() throws {
        let error = try graphRefusal { graph in
            var nodes = graph["nodes"]!.array!
            nodes[3]["inputs"] = [["node": 5, "output": 0], ["node": 1, "output": 0]]
            graph["nodes"] = .array(nodes)
        }
        #expect(error.part.hasPrefix("node 3 (") && error.message.contains("only nodes before it"))
        #expect(try graphRefusal { $0["outputs"] = [["node": -1, "output": 0]] }.part == "output 0")
        #expect(try graphRefusal { $0["outputs"] = [] }.part == "outputs")
        #expect(try graphRefusal { $0["losses"] = [["node": 0, "output": 0]] }.part == "loss 0")
    }

    @Test func operationsMustBeKnownAndOfFiles() throws {
        for name in ["Format", "FusedElementwise"] {
            let error = try graphRefusal { graph in
                var nodes = graph["nodes"]!.array!
                nodes[2]["operation"] = ["name": .string(name), "attributes": [:]]
                graph["nodes"] = .array(nodes)
            }
            #expect(error.part.contains("graph") && error.message.contains(name))
        }
    }

    @Test func constantsMustBeThoseOfTheGraph() throws {
        let first = "martlet.constant/0"
        let missing = try refusal { $0.tensors.removeAll { $0.name == first } }
        #expect(missing.part.hasPrefix("node ") && missing.message.contains("is constant 0 of 0"))
        let count = try trained().tensors.count { $0.name.hasPrefix("martlet.constant/") }
        #expect(
            try refusal { $0.tensors.append(("martlet.constant/\(count)", Tensor.zeros([1]))) }.part
                == "constant \(count)")
        #expect(
            try refusal { $0.tensors.append(("martlet.constant/999", Tensor.zeros([1]))) }.part
                == "tensor 'martlet.constant/999'")
        let both = try graphRefusal { graph in
            var nodes = graph["nodes"]!.array!
            nodes[2]["constant"] = 0
            graph["nodes"] = .array(nodes)
        }
        #expect(both.message.contains("must be an operation or a constant"))
        let fed = try graphRefusal { graph in
            var nodes = graph["nodes"]!.array!
            let place = nodes.firstIndex { $0["constant"] != nil }!
            nodes[place]["inputs"] = [["node": 0, "output": 0]]
            graph["nodes"] = .array(nodes)
        }
        #expect(fed.message.contains("with 1 inputs"))
        // Of another type it doesn't go with what reads it.
        #expect(
            try refusal { file in
                let place = file.tensors.firstIndex { $0.name == first }!
                file.tensors[place].tensor = Tensor.zeros([3, 5, 7], dtype: .bool)
            }.part.hasPrefix("node "))
    }

    @Test func shapesMayNotOverflowNorBeUsedBeforeTheTensorIsSeen() throws {
        for shape: JSON in [
            [4_611_686_018_427_387_904, 8], [-4, 8], [1_000_000_000, 1_000_000_000, 1_000_000_000], [1_000_000_000_000],
        ] {
            let error = try graphRefusal { graph in
                var parameters = graph["parameters"]!.array!
                parameters[0]["shape"] = shape
                graph["parameters"] = .array(parameters)
            }
            #expect(error.kind == .invalid)
        }
        #expect(try graphRefusal { $0["inputs"] = [["shape": [-1, 0], "dtype": "float32"]] }.part == "input 0")
    }

    @Test func namesMustBeUnique() throws {
        let error = try graphRefusal { graph in
            let parameters = graph["parameters"]!.array!
            graph["parameters"] = .array(parameters + [parameters[0]])
        }
        #expect(error.message.contains("occurs twice"))
    }

    @Test func sourcesAndPhasesTakeTheirInputs() throws {
        let read: JSON = ["node": 0, "output": 0]
        let operations: [(JSON, JSON)] = [
            (["name": "Phase", "attributes": ["followsFreezing": false]], []),
            (["name": "Phase", "attributes": ["followsFreezing": false]], [read]),
            (["name": "Constant", "attributes": ["dtype": "float32", "shape": [], "values": [1]]], [read]),
            (
                ["name": "Placeholder", "attributes": ["index": 0, "type": ["shape": [-1, 4], "dtype": "float32"]]],
                [read, read]
            ),
            (["name": "Variable", "attributes": ["bank": 0, "name": "dense/kernel", "shape": [4, 8]]], [read]),
        ]
        for (operation, inputs) in operations {
            let error = try graphRefusal { graph in
                var nodes = graph["nodes"]!.array!
                nodes.append(["operation": operation, "inputs": inputs, "path": ""])
                graph["nodes"] = .array(nodes)
            }
            #expect(error.message.contains("inputs, not"), "\(error)")
        }
    }

    @Test func layersLieAtPossiblePaths() throws {
        func layers(_ change: (inout [JSON]) -> Void) throws -> String {
            try graphRefusal { graph in
                var layers = graph["layers"]!.array!
                change(&layers)
                graph["layers"] = .array(layers)
            }.description
        }
        #expect(try layers { $0.append($0[0]) }.contains("occurs twice"))
        for path in ["", "/", "a/", "/a", "a//b"] {
            #expect(try layers { $0[0]["path"] = .string(path) }.contains("empty name"), "\(path)")
        }
        let deep = [String](repeating: "a", count: 2000).joined(separator: "/")
        #expect(try layers { $0[0]["path"] = .string(deep) }.contains("deeper than 64"))
        #expect(try layers { $0.removeFirst() }.contains("must name a layer"))
        for (part, key) in [("nodes", "path"), ("parameters", "name")] {
            let error = try graphRefusal { graph in
                var entries = graph[part]!.array!
                entries[0][key] = .string(deep + "/b")
                graph[part] = .array(entries)
            }
            #expect(error.message.contains("deeper than 64"))
        }
        let error = try graphRefusal { graph in
            var calls = graph["calls"]!.array!
            calls[0]["inputs"] = []
            graph["calls"] = .array(calls)
        }
        #expect(error.message.contains("at least one input"))
    }

    @Test func probesHaveNamesOfTheirOwn() throws {
        let probe: JSON = ["name": "p", "value": ["node": 0, "output": 0]]
        #expect(try graphRefusal { $0["probes"] = [probe, probe] }.message.contains("occurs twice"))
    }

    @Test func trainingMustFit() throws {
        func training(_ change: (inout JSON) -> Void) throws -> ModelFileError {
            try refusal { file in
                var json = try JSON(parsing: file.metadata["martlet.training"]!)
                change(&json)
                file.metadata["martlet.training"] = json.serialized()
            }
        }
        #expect(try training { $0["iteration"] = .integer(.max) }.message.contains("iteration"))
        #expect(try training { $0["epoch"] = -1 }.message.contains("epoch"))
        #expect(try training { $0["frozen"] = ["nowhere"] }.message.contains("nowhere"))
        #expect(try training { $0["compiled"]!["losses"] = [] }.message.contains("0 losses"))
        #expect(try training { $0["compiled"]!["optimizer"]!["class"] = "Newton" }.message.contains("Newton"))
    }

    /// Any bytes changed, and any part of the JSON replaced: what is read either throws or predicts and trains.
    ///
    /// The environment's MARTLET_TEST_SEED changes the damage.
    @Test(arguments: 0..<12 as Range<UInt64>) func mutationsNeverTrap(number: UInt64) throws {
        let seed = number + 12 * (getenv("MARTLET_TEST_SEED").flatMap { UInt64(String(cString: $0)) } ?? 0)
        let (x, y) = try Points.data()
        let isBinary = seed % 3 == 2
        let target = try isBinary ? y.cast(to: .float32).minimum(Float(1)).reshaped([Points.count, 1]) : y
        var model = try [Points.compiled, Self.branched, Self.binary][Int(seed % 3)](seed)
        let callbacks = { EarlyStopping(monitor: "loss", restoreBestWeights: true) }
        try model.fit(x, target, epochs: 1, callbacks: [callbacks(), ModelCheckpoint(folder["whole"])])
        let whole = try Safetensors(path: folder["whole"])
        let bytes = try whole.bytes()
        var random = SplitMix(state: seed)
        var accepted = 0
        for round in 0..<250 {
            var file = whole
            if round % 3 > 0 {
                let key = ["martlet.graph", "martlet.training", "martlet.run"].randomElement(using: &random)!
                var json = try JSON(parsing: file.metadata[key]!)
                for _ in 0..<round % 3 { random.damage(&json) }
                file.metadata[key] = json.serialized()
            }
            try AtomicFile.write(round % 3 == 0 ? damaged(bytes, &random) : file.bytes(), to: folder["mutated"])
            guard var read = try? Model(safetensors: folder["mutated"]) else { continue }
            accepted += 1
            _ = try? read.predict(x)
            _ = try? read.fit(x, target, epochs: 2, callbacks: [callbacks()], resume: true)
            _ = try? read.evaluate(x, target)
        }
        #expect(accepted > 0 && accepted < 250)
    }

    /// The bytes with a few of them changed, cut off, or doubled.
    private func damaged(_ bytes: [UInt8], _ random: inout SplitMix) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) { random.damage(&bytes) }
        return bytes
    }

    private static func branched(seed: UInt64) throws -> Model {
        var model = Model(inputs: [[4]], seed: seed) { inputs in
            let a = LayerNormalization()(Dense(6, activation: .gelu())(inputs[0]))
            let b = Flatten()(Reshape([3, 2])(Dense(6, activation: .selu)(inputs[0])))
            return Dense(3)(Concatenate()(a, Add()(a, b)))
        }
        try model.compile(
            optimizer: .rmsprop(learningRate: 0.01), loss: .sparseCategoricalCrossentropy(fromLogits: true),
            metrics: [.accuracy, .sparseTopKCategoricalAccuracy(k: 2)])
        return model
    }

    private static func binary(seed: UInt64) throws -> Model {
        var model = Model(
            Sequential {
                Dense(5, activation: .tanh)
                Dropout(0.5)
                Dense(1, activation: .sigmoid)
            }, input: [4], seed: seed)
        try model.compile(
            optimizer: .sgd(learningRate: 0.01, momentum: 0.9), loss: .binaryCrossentropy(),
            metrics: [.auc(), .precision(), .accuracy])
        return model
    }
}
