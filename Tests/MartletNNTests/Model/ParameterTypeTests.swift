import MartletCodecs
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// Parameters that aren't float32: whatever is done with a model keeps them bit for bit.
@Suite struct ParameterTypeTests {
    private let folder = TemporaryFolder()

    /// A count of steps beyond what float32 can tell apart, a mask, and weights in eight bits, with a float32 part.
    private struct Kept: Layer {
        static let start = 1 << 40

        func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
            let count = scope.parameter("count", [], .constant(Double(Self.start)), dtype: .int64, trainable: false)
            scope.update("count", to: count + 1)
            let mask = scope.parameter("mask", [x.shape[1]], .ones, dtype: .bool, trainable: false)
            let weights = scope.parameter("weights", [x.shape[1]], .constant(-2), dtype: .int8, trainable: false)
            let bytes = scope.parameter("bytes", [3], .constant(200), dtype: .uint8, trainable: false)
            let bias = scope.parameter("bias", [2], .constant(100_000_001), dtype: .int32, trainable: false)
            let scale = scope.parameter("scale", [x.shape[1]], .ones)
            let shift = (bytes.cast(to: .float32).sum() + bias.cast(to: .float32).sum()) * 1e-9
            return x * mask.cast(to: .float32) * weights.cast(to: .float32) * scale + shift
        }
    }

    private static let names = ["count", "mask", "weights", "bytes", "bias", "scale"].map { "kept/\($0)" }

    private func model() throws -> Model {
        var model = Model(
            Sequential {
                Dense(8, activation: .relu)
                Kept()
                Dense(3, activation: .softmax)
            }, input: [4], seed: 7)
        try model.compile(
            optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
        let mask = Tensor([true, false, true, true, false, true, true, true])
        try model.set("kept/mask", to: mask)
        return model
    }

    private func expectEqual(_ a: Model, _ b: Model) {
        for name in a.parameters.map(\.name) {
            #expect(a[name] == b[name], "\(name)")
            #expect(a[name]?.dtype == b[name]?.dtype, "\(name)")
        }
    }

    @Test func theyBeginAsDeclaredAndAreReadInTheirTypes() throws {
        let model = try model()
        #expect(Self.names.map { model[$0]?.dtype } == [.int64, .bool, .int8, .uint8, .int32, .float32])
        #expect(try model["kept/count"]?.scalar(as: Int64.self) == Int64(Kept.start))
        #expect(model["kept/bias"]?.array(of: Int32.self) == [100_000_001, 100_000_001])
        #expect(model["kept/bytes"]?.array(of: UInt8.self) == [200, 200, 200])
        #expect(model.parameterCount == 4 * 8 + 8 + 1 + 8 + 8 + 3 + 2 + 8 + 8 * 3 + 3)
        #expect(model.summary.hasSuffix("Of other types: 8 int8, 3 uint8, 2 int32, 1 int64, 8 bool"))
    }

    @Test func trainingUpdatesThemExactly() throws {
        let (x, y) = try Points.data()
        var model = try model()
        try model.fit(x, y, epochs: 2, batchSize: 50)
        #expect(try model["kept/count"]?.scalar(as: Int64.self) == Int64(Kept.start + 6))
        #expect(model["kept/mask"]?.array(of: Bool.self).filter { $0 }.count == 6)
        #expect(model["kept/scale"] != Tensor.ones([8]))
        #expect(model["kept/weights"] == Tensor.full(Int8(-2), shape: [8]))
    }

    @Test func theyComputeWhatFloatsWould() throws {
        let (x, _) = try Points.data()
        let model = try model()
        var hidden = try x.matmul(model["dense/kernel"]!).maximum(Float(0))
        let mask = model["kept/mask"]!.cast(to: .float32)
        hidden = try hidden * mask * Float(-2) + Float((600 + 2 * 100_000_000) * 1e-9)
        let logits = try hidden.matmul(model["dense_1/kernel"]!)
        let expected = logits.array(of: Float.self).chunks(of: 3).map { row in row.firstIndex(of: row.max()!)! }
        let got = try model.predict(x).array(of: Float.self).chunks(of: 3).map { $0.firstIndex(of: $0.max()!)! }
        #expect(got == expected)
    }

    @Test func filesKeepThem() throws {
        let (x, y) = try Points.data()
        var model = try model()
        try model.fit(x, y, epochs: 1)
        try model.save(to: folder["model"])
        var read = try Model(safetensors: folder["model"])
        expectEqual(read, model)
        #expect(try read.fit(x, y, epochs: 2) == model.fit(x, y, epochs: 2))
        expectEqual(read, model)
    }

    @Test func freezingMovesThemWhole() throws {
        let (x, y) = try Points.data()
        var model = try model()
        let before = model
        try model.freeze("dense", "kept")
        expectEqual(model, before)
        try model.fit(x, y, epochs: 1)
        #expect(model["kept/count"] == before["kept/count"])
        try model.unfreezeAll()
        #expect(model["dense/kernel"] == before["dense/kernel"])
        #expect(model["kept/mask"] == before["kept/mask"])
    }

    @Test func bestWeightsAndCopiesHoldThem() throws {
        let (x, y) = try Points.data()
        var model = try model()
        let stopping = EarlyStopping(monitor: "loss", mode: .max, restoreBestWeights: true)
        try model.fit(x, y, epochs: 3, batchSize: 150, callbacks: [stopping])
        #expect(try model["kept/count"]?.scalar(as: Int64.self) == Int64(Kept.start + 1))
        var target = try self.model()
        try target.copyParameters(from: model, tau: 0.25)
        #expect(target["kept/count"] == model["kept/count"])
        let (old, new) = (try self.model()["kept/scale"]!, model["kept/scale"]!)
        #expect(try target["kept/scale"]! == old + Float(0.25) * (new - old))
        try target.copyParameters(from: model)
        expectEqual(target, model)
    }

    @Test func objectivesSetThem() throws {
        var model = try model()
        let objective = Objective { networks, inputs in networks[0](inputs[0]).square().mean() }
        let x = try Points.data().x
        try model.apply(objective.gradient(of: [model], at: [x]).gradients[0])
        #expect(try model["kept/count"]?.scalar(as: Int64.self) == Int64(Kept.start + 1))
        var stepper = try objective.stepper(of: [model], inputs: [TensorType(x.shape)], training: 0)
        try stepper.withInput(0, as: Float.self) { for index in 0..<x.count { $0[index] = 1 } }
        var models = [model]
        for _ in 0..<3 { try stepper.step(&models) }
        #expect(try models[0]["kept/count"]?.scalar(as: Int64.self) == Int64(Kept.start + 4))
    }

    @Test func mistakesAreRefused() throws {
        struct Wrong: Layer {
            var dtype: DType
            var initializer: Initializer
            var trainable: Bool
            func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
                x * scope.parameter("w", [], initializer, dtype: dtype, trainable: trainable).cast(to: .float32)
            }
        }
        func mistake(_ dtype: DType, _ initializer: Initializer, trainable: Bool) -> String {
            let model = Model(Wrong(dtype: dtype, initializer: initializer, trainable: trainable), input: [2])
            return "\(#expect(throws: GraphError.self) { _ = try model.predict(Tensor.zeros([1, 2])) }!)"
        }
        #expect(mistake(.int8, .zeros, trainable: true).contains("what is trained is float32"))
        #expect(mistake(.int8, .glorotUniform, trainable: false).contains("random numbers are no int8"))
    }

    @Test func filesThatTrainIntegersAreRefused() throws {
        try model().save(to: folder["model"])
        var file = try Safetensors(path: folder["model"])
        let text = file.metadata["martlet.graph"]!
        file.metadata["martlet.graph"] = text.replacing(
            #""dtype":"int8","isTrainable":false"#, with: #""dtype":"int8","isTrainable":true"#)
        #expect(file.metadata["martlet.graph"] != text)
        try file.write(to: folder["changed"])
        let error = try #require(throws: ModelFileError.self) { try Model(safetensors: folder["changed"]) }
        #expect(error.message.contains("what is trained must be float32"))
    }

    @Test func filesWithoutTypesHoldFloats() throws {
        let (x, _) = try Points.data()
        let model = try Points.compiled()
        try model.save(to: folder["model"])
        var file = try Safetensors(path: folder["model"])
        var graph = try JSON(parsing: file.metadata["martlet.graph"]!)
        var parameters = graph["parameters"]!.array!
        for index in parameters.indices { parameters[index]["dtype"] = nil }
        var nodes = graph["nodes"]!.array!
        for index in nodes.indices where nodes[index]["operation"]?["name"] == "Variable" {
            nodes[index]["operation"]!["attributes"]!["dtype"] = nil
        }
        graph["parameters"] = .array(parameters)
        graph["nodes"] = .array(nodes)
        file.metadata["martlet.graph"] = graph.serialized()
        try file.write(to: folder["old"])
        #expect(try Model(safetensors: folder["old"]).predict(x) == model.predict(x))
    }

    /// Before there were other dtypes, checkpoints kept all parameters as one float32 tensor.
    @Test func bestWeightsOfOldCheckpointsFit() throws {
        let model = try Points.compiled()
        let bytes = model.vector.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        #expect(model.restored(Tensor(bytes)) != nil)
        #expect(model.restored(Tensor(bytes.dropLast(16).map { $0 })) == nil)
        #expect(model.restored(Tensor(bytes.map { Int32($0.bitPattern & 1) })) == nil)
    }

    @Test func bytesThatAreNoBoolsDoNotFit() throws {
        let model = try model()
        var bytes = model.vector.array(of: UInt8.self)
        #expect(model.restored(Tensor(bytes)) != nil)
        bytes[model.layout["kept/mask"]!.byteOffset] = 7
        #expect(model.restored(Tensor(bytes)) == nil)
    }
}

extension Array {
    fileprivate func chunks(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<$0 + size]) }
    }
}
