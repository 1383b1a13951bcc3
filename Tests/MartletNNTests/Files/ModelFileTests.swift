import Glibc
import MartletCodecs
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

@Suite struct ModelFileTests {
    private let folder = TemporaryFolder()

    @Test func readModelPredictsEvaluatesAndTrainsOnAsTheOneSaved() throws {
        let (x, y) = try Points.data()
        var model = try Points.compiled()
        try model.fit(x, y, epochs: 3)
        model.metadata["classes"] = "red,green,blue"
        try model.save(to: folder["model.safetensors"])
        var read = try Model(safetensors: folder["model.safetensors"])

        #expect(read.metadata == ["classes": "red,green,blue"])
        #expect(read.parameters == model.parameters)
        #expect(read.graph.description == model.graph.description)
        #expect((read.epoch, read.iteration, read.seed) == (3, model.iteration, 7))
        #expect(try read.predict(x) == model.predict(x))
        #expect(try read.evaluate(x, y) == model.evaluate(x, y))
        #expect(try read.fit(x, y, epochs: 2) == model.fit(x, y, epochs: 2))
        for parameter in model.parameters { #expect(read[parameter.name] == model[parameter.name]) }
    }

    @Test func sameModelGivesTheSameBytes() throws {
        let model = try Points.compiled()
        try model.save(to: folder["a"])
        try model.save(to: folder["b"])
        #expect(try contents("a") == contents("b"))
        try Model(safetensors: folder["a"]).save(to: folder["b"])
        #expect(try contents("a") == contents("b"))
    }

    @Test func frozenLayersAndTheirSlotsComeBack() throws {
        let (x, y) = try Points.data()
        var model = try Points.compiled()
        try model.freeze("dense")
        try model.fit(x, y, epochs: 1)
        try model.save(to: folder["frozen"])
        var read = try Model(safetensors: folder["frozen"])
        #expect(read.frozen == ["dense"])
        #expect(try read.fit(x, y, epochs: 1) == model.fit(x, y, epochs: 1))
        #expect(read["dense/kernel"] == Points.model()["dense/kernel"])
    }

    @Test func modelsThatWereNeverCompiledAreSavedToo() throws {
        let (x, y) = try Points.data()
        let model = Points.model()
        try model.save(to: folder["plain"])
        let read = try Model(safetensors: folder["plain"])
        #expect(try read.predict(x) == model.predict(x))
        #expect(throws: ModelError.notCompiled) { try read.evaluate(x, y) }
    }

    @Test func withoutTheOptimizerTheFileIsSmaller() throws {
        let (x, y) = try Points.data()
        var model = try Points.compiled()
        try model.fit(x, y, epochs: 1)
        try model.save(to: folder["bare"], includeOptimizer: false)
        let read = try Model(safetensors: folder["bare"])
        #expect(try read.predict(x) == model.predict(x))
        #expect(throws: ModelError.notCompiled) { try read.evaluate(x, y) }
        let names = try Safetensors(path: folder["bare"]).tensors.map(\.name)
        #expect(names.filter { !$0.hasPrefix("martlet.constant/") } == model.graph.parameters.map(\.name))
    }

    @Test func lossesThatAreCodeLeaveTheModelToBeCompiledAgain() throws {
        let (x, y) = try Points.data()
        let loss = Loss.custom("mine") { target, prediction in
            Loss.meanSquaredError.perSample(target, prediction)
        }
        let target = y.array(of: Float.self).map { $0 / 2 }
        let goal = try Tensor(target.flatMap { [$0, 1 - $0, 0] }, shape: [Points.count, 3])
        var model = Points.model()
        try model.compile(optimizer: .adam(), loss: loss)
        try model.fit(x, goal, epochs: 2)
        try model.save(to: folder["custom"])
        var read = try Model(safetensors: folder["custom"])
        #expect(try read.predict(x) == model.predict(x))
        #expect(throws: ModelError.compilationNotSaved(reason: "the loss 'mine' is code")) {
            try read.fit(x, goal)
        }
        try read.compile(optimizer: .adam(), loss: loss)
        #expect(read.iteration == model.iteration)
        #expect(try read.fit(x, goal, epochs: 2) == model.fit(x, goal, epochs: 2))
        try read.compile(optimizer: .adam(), loss: loss)
        #expect(read.iteration == 0)
    }

    @Test func lambdaLayersAreSavedAsWhatTheyCompute() throws {
        let (x, _) = try Points.data()
        let model = Model(inputs: [[4]]) { inputs in
            Dense(2)(Lambda { ($0 * 2).tanh() }(inputs[0]))
        }
        try model.save(to: folder["lambda"])
        #expect(try Model(safetensors: folder["lambda"]).predict(x) == model.predict(x))
    }

    /// A constant for each kind of float that JSON can't spell, and one that decimal digits could round.
    private static let special: [Float] = [
        .nan, -.nan, .infinity, -.infinity, -0.0, .leastNonzeroMagnitude, Float(bitPattern: 0x7FC0_1234), 0.1,
    ]

    @Test func constantsSurviveBitForBit() throws {
        let model = Model(inputs: [[8]]) { inputs in
            let constant = inputs[0].builder.constant(Tensor(Self.special))
            let counts = inputs[0].builder.constant(Tensor([Int.max, .min, 0, 1, 2, 3, 4, (1 << 53) + 1]))
            let same = inputs[0].builder.constant(Tensor(Self.special))
            return select(counts.isGreater(than: 9e15), constant, same) + inputs[0] * 0
        }
        try model.save(to: folder["constants"])
        let file = try Safetensors(path: folder["constants"])
        #expect(file.tensors.count { $0.name.hasPrefix("martlet.constant/") } == 4)  // two of them are numbers
        #expect(file.metadata["martlet.graph"]?.contains("Constant") == false)
        let read = try Model(safetensors: folder["constants"])
        for (a, b) in zip(model.graph.nodes, read.graph.nodes) where a.operation is Constant {
            #expect(AnyHashable(a.operation) == AnyHashable(b.operation))
        }
        let x = Tensor.zeros([2, 8])
        #expect(try Constant(read.predict(x)) == Constant(model.predict(x)))
    }

    @Test func constantsOfOldFilesAreRead() throws {
        let model = Model(inputs: [[2]]) { $0[0] * $0[0].builder.constant(Tensor([1.5, -2] as [Float])) }
        try model.save(to: folder["new"])
        var file = try Safetensors(path: folder["new"])
        file.tensors.removeAll { $0.name == "martlet.constant/0" }
        file.metadata["martlet.version"] = "1"
        let attributes = #"{"dtype":"float32","shape":[2],"values":[1.5,-2.0]}"#
        file.metadata["martlet.graph"]!.replace(
            #""constant":0"#, with: #""operation":{"name":"Constant","attributes":"# + attributes + "}")
        try file.write(to: folder["old"])
        let x = try Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
        #expect(try Model(safetensors: folder["old"]).predict(x) == model.predict(x))
    }

    @Test func reservedNamesAreRefused() throws {
        var model = Points.model()
        model.metadata["martlet.graph"] = "{}"
        let error = try #require(throws: ModelFileError.self) { try model.save(to: folder["reserved"]) }
        #expect(error.kind == .unsupported && error.part == "metadata 'martlet.graph'")
    }

    @Test func aFailedSaveLeavesTheOldFileWhole() throws {
        let model = Points.model()
        try model.save(to: folder["kept"])
        let before = try contents("kept")
        var broken = model
        broken.metadata["martlet.x"] = ""
        #expect(throws: ModelFileError.self) { try broken.save(to: folder["kept"]) }
        #expect(throws: FileError.self) { try model.save(to: folder["no/such/folder"]) }
        #expect(try contents("kept") == before)
    }

    private func contents(_ name: String) throws -> [UInt8] {
        try FileReader.contents(of: folder[name], limit: 1 << 24)
    }
}
