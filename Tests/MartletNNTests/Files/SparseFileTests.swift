import MartletCodecs
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// Models in files without their zeros.
@Suite struct SparseFileTests {
    private let folder = TemporaryFolder()
    private static let packed: [FileCompression] = [.sparse, .deflate]

    /// A network of which one weight of ten isn't zero, trained for an epoch.
    private func sparse() throws -> Model {
        var model = Model(
            Sequential {
                Dense(96, activation: .relu)
                Dense(3, activation: .softmax)
            }, input: [4], seed: 3)
        try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
        let (x, y) = try Points.data()
        try model.fit(x, y, epochs: 1)
        for name in ["dense/kernel", "dense_1/kernel"] {
            let kernel = model[name]!
            let limit = kernel.array(of: Float.self).map(abs).sorted()[kernel.count * 9 / 10]
            try model.set(name, to: Tensor.where(kernel.abs() .>= limit, kernel, Float(0)))
        }
        return model
    }

    private func size(_ name: String) throws -> Int {
        try FileReader.contents(of: folder[name], limit: 1 << 24).count
    }

    @Test(arguments: packed) func modelsComeBackBitForBit(compression: FileCompression) throws {
        let (x, y) = try Points.data()
        var model = try sparse()
        try model.save(to: folder["whole"])
        try model.save(to: folder["packed"], compression: compression)
        try model.save(to: folder["again"], compression: compression)
        #expect(
            try FileReader.contents(of: folder["packed"], limit: 1 << 24)
                == FileReader.contents(of: folder["again"], limit: 1 << 24))
        #expect(try size("packed") < size("whole"))
        #expect(try Safetensors(path: folder["packed"]).metadata["martlet.version"] == "3")
        #expect(try Safetensors(path: folder["whole"]).metadata["martlet.version"] == "2")

        var read = try Model(safetensors: folder["packed"])
        #expect(read.metadata.isEmpty && !read.skipsZeros)
        for parameter in model.parameters { #expect(read[parameter.name] == model[parameter.name]) }
        #expect(try read.predict(x) == model.predict(x))
        // The optimiser's state is there too.
        #expect(try read.fit(x, y, epochs: 2) == model.fit(x, y, epochs: 2))
        for parameter in model.parameters { #expect(read[parameter.name] == model[parameter.name]) }
        // What was read is saved as any model is.
        try Model(safetensors: folder["packed"]).save(to: folder["again"])
        #expect(
            try FileReader.contents(of: folder["whole"], limit: 1 << 24)
                == FileReader.contents(of: folder["again"], limit: 1 << 24))
    }

    @Test func modelsThatSkipZerosAreKeptWithoutThem() throws {
        var model = try sparse()
        model.skipsZeros = true
        try model.save(to: folder["automatic"])
        let names = try Model.sparseTensors(inFile: folder["automatic"]).map(\.header.name)
        #expect(names.contains("dense/kernel") && names.contains("dense_1/kernel") && !names.contains("dense_1/bias"))
        #expect(try Model(safetensors: folder["automatic"]).skipsZeros)
        try model.save(to: folder["none"], compression: .none)
        #expect(try Model.sparseTensors(inFile: folder["none"]).isEmpty)
        #expect(try Safetensors(path: folder["none"]).metadata["martlet.version"] == "2")
        #expect(try Model(safetensors: folder["none"]).skipsZeros)
        // Files of before don't say it.
        model.skipsZeros = false
        try model.save(to: folder["plain"])
        #expect(try Safetensors(path: folder["plain"]).metadata["martlet.training"]!.contains("skipsZeros") == false)
    }

    @Test func checkpointsOfSparseModelsGoOnAsTraining() throws {
        let (x, y) = try Points.data()
        var model = try sparse()
        try model.freeze("dense")
        model.skipsZeros = true
        var (other, uninterrupted) = (model, model)
        let stop = { EarlyStopping(monitor: "loss", restoreBestWeights: true) }
        try other.fit(x, y, epochs: 2, callbacks: [stop(), ModelCheckpoint(folder["run"])])
        #expect(try !Model.sparseTensors(inFile: folder["run"]).isEmpty)
        var resumed = try Model(safetensors: folder["run"])
        #expect(resumed.skipsZeros)
        try resumed.fit(x, y, epochs: 4, callbacks: [stop()], resume: true)
        try uninterrupted.fit(x, y, epochs: 4, callbacks: [stop()])
        for parameter in model.parameters { #expect(resumed[parameter.name] == uninterrupted[parameter.name]) }
    }

    /// What is thrown for a file after a change.
    private func refusal(
        _ compression: FileCompression = .sparse, _ change: (inout Safetensors, inout JSON) throws -> Void
    ) throws -> ModelFileError {
        try sparse().save(to: folder["changed"], compression: compression)
        var file = try Safetensors(path: folder["changed"])
        var headers = try JSON(parsing: file.metadata["martlet.sparse"]!)
        try change(&file, &headers)
        file.metadata["martlet.sparse"] = headers.serialized()
        try file.write(to: folder["changed"])
        let error = try #require(throws: ModelFileError.self) { try Model(safetensors: folder["changed"]) }
        #expect(error.path == folder["changed"] && error.kind == .invalid)
        return error
    }

    private func headerRefusal(_ key: String, _ value: JSON) throws -> ModelFileError {
        try refusal { _, headers in
            var all = headers.array!
            #expect(all[0]["name"] == "dense/kernel")
            all[0][key] = value
            headers = .array(all)
        }
    }

    @Test func headersMustFit() throws {
        #expect(try headerRefusal("count", -1).part == "tensor 'dense/kernel'")
        #expect(try headerRefusal("count", .integer(.max)).part == "tensor 'dense/kernel'")
        #expect(try headerRefusal("shift", 64).message.contains("0...31"))
        #expect(try headerRefusal("name", "nowhere").part == "tensor 'nowhere'")
        #expect(try headerRefusal("dtype", "float8").part == "martlet.sparse")
        #expect(try headerRefusal("dtype", "float64").part == "tensor 'dense/kernel'")
        #expect(try headerRefusal("deflated", true).message.contains("zlib"))
        let shapes: [JSON] = [
            [-4, 96], [4_611_686_018_427_387_904, 8], [1_099_511_627_776], [1, 1, 1, 1, 1, 1, 1, 1, 1], "x", [96, 4],
            [1_000_000_000, 1_000_000_000, 1_000_000_000],
        ]
        for shape in shapes {
            #expect(try headerRefusal("shape", shape).description.count < 400, "\(shape)")
        }
        #expect(
            try refusal {
                $1 = [:]; _ = $0
            }.part == "martlet.sparse")
    }

    @Test(arguments: packed) func tensorsMustFit(compression: FileCompression) throws {
        func kernel(_ change: (inout [UInt8]) -> Void) throws -> ModelFileError {
            try refusal(compression) { file, _ in
                let place = file.tensors.firstIndex { $0.name == "dense/kernel" }!
                var bytes = file.tensors[place].tensor.array(of: UInt8.self)
                change(&bytes)
                file.tensors[place].tensor = Tensor(bytes)
            }
        }
        #expect(try kernel { $0.removeLast() }.part == "tensor 'dense/kernel'")
        #expect(try kernel { $0 = [] }.part == "tensor 'dense/kernel'")
        #expect(try kernel { $0 += [255] }.part == "tensor 'dense/kernel'" || compression == .deflate)
        #expect(
            try refusal(compression) { file, _ in file.tensors.removeAll { $0.name == "dense/kernel" } }.message
                .contains("missing"))
        // Not listed, it is a tensor of bytes.
        #expect(
            try refusal(compression) { _, headers in headers = .array(Array(headers.array!.dropFirst())) }.message
                .contains("it must be float32[4, 96]"))
    }

    /// Any part of the headers replaced, any byte changed: what is read either throws or predicts.
    @Test(arguments: packed) func mutationsNeverTrap(compression: FileCompression) throws {
        let (x, _) = try Points.data()
        try sparse().save(to: folder["whole"], compression: compression)
        let whole = try Safetensors(path: folder["whole"])
        var random = SplitMix(state: 1)
        var accepted = 0
        for round in 0..<400 {
            var file = whole
            if round % 2 == 0 {
                var json = try JSON(parsing: file.metadata["martlet.sparse"]!)
                random.damage(&json)
                file.metadata["martlet.sparse"] = json.serialized()
            } else {
                let place = Int.random(in: file.tensors.indices, using: &random)
                guard file.tensors[place].tensor.dtype == .uint8 else { continue }
                var bytes = file.tensors[place].tensor.array(of: UInt8.self)
                random.damage(&bytes)
                file.tensors[place].tensor = Tensor(bytes)
            }
            try file.write(to: folder["mutated"])
            do {
                _ = try Model(safetensors: folder["mutated"]).predict(x)
                accepted += 1
            } catch is ModelFileError {}
        }
        #expect(accepted > 0 && accepted < 400)
    }

    @Test func aFailedSaveLeavesTheOldFileWhole() throws {
        let model = try sparse()
        try model.save(to: folder["kept"], compression: .deflate)
        var other = model
        other.metadata["martlet.graph"] = "{}"
        #expect(throws: ModelFileError.self) { try other.save(to: folder["kept"], compression: .deflate) }
        #expect(try Model(safetensors: folder["kept"]).parameters == model.parameters)
        #expect(folder.names == ["kept"])
    }
}
