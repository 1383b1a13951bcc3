import MartletCodecs
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// Models whose graph a pass says again.
@Suite struct RewritingTests {
    private let folder = TemporaryFolder()

    /// An observer of the largest value after each rectifier, a mask over each kernel, and a penalty on it.
    static func observed(_ graph: Graph, penalty: Double = 0) throws -> Graph {
        try graph.transformed { _, node, inputs, new in
            let scope = Scope(new.builder)
            switch node.operation {
            case is Relu:
                let y = new.builder.apply(node.operation, inputs)[0]
                let largest = scope.parameter("observer/largest", [], .zeros, trainable: false)
                scope.update("observer/largest", to: largest.maximum(y.max()))
                return [y]
            case let variable as Variable where variable.name.hasSuffix("/kernel"):
                let kernel = new.builder.variable(variable)
                let mask = scope.parameter("mask", Array(variable.shape), .ones, dtype: .bool, trainable: false)
                if penalty > 0 { scope.addLoss(kernel.square().sum() * penalty) }
                return [kernel * mask.cast(to: .float32)]
            default: return nil
            }
        }
    }

    @Test func parametersKeepTheirValuesAndNewOnesAreMade() throws {
        let (x, y) = try Points.data()
        var model = try Points.compiled()
        try model.freeze("dense")
        try model.fit(x, y, epochs: 1)
        let observed = try model.rewritten { try Self.observed($0) }
        for parameter in model.parameters { #expect(observed[parameter.name] == model[parameter.name]) }
        #expect(observed["dense/mask"] == Tensor.full(true, shape: [4, 8]))
        #expect(observed["dense/observer/largest"] == Tensor(Float(0)))
        #expect(observed.frozen == ["dense"])
        #expect(try observed.predict(x) == model.predict(x))
        #expect(try observed.evaluate(x, y) == model.evaluate(x, y))
        #expect(model.graph.parameters.count == 8)
    }

    @Test func trainingGoesOnAsIfNothingHadHappened() throws {
        let (x, y) = try Points.data()
        var model = try Points.compiled()
        try model.fit(x, y, epochs: 2)
        var observed = try model.rewritten { try Self.observed($0) }
        #expect(try observed.fit(x, y, epochs: 2) == model.fit(x, y, epochs: 2))
        #expect(observed["dense/kernel"] == model["dense/kernel"])
        #expect((observed.epoch, observed.iteration) == (4, model.iteration))
        // The largest value that any batch had while training.
        #expect(try observed["dense/observer/largest"]!.scalar(as: Float.self) > 1)
    }

    @Test func theOptimizerKeepsWhatItKnowsOfEachParameter() throws {
        let (x, y) = try Points.data()
        var model = try Points.compiled()
        try model.fit(x, y, epochs: 2)
        let scaled = try model.rewritten { graph in
            try graph.transformed { _, node, inputs, new in
                guard node.operation is Relu else { return nil }
                return [inputs[0].relu() * Scope(new.builder).parameter("scale", [], .ones)]
            }
        }
        #expect(scaled.parameters.contains { $0.name == "dense/scale" && $0.isTrainable })
        for (old, new) in zip(model.training.slots, scaled.training.slots) {
            let (known, moved) = (old.array(of: Float.self), new.array(of: Float.self))
            for entry in model.layout.trainable {
                let place = scaled.layout[entry.parameter.name]!.start
                let count = entry.parameter.count
                #expect(known[entry.start..<entry.start + count] == moved[place..<place + count])
            }
            #expect(moved[scaled.layout["dense/scale"]!.start] == 0)
        }
        var (again, trained) = (scaled, model)
        _ = try (again.fit(x, y, epochs: 1), trained.fit(x, y, epochs: 1))
        #expect(again["dense/scale"] != Tensor(Float(1)))
    }

    @Test func masksHoldInTrainingAndPenaltiesCount() throws {
        let (x, y) = try Points.data()
        let model = try Points.compiled()
        var mask = [Bool](repeating: true, count: 32)
        for index in stride(from: 0, to: 32, by: 3) { mask[index] = false }
        var masked = try model.rewritten(values: ["dense/mask": try Tensor(mask, shape: [4, 8])]) {
            try Self.observed($0)
        }
        var zeroed = model
        try zeroed.set(
            "dense/kernel", to: model["dense/kernel"]! * Tensor(mask.map { $0 ? 1 : 0 as Float }, shape: [4, 8]))
        #expect(try masked.predict(x) == zeroed.predict(x))
        let before = masked["dense/kernel"]!.array(of: Float.self)
        try masked.fit(x, y, epochs: 1)
        let after = masked["dense/kernel"]!.array(of: Float.self)
        for index in mask.indices { #expect((before[index] == after[index]) == !mask[index]) }

        let penalized = try model.rewritten { try Self.observed($0, penalty: 0.5) }
        let norms = try ["dense/kernel", "dense_1/kernel"].map { name in
            try (model[name]! * model[name]!).sum().scalar(as: Double.self)
        }
        let (plain, loss) = (try model.evaluate(x, y)["loss"]!, try penalized.evaluate(x, y)["loss"]!)
        #expect(abs(loss - plain - 0.5 * (norms[0] + norms[1])) < 1e-5 * loss)
    }

    @Test func filesKeepRewrittenModels() throws {
        let (x, y) = try Points.data()
        var model = try Points.compiled().rewritten { try Self.observed($0, penalty: 1e-3) }
        try model.fit(x, y, epochs: 1)
        try model.save(to: folder["model"])
        var read = try Model(safetensors: folder["model"])
        #expect(read.graph.description == model.graph.description)
        #expect(try read.fit(x, y, epochs: 1) == model.fit(x, y, epochs: 1))
        for parameter in model.parameters { #expect(read[parameter.name] == model[parameter.name]) }
    }

    @Test func layersAndTheirCallsFollow() throws {
        let model = try Points.compiled()
        let observed = try model.rewritten { try Self.observed($0).improved(by: [.removeDead]) }
        #expect(observed.graph.layers == model.graph.layers)
        #expect(observed.graph.calls.map(\.layer) == model.graph.calls.map(\.layer))
        for (old, new) in zip(model.graph.calls, observed.graph.calls) {
            #expect(old.inputs.map(model.graph.type) == new.inputs.map(observed.graph.type))
            #expect(old.outputs.map(model.graph.type) == new.outputs.map(observed.graph.type))
        }
        #expect(observed.graph.calls.map(\.outputs) != model.graph.calls.map(\.outputs))
    }

    /// Kernels in eight bits with one scale each: a quarter of the bytes, and results within the rounding.
    @Test func kernelsMayBeReplacedByOthersOfAnotherType() throws {
        let (x, y) = try Points.data()
        var model = try Points.compiled()
        try model.fit(x, y, epochs: 2)
        var values: [String: Tensor] = [:]
        for name in ["dense/kernel", "dense_1/kernel"] {
            let kernel = model[name]!.array(of: Float.self)
            let scale = kernel.map(abs).max()! / 127
            values[name + "_int8"] = try Tensor(
                kernel.map { Int8(($0 / scale).rounded()) }, shape: model[name]!.shape)
            values[name + "_scale"] = Tensor(scale)
        }
        let packed = try model.rewritten(values: values) { graph in
            try graph.transformed { _, node, _, new in
                guard let variable = node.operation as? Variable, variable.name.hasSuffix("/kernel") else { return nil }
                let scope = Scope(new.builder)
                let kernel = scope.parameter(
                    "kernel_int8", Array(variable.shape), .zeros, dtype: .int8, trainable: false)
                return [kernel.cast(to: .float32) * scope.parameter("kernel_scale", [], .ones, trainable: false)]
            }.improved(by: [.removeDead, .removeUnread])
        }
        #expect(packed["dense/kernel"] == nil)
        #expect(packed["dense/kernel_int8"]?.dtype == .int8)
        let difference = try (packed.predict(x) - model.predict(x)).abs().max().scalar(as: Float.self)
        #expect(difference > 0 && difference < 0.03)
        try packed.save(to: folder["packed"])
        #expect(try Model(safetensors: folder["packed"]).predict(x) == packed.predict(x))
    }

    @Test func mistakesLeaveTheModel() throws {
        let model = try Points.compiled()
        #expect(throws: ModelError.self) {
            try model.rewritten(values: ["nowhere": Tensor(Float(1))]) { try Self.observed($0) }
        }
        let wrong = #expect(throws: ModelError.self) {
            try model.rewritten(values: ["dense/mask": Tensor.ones([4, 8])]) { try Self.observed($0) }
        }
        #expect("\(wrong!)" == "dense/mask must be bool[4, 8] and is float32[4, 8]")
        #expect(throws: GraphError.self) {
            try model.rewritten { graph in
                try graph.transformed { _, node, inputs, new in
                    node.operation is Relu ? [Scope(new.builder).fail("no rectifier, please")] : nil
                }
            }
        }
    }
}
