import MartletApplications
import MartletCodecs
import MartletCompression
import MartletGraph
import MartletInterop
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

@Suite struct StructuredPruningTests {
    let folder = TemporaryFolder()

    /// Dense layers whose weights are given.
    private func dense(_ kernels: [[[Float]]]) throws -> Model {
        let layers = kernels.map { Dense($0[0].count, activation: .relu) }
        var model = Model(Sequential(layers), input: [kernels[0].count])
        for (index, kernel) in kernels.enumerated() {
            let name = index == 0 ? "dense/kernel" : "dense_\(index)/kernel"
            try model.set(name, to: Tensor(kernel.flatMap(\.self), shape: [kernel.count, kernel[0].count]))
        }
        return model
    }

    /// Removing what is zero leaves the results as they are, and removing what isn't doesn't. Sums lose terms that are zero,
    /// so that others are added in another order: at most 1280 of them, in at most eight layers, err by 8 · 1280 · 2⁻²⁴ of
    /// the sums of their magnitudes, and what comes out are probabilities.
    @Test(arguments: StructuredNetworks.allCases) func deadFiltersAreRemoved(_ network: StructuredNetworks) throws {
        let model = try network.model().withDeadFilters()
        let small = try model.pruned(filters: 0.5)
        let report = try model.filterPruningReport(0.5)
        for row in report.rows {
            let isOutput = row.parameter == "out/kernel"
            #expect(row.after == (isOutput ? 3 : row.before / 2) && (row.reason != nil) == isOutput, "\(row)")
        }
        #expect(report.parametersBefore == model.parameterCount && report.parametersAfter == small.parameterCount)
        #expect(small.parameters.map(\.name) == model.parameters.map(\.name))
        let x = Shapes.images(5)
        func change(_ model: Model) throws -> Double {
            let (before, after) = (try model.predict(x), try model.pruned(filters: 0.5).predict(x))
            #expect(after.shape == before.shape)
            return zip(before.array(of: Double.self), after.array(of: Double.self)).map { abs($0 - $1) }.max()!
        }
        let tolerance = 8 * 1280 * Double(Float.ulpOfOne) / 2
        #expect(try change(model) < tolerance)
        #expect(try change(network.model()) > tolerance)
        for call in small.graph.calls {
            let record = small.graph.layers.first { $0.path == call.layer }
            #expect(record?.outputs == call.outputs.map(small.graph.type(of:)))
        }
    }

    /// The units with the smallest norms go, the first of equal ones; their number is rounded; one stays.
    @Test func unitsGoByTheirNorm() throws {
        // Sums of magnitudes 3, 4, 9, 5, 3; sums of squares 9, 8, 41, 25, 9.
        let model = try dense([
            [[3, 2, 4, 0, 0], [0, -2, -5, 5, -3]], (0..<5).map { row in [Float(row), Float(-row)] },
        ])
        func check(_ sparsity: Double, _ norm: FilterNorm = .l1, stay: [Int]) throws {
            let small = try model.pruned(filters: sparsity, norm: norm)
            for (name, axis) in [("dense/kernel", 1), ("dense/bias", 0), ("dense_1/kernel", 0)] {
                #expect(small[name] == (try model[name]?.take(stay, axis: axis)), "\(name) at \(sparsity)")
            }
            #expect(small["dense_1/bias"] == model["dense_1/bias"])
        }
        try check(0, stay: [0, 1, 2, 3, 4])
        try check(0.2, stay: [1, 2, 3, 4])
        try check(0.2, .l2, stay: [0, 2, 3, 4])
        try check(0.29, stay: [1, 2, 3, 4])
        try check(0.3, stay: [1, 2, 3])
        try check(0.6, stay: [2, 3])
        try check(0.99, stay: [2])
    }

    /// Of filters whose results are added, channels go by the sum of their norms.
    @Test func addedFiltersGoTogether() throws {
        var model = Model(inputs: [[4, 4, 1]]) { inputs in
            let (a, b) = (Conv2D(3, kernelSize: 1, name: "a"), Conv2D(3, kernelSize: 1, name: "b"))
            return Dense(2, name: "out")(GlobalAveragePooling2D()(Add()([a(inputs[0]), b(inputs[0])])))
        }
        try model.set("a/kernel", to: Tensor([1, 4, 3] as [Float], shape: [1, 1, 1, 3]))
        try model.set("b/kernel", to: Tensor([-5, 1, 3] as [Float], shape: [1, 1, 1, 3]))
        let small = try model.pruned(filters: 0.4)
        #expect(try small["a/kernel"] == Tensor([1, 3] as [Float], shape: [1, 1, 1, 2]))
        #expect(try small["b/kernel"] == Tensor([-5, 3] as [Float], shape: [1, 1, 1, 2]))
        #expect(small["out/kernel"] == (try model["out/kernel"]?.take([0, 2])))
        // One of them alone can't lose any.
        let error = #expect(throws: ModelError.self) { try model.pruned(filters: 0.4, layers: ["a"]) }
        #expect("\(error as Any)".contains("'a/kernel' stay: 'b' isn't among the layers"))
        #expect(try model.pruned(filters: 0.4, layers: ["a", "b"])["b/kernel"] == small["b/kernel"])
    }

    /// A layer that all others could be emptied for keeps a filter.
    @Test func noLayerLosesItsLast() throws {
        var model = Model(inputs: [[4]]) { inputs in
            let x = inputs[0]
            let joined = Concatenate()([Dense(2, name: "a")(x), Dense(2, name: "b")(x)])
            return Dense(2, name: "out")(Add()([joined, Dense(4, name: "c")(x)]))
        }
        for (name, value) in [("a", 0.001), ("b", 1), ("c", 0.001)] as [(String, Float)] {
            let shape = try #require(model["\(name)/kernel"]).shape
            try model.set("\(name)/kernel", to: Tensor.full(value, shape: shape))
        }
        let small = try model.pruned(filters: 0.5)
        #expect(small["a/kernel"]?.shape == [4, 1] && small["b/kernel"]?.shape == [4, 1])
        #expect(small["c/kernel"] == (try model["c/kernel"]?.take([1, 3], axis: 1)))
    }

    @Test func whatIsNeededStays() throws {
        let model = Model(inputs: [[8, 8, 2]]) { inputs in
            let added = Add()([inputs[0], Conv2D(2, kernelSize: 1, name: "added")(inputs[0])])
            let normalized = LayerNormalization(name: "norm")(Conv2D(4, kernelSize: 1, name: "before")(added))
            let free = Conv2D(4, kernelSize: 1, name: "free")(normalized)
            return Conv2D(4, kernelSize: 1, name: "out")(free)
        }
        let report = try model.filterPruningReport(0.5)
        #expect(report.rows.map(\.parameter) == ["added", "before", "free", "out"].map { $0 + "/kernel" })
        #expect(report.rows.map(\.after) == [2, 4, 2, 4])
        #expect(
            report.rows.map(\.reason) == [
                "they go together with the model's inputs", "Mean in 'norm' needs all of them", nil,
                "they are the model's outputs",
            ])
        #expect(report.description.contains("\nfree/kernel     4       2 "))
        #expect(report.bytesBefore - report.bytesAfter == 4 * (report.parametersBefore - report.parametersAfter))
        #expect(report.parametersBefore - report.parametersAfter == 2 * 4 + 2 + 4 * 2)
    }

    /// What is noted of layers, optimiser and frozen layers goes along.
    @Test func theyAreTrainedOnAndSaved() throws {
        let (x, y) = try Shapes.data()
        var model = try Shapes.compiled(StructuredNetworks.residual.model())
        try model.freeze("depthwise")
        try model.fit(x, y, epochs: 1)
        var small = try model.pruned(filters: 0.25)
        #expect(small.frozen == ["depthwise"] && small.training.iteration == model.training.iteration)
        #expect(small.training.slots.count == 2)
        for (old, new) in zip(model.training.slots, small.training.slots) {
            let (was, own) = (try #require(model.layout["branch/bias"]), try #require(small.layout["branch/bias"]))
            let biases = try #require(small["branch/bias"]).array(of: Float.self)
            let places = try #require(model["branch/bias"]).array(of: Float.self).enumerated()
                .filter { biases.contains($0.element) }.map(\.offset)
            let (before, after) = (old.array(of: Float.self), new.array(of: Float.self))
            #expect(places.count == 3)
            #expect(places.map { before[was.start + $0] } == Array(after[own.start..<own.start + 3]))
        }
        try small.save(to: folder["small.safetensors"])
        var read = try Model(safetensors: folder["small.safetensors"])
        #expect(try read.predict(x) == small.predict(x))
        #expect(try small.fit(x, y, epochs: 3, initialEpoch: 1) == read.fit(x, y, epochs: 3, initialEpoch: 1))
        #expect(try small.evaluate(x, y)["accuracy"]! > 0.9)
        #expect(small["stem/kernel"]?.shape == [3, 3, 2, 6])
        // It is compressed further.
        let integers = try small.postTrainingQuantized(calibration: Dataset(x, y)).quantized()
        #expect(try integers.evaluate(x, y)["accuracy"]! > 0.9)
        var masked = try small.pruned(.constantSparsity(0.5, beginStep: 1))
        try masked.fit(x, y, epochs: 1)
        #expect(abs(try masked.sparsityReport().sparsity - 0.5) < 0.01)
        #expect(try small.pruned(filters: 0.5).summary.contains("stem (Conv2D)"))
    }

    #if Archives
        /// Keras's files say the new numbers.
        @Test(arguments: StructuredNetworks.allCases.filter(\.isOfLayers))
        func theyAreWrittenForKeras(_ network: StructuredNetworks) throws {
            let small = try network.model().pruned(filters: 0.5)
            try small.save(keras: folder["\(network).keras"])
            let read = try Model(keras: folder["\(network).keras"])
            #expect(read.parameters.map(\.shape) == small.parameters.map(\.shape))
            #expect(try read.predict(Shapes.images(5)) == small.predict(Shapes.images(5)))
        }
    #endif

    /// Architectures that people know become smaller, and compute on.
    @Test(arguments: ["vgg16", "mobilenetv2", "resnet50", "inceptionv3"]) func applications(_ name: String) throws {
        let side = name == "inceptionv3" ? 75 : 32
        func made(_ application: some Application) -> Model { Model(application, input: [side, side, 3], seed: 1) }
        let model =
            switch name {
            case "vgg16": made(VGG16(includeTop: false, pooling: .avg))
            case "mobilenetv2": made(MobileNetV2(alpha: 0.35, classes: 5))
            case "resnet50": made(ResNet50(classes: 5))
            default: made(InceptionV3(classes: 5))
            }
        let report = try model.filterPruningReport(0.5)
        // Of weights between layers a quarter stays, and half of those that read images, are depthwise or give results.
        let whole = report.rows.filter { $0.reason != nil }
        let reason = name == "vgg16" ? "they are the model's outputs" : "Softmax in 'predictions' needs all of them"
        #expect(whole.map(\.reason) == [reason], "\(whole)")
        #expect(report.rows.filter { $0.reason == nil }.allSatisfy { $0.after == $0.before / 2 })
        let small = try model.pruned(filters: 0.5)
        #expect(small.parameterCount == report.parametersAfter)
        #expect(Double(small.parameterCount) < 0.4 * Double(model.parameterCount))
        var random = RandomGenerator(seed: 2)
        let result = try small.predict(random.uniform([2, side, side, 3]))
        #expect(
            result.shape == (name == "vgg16" ? [2, 512] : [2, 5]) && result.array(of: Float.self).allSatisfy(\.isFinite)
        )
        let again = try model.pruned(filters: 0.5)
        for parameter in small.parameters { #expect(again[parameter.name] == small[parameter.name]) }
        #expect(again.graph.description == small.graph.description)
    }

    @Test func badInput() throws {
        let model = StructuredNetworks.sequential.model()
        func refused(_ text: String, _ body: () throws -> some Any) {
            let error = #expect(throws: ModelError.self) { try body() }
            #expect("\(error as Any)".contains(text), "\(error as Any)")
        }
        for sparsity in [-0.1, 1, .nan, .infinity] {
            refused("filters is from 0 up to less than 1, not \(sparsity)") { try model.pruned(filters: sparsity) }
            refused("not \(sparsity)") { try model.filterPruningReport(sparsity) }
        }
        refused("no layer 'stems'") { try model.pruned(filters: 0.5, layers: ["stems"]) }
        refused("'out/kernel' stay: Softmax in 'out' needs all of them") {
            try model.pruned(filters: 0.5, layers: ["out"])
        }
        refused("has no layer with filters or units that can be removed") {
            try model.pruned(filters: 0.5, layers: ["flatten"])
        }
        refused("has quantizers; begin with what stripQuantization gives") {
            try model.quantizationAware().pruned(filters: 0.5)
        }
        let integers = try model.postTrainingQuantized(calibration: Dataset(Shapes.images(4))).quantized()
        refused("has no layer with filters or units that can be removed") { try integers.pruned(filters: 0.5) }
        refused("has masks; begin with what stripPruning gives") { try model.pruned().pruned(filters: 0.5) }
    }
}
