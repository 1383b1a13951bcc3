import MartletCodecs
import MartletCompression
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

@Suite struct PruningTests {
    /// tfmot's formula, point by point.
    @Test func polynomialDecay() {
        let schedule = PruningSchedule.polynomialDecay(
            initialSparsity: 0.5, finalSparsity: 0.9, beginStep: 100, endStep: 1100)
        #expect(schedule.sparsity(at: 100) == 0.5 && schedule.sparsity(at: 1100) == Double(Float(0.9)))
        for step in stride(from: 0, through: 1300, by: 50) {
            let passed = min(max(Double(step - 100) / 1000, 0), 1)
            let remaining = 1 - passed
            let expected = 0.9 + (0.5 - 0.9) * remaining * remaining * remaining
            #expect(abs(schedule.sparsity(at: step) - expected) < 1e-6)
            #expect(schedule.isDue(at: step) == (step >= 100 && step <= 1100 && step % 100 == 0))
        }
        let constant = PruningSchedule.constantSparsity(0.5, beginStep: 2, frequency: 3)
        #expect((0...9).filter(constant.isDue) == [2, 5, 8] && constant.sparsity(at: 5) == 0.5)
    }

    /// tfmot keeps 6 of 32 weights at 0.8, and 5 of 24.
    @Test(arguments: [(4, 8, 6), (8, 3, 5)]) func asManyStayAsTfmotKeeps(_ rows: Int, _ columns: Int, _ kept: Int)
        throws
    {
        var model = Model(Sequential { Dense(columns, useBias: false) }, input: [rows], seed: 1)
        try model.compile(optimizer: .sgd(learningRate: 0), loss: .meanSquaredError)
        let before = try #require(model["dense/kernel"]).array(of: Float.self)
        var pruned = try model.pruned(.constantSparsity(0.8, beginStep: 1))
        let (x, y) = try PruningSamples.data(2, rows, columns)
        try pruned.fit(x, y, epochs: 1)
        let after = try pruned.stripPruning()
        let weights = try #require(after["dense/kernel"]).array(of: Float.self)
        let least = before.map(abs).sorted(by: >)[kept - 1]
        #expect(weights == before.map { abs($0) >= least ? $0 : 0 })
        #expect(try pruned.sparsityReport().rows[0].zeros == rows * columns - kept)
        #expect(after.parameters.map(\.name) == model.parameters.map(\.name))
        #expect(try after.predict(x) == pruned.predict(x))
    }

    /// Masks are made in the steps of the schedule, by weights of which those that were zero took one step of gradient; what a
    /// step begins with is masked.
    @Test func stepsAreTfmots() throws {
        let schedule = PruningSchedule.polynomialDecay(
            initialSparsity: 0.2, finalSparsity: 0.8, beginStep: 1, endStep: 9, frequency: 2)
        var model = try PruningSamples.dense()
        var pruned = try model.pruned(schedule)
        let (x, y) = try PruningSamples.data(40)
        let kernels = ["dense/kernel", "dense_1/kernel"]
        for step in 1...12 {
            for name in kernels {
                var weights = try #require(model[name]).array(of: Float.self)
                var mask = try #require(pruned[name + "_mask"]).array(of: Bool.self)
                if schedule.isDue(at: step) {
                    let kept = (Float(mask.count) * (1 - Float(schedule.sparsity(at: step)))).rounded(.toNearestOrEven)
                    let least = weights.map(abs).sorted(by: >)[Int(kept) - 1]
                    mask = weights.map { abs($0) >= least }
                }
                for index in mask.indices where !mask[index] { weights[index] = 0 }
                try model.set(name, to: Tensor(weights, shape: #require(model[name]).shape))
            }
            let rows = (step - 1) % 5 * 8..<(step - 1) % 5 * 8 + 8
            try model.fit(x[rows], y[rows], epochs: step, batchSize: 8, shuffle: false, initialEpoch: step - 1)
            try pruned.fit(x[rows], y[rows], epochs: step, batchSize: 8, shuffle: false, initialEpoch: step - 1)
            for name in model.parameters.map(\.name) { #expect(pruned[name] == model[name], "\(name) after \(step)") }
        }
        #expect(pruned["pruning_step"] == Tensor(Int64(12)))
        #expect(abs(try pruned.sparsityReport().sparsity - 0.8) < 0.01)
    }

    /// A model that was saved goes on with the same bits.
    @Test func trainingIsResumed() throws {
        var whole = try PruningSamples.dense().pruned(.polynomialDecay(finalSparsity: 0.75, endStep: 20, frequency: 3))
        let (x, y) = try PruningSamples.data(40)
        var half = whole
        try whole.fit(x, y, epochs: 4, batchSize: 8)
        try half.fit(x, y, epochs: 2, batchSize: 8)
        let folder = TemporaryFolder()
        try half.save(to: folder["half.safetensors"])
        var resumed = try Model(safetensors: folder["half.safetensors"])
        try resumed.fit(x, y, epochs: 4, batchSize: 8, initialEpoch: 2)
        for name in whole.parameters.map(\.name) { #expect(resumed[name] == whole[name], "\(name)") }
    }

    @Test func stepsByHandAreThoseOfFit() throws {
        let (x, y) = try PruningSamples.data(8, 8, 1)
        var fitted = try PruningSamples.dense(8, 1).pruned(
            .polynomialDecay(finalSparsity: 0.8, endStep: 4, frequency: 1))
        var stepped = fitted
        try fitted.fit(x, y, epochs: 6, batchSize: 8, shuffle: false)
        let objective = Objective { networks, inputs in (networks[0](inputs[0]) - inputs[1]).square().mean() }
        for _ in 0..<6 { try stepped.apply(objective.gradient(of: [stepped], at: [x, y]).gradients[0]) }
        for name in fitted.parameters.map(\.name) { #expect(stepped[name] == fitted[name], "\(name)") }
    }

    @Test func patterns() throws {
        let (x, y) = try PruningSamples.data(8)
        func weights(_ pattern: SparsityPattern) throws -> [[Float]] {
            var model = try PruningSamples.dense().pruned(
                .constantSparsity(0.75, beginStep: 1), layers: ["dense"], pattern: pattern)
            try model.fit(x, y, epochs: 1)
            let kernel = try #require(model.stripPruning()["dense/kernel"])
            return (0..<8).map { kernel.array(of: Float.self)[$0 * 16..<$0 * 16 + 16] }.map(Array.init)
        }
        let blocks = try weights(.blocks(rows: 4, columns: 1))
        let present = (0..<2).flatMap { top in (0..<16).map { c in (0..<4).map { blocks[top * 4 + $0][c] != 0 } } }
        #expect(present.allSatisfy { Set($0).count == 1 } && present.count { $0[0] } == 8)
        let some = try weights(.structured(zeros: 2, of: 4))
        for top in [0, 4] {
            for column in 0..<16 { #expect((0..<4).count { some[top + $0][column] == 0 } == 2) }
        }
    }

    @Test func onlySomeLayersAndConvolutions() throws {
        var model = Model(
            Sequential {
                Conv2D(8, kernelSize: 3, activation: .relu)
                DepthwiseConv2D(kernelSize: 3)
                Flatten()
                Dense(2)
            }, input: [8, 8, 3], seed: 1)
        #expect(try model.sparsityReport().rows.map(\.parameter) == ["conv2d/kernel", "dense/kernel"])
        try model.compile(loss: .meanSquaredError)
        var pruned = try model.pruned(.constantSparsity(0.9, beginStep: 1), layers: ["conv2d"])
        let (x, y) = (Tensor.full(Float(1), shape: [4, 8, 8, 3]), Tensor.full(Float(1), shape: [4, 2]))
        try pruned.fit(x, y, epochs: 2)
        let rows = try pruned.sparsityReport().rows
        #expect(rows[0].zeros == 216 - 22 && rows[1].zeros == 0)
        // A frozen layer keeps its mask and its weights.
        try pruned.freeze("conv2d")
        let before = (pruned["conv2d/kernel"], pruned["conv2d/kernel_mask"])
        try pruned.fit(x, y, epochs: 2)
        #expect(pruned["conv2d/kernel"] == before.0 && pruned["conv2d/kernel_mask"] == before.1)
        // What is pruned can be rounded, too.
        try pruned.unfreeze("conv2d")
        var both = try pruned.quantizationAware()
        try both.fit(x, y, epochs: 1)
        #expect(try both.stripPruning().quantized().predict(x) == both.quantized().predict(x))
    }

    @Test func badInput() throws {
        let model = try PruningSamples.dense()
        func refused(_ text: String, _ body: () throws -> some Any) {
            let error = #expect(throws: ModelError.self) { try body() }
            #expect("\(error as Any)".contains(text), "\(error as Any)")
        }
        for (schedule, text) in [
            (.constantSparsity(1), "a sparsity is from 0 up to less than 1, not 1.0"),
            (.constantSparsity(.nan), "not nan"),
            (.constantSparsity(0.5, frequency: 0), "the frequency is 1 step or more"),
            (.constantSparsity(0.5, beginStep: 5, endStep: 4), "endStep, 4, is before beginStep, 5"),
            (.constantSparsity(0.5, beginStep: -1), "beginStep is 0 or more"),
            (.polynomialDecay(finalSparsity: -0.1, endStep: 9), "not -0.1"),
            (.polynomialDecay(finalSparsity: 0.9, endStep: 9, power: 0), "the power is more than 0"),
        ] as [(PruningSchedule, String)] {
            refused(text) { try model.pruned(schedule) }
        }
        refused("has no layer with weights that can be pruned") { try model.pruned(layers: ["batch_normalization"]) }
        refused("no layer 'dens'") { try model.pruned(layers: ["dens"]) }
        refused("of each 4 weights 4 can't be zero") { try model.pruned(pattern: .structured(zeros: 4, of: 4)) }
        refused("a block has 1 row") { try model.pruned(pattern: .blocks(rows: 0, columns: 1)) }
        refused("is pruned already") { try model.pruned().pruned() }
        refused("isn't pruned") { try model.stripPruning() }
        let images = Model(Conv2D(2, kernelSize: 3), input: [5, 5, 1])
        refused("only matrices have blocks") { try images.pruned(pattern: .blocks(rows: 2, columns: 2)) }
    }
}
