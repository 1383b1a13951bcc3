import Glibc
import MartletCodecs
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// Files of version 1 are read for ever: those in the folder Golden hold every operation, and every layer, optimiser, loss,
/// metric and schedule that files name, as Martlet 0.1 wrote them.
///
/// They are never written again; what is added later gets a file of its own, by MARTLET_WRITE_GOLDENS=1.
@Suite struct VersionOneTests {
    private static let folder = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Golden/"
    private static let writes = getenv("MARTLET_WRITE_GOLDENS") != nil

    private func names() throws -> JSON {
        try JSON(parsing: FileReader.contents(of: Self.folder + "names1.json", limit: 1 << 24))
    }

    @Test(.enabled(if: writes)) func write() throws {
        let model = Everything.model
        try model.save(to: Self.folder + "everything1.safetensors")
        var trained = try Points.compiled()
        let data = try Points.data()
        try trained.fit(data.x, data.y, epochs: 1)
        try trained.save(to: Self.folder + "trained1.safetensors")
        let results = try [model.predict(Everything.input), trained.predict(data.x[0..<8])]
        let json: JSON = [
            "operations": .array(try Catalog.types.flatMap { try $0.stored }),
            "layers": .array(try Everything.layers.map(Everything.record)),
            "optimizers": .array(try Everything.optimizers.map { try JSON(encoding: $0) }),
            "losses": .array(try Loss.all.map { try JSON(encoding: $0) }),
            "metrics": .array(try Metric.all.map { try JSON(encoding: $0) }),
            "results": .array(
                results.map { .array($0.array(of: Float.self).map { .integer(Int($0.bitPattern)) }) }),
        ]
        try AtomicFile.write(json.serialized() + "\n", to: Self.folder + "names1.json")
    }

    /// How far results lie from those of the version that wrote them: sums of at most some hundred numbers of order 1.
    private func expectResults(_ tensor: Tensor, _ index: Int) throws {
        let bits = try #require(names()["results"]?[index]?.array).map { Float(bitPattern: UInt32($0.integer!)) }
        let values = tensor.array(of: Float.self)
        #expect(values.count == bits.count)
        for (place, (value, old)) in zip(values, bits).enumerated() {
            let isEqual = value == old || (value.isNaN && old.isNaN) || abs(value - old) <= 1e-4 * max(1, abs(old))
            #expect(isEqual, "result \(place) is \(value) and was \(old)")
        }
    }

    @Test func everyOperationComputesTheSame() throws {
        let model = try Model(safetensors: Self.folder + "everything1.safetensors")
        let used = Set(model.graph.nodes.map { $0.operation.name })
        #expect(used == Set(try operationNames()))
        try expectResults(model.predict(Everything.input), 0)
    }

    @Test func trainingGoesOn() throws {
        var model = try Model(safetensors: Self.folder + "trained1.safetensors")
        let data = try Points.data()
        try expectResults(model.predict(data.x[0..<8]), 1)
        #expect(model.epoch == 1 && model.iteration == 5)
        try model.fit(data.x, data.y, epochs: 1)
        #expect(model.epoch == 2)
    }

    /// Each name and attribute is still what it was: read and written again it is the same text.
    private func expectKept(_ part: String, _ again: (JSON) throws -> JSON) throws {
        let entries = try #require(names()[part]?.array)
        #expect(!entries.isEmpty)
        for entry in entries { #expect(try again(entry) == entry) }
    }

    @Test func namesAreKept() throws {
        func same<T: Codable>(_ type: T.Type) -> (JSON) throws -> JSON { { try JSON(encoding: $0.decode(type)) } }
        for entry in try #require(names()["operations"]?.array) {
            let operation = try entry.decode(AnyOperation.self).operation
            let again = try JSON(encoding: AnyOperation(operation)).decode(AnyOperation.self).operation
            #expect(operation.name == entry["name"]?.string && AnyHashable(again) == AnyHashable(operation))
        }
        try expectKept("optimizers", same(AnyOptimizer.self))
        try expectKept("losses", same(Loss.self))
        try expectKept("metrics", same(Metric.self))
        try expectKept("layers", Everything.again)
    }

    /// The names of all operations that files of version 1 hold.
    private func operationNames() throws -> [String] {
        try names()["operations"]!.array!.map { $0["name"]!.string! } + [
            "Placeholder", "Variable", "Constant", "Phase",
        ]
    }
}

/// All that files name, each once or more.
private enum Everything {
    static var optimizers: [AnyOptimizer] {
        get throws {
            let steps = 10
            let rates: [LearningRate] = [
                0.5, .exponentialDecay(0.5, decaySteps: steps, decayRate: 0.5),
                .cosineDecay(0.5, decaySteps: steps, warmupTarget: 1, warmupSteps: 2),
                .piecewiseConstantDecay(boundaries: [3], values: [1, 0.5]), .polynomialDecay(0.5, decaySteps: steps),
                .inverseTimeDecay(0.5, decaySteps: steps, decayRate: 0.5),
            ]
            let names = ["SGD", "Adam", "AdamW", "RMSprop", "Adagrad"]
            return try names.map { try AnyOptimizer(named: $0) }
                + rates.map { rate in
                    var optimizer = Adam()
                    optimizer.learningRate = rate
                    return AnyOptimizer(optimizer)
                }
        }
    }

    static let layers: [any Sendable] = [
        Dense(3), Conv1D(4, kernelSize: 3), Conv2D(4, kernelSize: 3), Conv1DTranspose(4, kernelSize: 3),
        Conv2DTranspose(4, kernelSize: 3), DepthwiseConv2D(3), SeparableConv2D(4, kernelSize: 3), BatchNormalization(),
        LayerNormalization(), Normalization(), UnitNormalization(), Embedding(5, 4), Flatten(), Reshape([2, 2]),
        Permute([2, 1]), RepeatVector(3), Dropout(0.5), GaussianNoise(0.5), GaussianDropout(0.5), ReLU(), LeakyReLU(),
        ELU(), Softmax(), Activation.relu, Activation.gelu(), Activation.selu, Identity(), Rescaling(0.5), Add(),
        Subtract(), Multiply(), Average(), Maximum(), Minimum(), Concatenate(), MaxPooling1D(), MaxPooling2D(),
        AveragePooling1D(), AveragePooling2D(), GlobalMaxPooling1D(), GlobalMaxPooling2D(), GlobalAveragePooling1D(),
        GlobalAveragePooling2D(), ZeroPadding1D(), ZeroPadding2D(), Cropping1D(), Cropping2D(), UpSampling1D(),
        UpSampling2D(), Resizing(3, 3), CenterCrop(2, 2),
    ]

    /// A layer's kind and configuration, as files keep them.
    static func record(_ layer: any Sendable) throws -> JSON {
        guard let layer = layer as? any Encodable else { return ["kind": .string("\(type(of: layer))")] }
        return ["kind": .string("\(type(of: layer))"), "configuration": try JSON(encoding: layer)]
    }

    /// A record, read as the layer that its kind names and written again.
    static func again(_ record: JSON) throws -> JSON {
        guard let layer = layers.first(where: { "\(type(of: $0))" == record["kind"]?.string }) else { return .null }
        guard let configuration = record["configuration"], let type = type(of: layer) as? any Codable.Type else {
            return record
        }
        func decoded<T: Codable>(_ type: T.Type) throws -> JSON { try JSON(encoding: configuration.decode(type)) }
        return ["kind": record["kind"]!, "configuration": try decoded(type)]
    }

    static let input = try! Tensor([Float(0.25), -1], shape: [2, 1])

    /// A model that applies each operation to numbers of its own and gives the sum of what comes out.
    static var model: Model { Model(Said(), input: [1], seed: 3) }

    private struct Said: Layer {
        func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
            let builder = scope.builder
            var sums = [
                scope.parameter("weight", [1]), scope.phase(training: x.sum(), inference: x.max()).reshaped([1]),
            ]
            for sample in Catalog.types.compactMap({ $0.samples.first }) {
                var generator = Generator(sample.label)
                let inputs = sample.inputs.enumerated().map { index, type in
                    let range = sample.ranges[index] ?? sample.range
                    let values = generator.tensor(type, in: range).array(of: Double.self).map { number in
                        // Few digits, so that the file stays small.
                        let rounded = (number * 64).rounded() / 64
                        return min(max(rounded, range.lowerBound), range.upperBound)
                    }
                    return builder.constant(try! Tensor(values, shape: type.shape).cast(to: type.dtype))
                }
                // Random numbers are another matter; that they are there is enough.
                let factor = sample.operation is Random ? 0.0 : 1
                sums += builder.apply(sample.operation, inputs).map {
                    ($0.cast(to: .float32).sum() * factor).reshaped([1])
                }
            }
            return x * 0 + sums.concatenated(axis: 0)
        }
    }
}

extension Operation {
    /// Its samples as files hold them.
    fileprivate static var stored: [JSON] {
        get throws { try samples.map { try JSON(encoding: AnyOperation($0.operation)) } }
    }
}
