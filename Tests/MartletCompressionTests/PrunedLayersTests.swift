import MartletCompression
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// Which layers of a model are pruned, by which schedule, and among which weights.
@Suite struct PrunedLayersTests {
    private let early = PruningSchedule.polynomialDecay(finalSparsity: 0.75, beginStep: 1, endStep: 9, frequency: 2)
    private let late = PruningSchedule.constantSparsity(0.25, beginStep: 4, frequency: 3)

    private func expectEqual(_ a: Model, _ b: Model) {
        #expect(a.parameters.map(\.name) == b.parameters.map(\.name))
        for name in a.parameters.map(\.name) { #expect(a[name] == b[name], "\(name)") }
    }

    /// Layers that say how they are pruned do the same as a model that is told by path, by predicate or one by one.
    @Test func layersSayHowTheyArePruned() throws {
        let (x, y) = try PruningSamples.data(40)
        var said = try PruningSamples.compiled(
            Sequential {
                Dense(16, activation: .relu).pruned(early)
                BatchNormalization()
                Dense(4).pruned(late)
            })
        let plain = try PruningSamples.dense()
        #expect(said.graph.layers == plain.graph.layers)
        var told = try plain.pruned(early, layers: ["dense"]).pruned(late)
        var chosen = try plain.pruned(early, layers: .where { $0.path == "dense" })
            .pruned(late, layers: .where { $0.kind == "Dense" && $0.path != "dense" })
        try said.fit(x, y, epochs: 2, batchSize: 8)
        try told.fit(x, y, epochs: 2, batchSize: 8)
        try chosen.fit(x, y, epochs: 2, batchSize: 8)
        expectEqual(said, told)
        expectEqual(chosen, told)
        #expect(told["pruning_step"] == Tensor(Int64(10)))
        #expect(try told.sparsityReport().rows.map(\.zeros) == [96, 16])
        let stripped = try told.stripPruning()
        #expect(stripped.parameters.map(\.name) == plain.parameters.map(\.name))
        #expect(try stripped.predict(x) == told.predict(x))
    }

    @Test func layersWithinLayersAndLayersThatAreShared() throws {
        let (x, y) = try PruningSamples.data(16)
        var alone = try PruningSamples.compiled(Dense(4).pruned(.constantSparsity(0.5, beginStep: 1)))
        try alone.fit(x, y)
        #expect(try alone.sparsityReport().rows.map(\.zeros) == [16])
        let block = Sequential {
            Dense(8)
            Dense(4)
        }
        let within = try PruningSamples.compiled(Sequential { block.pruned() })
        #expect(within["sequential/dense/kernel_mask"] != nil && within["sequential/dense_1/kernel_mask"] != nil)
        let twice = Dense(8, name: "shared").pruned()
        var shared = Model(inputs: [[8]]) { Dense(4)(twice(twice($0[0]))) }
        try shared.compile(loss: .meanSquaredError)
        try shared.fit(x, y)
        #expect(shared.parameters.filter { $0.dtype == .bool }.count == 1 && shared["pruning_step"] == Tensor(Int64(1)))
    }

    /// A model that is pruned is a layer like any other, with its masks and its count.
    @Test func prunedModelsAreLayers() throws {
        let (x, y) = try PruningSamples.data(16, 8, 2)
        let base = try PruningSamples.dense().pruned(.constantSparsity(0.5, beginStep: 1, frequency: 1))
        var outer = try PruningSamples.compiled(
            Sequential {
                base
                Dense(2).pruned(.constantSparsity(0.75, beginStep: 1, frequency: 1))
            })
        try outer.fit(x, y, epochs: 3)
        #expect(try outer.sparsityReport().rows.map(\.zeros) == [64, 32, 6])
        #expect(outer["model/pruning_step"] == Tensor(Int64(3)) && outer["pruning_step"] == Tensor(Int64(3)))
        let stripped = try outer.stripPruning()
        #expect(stripped.parameters.allSatisfy { $0.dtype == .float32 })
        #expect(try stripped.predict(x) == outer.predict(x))
    }

    /// One threshold for all: the layer with small weights loses more of them.
    @Test func globalMagnitudes() throws {
        var model = try PruningSamples.dense(optimizer: .sgd(learningRate: 0))
        let names = ["dense/kernel", "dense_1/kernel"]
        try model.set(names[1], to: #require(model[names[1]]) * 3)
        let before = try names.map { try #require(model[$0]).array(of: Float.self) }
        var pruned = try model.pruned(.constantSparsity(0.8, beginStep: 1), pattern: .global)
        let (x, y) = try PruningSamples.data(8)
        try pruned.fit(x, y, epochs: 2)
        let least = before.joined().map(abs).sorted(by: >)[38 - 1]  // 0.2 · (128 + 64) = 38.4
        for (name, weights) in zip(names, before) {
            #expect(pruned[name]?.array(of: Float.self) == weights.map { abs($0) >= least ? $0 : 0 })
        }
        let rows = try pruned.sparsityReport().rows
        #expect(rows[0].zeros + rows[1].zeros == 192 - 38 && rows[0].sparsity > rows[1].sparsity)
    }

    /// Masks are the same bits for any number of threads, and equal magnitudes stay together.
    @Test func globalMasksAreTheSameForAnyNumberOfThreads() throws {
        let (x, y) = try PruningSamples.data(4, 256, 300)
        var model = Model(
            Sequential {
                Dense(300, useBias: false)
                Dense(300, useBias: false)
            }, input: [256], seed: 5)
        try model.compile(optimizer: .sgd(learningRate: 0), loss: .meanSquaredError)
        // A tenth of the first layer's weights are of one magnitude, that of the least that stays.
        let rounded = try #require(model["dense/kernel"]).array(of: Float.self)
            .map { (0.055...0.065).contains(abs($0)) ? 0.06 : $0 }
        try model.set("dense/kernel", to: Tensor(rounded, shape: [256, 300]))
        let pruned = try model.pruned(.constantSparsity(0.6, beginStep: 1), pattern: .global)
        func masks(_ threads: Int) throws -> [Tensor?] {
            var model = pruned
            let run = try onThreads(threads) { try model.fit(x, y) }
            #expect(run.shared == (threads > 1))
            return [model["dense/kernel_mask"], model["dense_1/kernel_mask"]]
        }
        let alone = try masks(1)
        let all = try rounded + #require(model["dense_1/kernel"]).array(of: Float.self)
        let kept = Int((Float(all.count) * (1 - Float(0.6))).rounded(.toNearestOrEven))
        let least = all.map(abs).sorted(by: >)[kept - 1]
        #expect(least == 0.06)
        #expect(try alone[0] == Tensor(rounded.map { abs($0) >= least }, shape: [256, 300]))
        for threads in [2, 3, 8] { #expect(try masks(threads) == alone) }
    }

    @Test func globalPruningIsResumed() throws {
        let (x, y) = try PruningSamples.data(40)
        var whole = try PruningSamples.dense().pruned(early, pattern: .global)
        var half = whole
        try whole.fit(x, y, epochs: 2, batchSize: 8)
        try half.fit(x, y, epochs: 1, batchSize: 8)
        let folder = TemporaryFolder()
        try half.save(to: folder["half.safetensors"])
        var resumed = try Model(safetensors: folder["half.safetensors"])
        try resumed.fit(x, y, epochs: 2, batchSize: 8, initialEpoch: 1)
        expectEqual(resumed, whole)
        #expect(try whole.sparsityReport().sparsity == 0.75)
    }

    /// Without regrowth what is zero stays zero, in steps of `fit` and by hand; momentum alone would move it.
    @Test(arguments: [
        SGD(learningRate: 0.05, momentum: 0.9) as any Optimizer, Adam(), Adagrad(), RMSprop(momentum: 0.5),
    ])
    func withoutRegrowthMaskedWeightsRest(_ optimizer: any Optimizer) throws {
        let (x, y) = try PruningSamples.data(8)
        var model = try PruningSamples.dense(optimizer: optimizer).pruned(early, regrowth: false)
        var stepped = model
        var free = try PruningSamples.dense(optimizer: optimizer).pruned(early)
        let objective = Objective { networks, inputs in (networks[0](inputs[0]) - inputs[1]).square().mean() }
        var (zeros, grown) = ([0], false)
        for epoch in 0..<12 {
            try model.fit(x, y, epochs: epoch + 1, shuffle: false, initialEpoch: epoch)
            try free.fit(x, y, epochs: epoch + 1, shuffle: false, initialEpoch: epoch)
            try stepped.apply(objective.gradient(of: [stepped], at: [x, y]).gradients[0])
            expectEqual(stepped, model)
            for name in ["dense/kernel", "dense_1/kernel"] {
                func masked(_ model: Model) throws -> [Float] {
                    let mask = try #require(model[name + "_mask"]).array(of: Bool.self)
                    return zip(try #require(model[name]).array(of: Float.self), mask).filter { !$1 }.map(\.0)
                }
                #expect(try masked(model).allSatisfy { $0 == 0 }, "\(name) after \(epoch)")
                if try masked(free).contains(where: { $0 != 0 }) { grown = true }
            }
            zeros.append(try model.sparsityReport().rows.reduce(0) { $0 + $1.zeros })
        }
        #expect(grown && zeros == zeros.sorted() && zeros.last == 144)
    }

    @Test func badInput() throws {
        let model = try PruningSamples.dense()
        func refused(_ text: String, _ body: () throws -> Any) {
            let error = #expect(throws: (any Error).self) { _ = try body() }
            #expect("\(error as Any)".contains(text), "\(error as Any)")
        }
        let one = try model.pruned(early, layers: ["dense"])
        refused("'dense/kernel' has a mask") { try one.pruned(late, layers: ["dense", "dense_1"]) }
        refused("is pruned already") { try one.pruned(late).pruned(late) }
        var trained = one
        let (x, y) = try PruningSamples.data(8)
        try trained.fit(x, y)
        refused("is chosen in the first step, and 1 are done") {
            try trained.pruned(pattern: .structured(zeros: 2, of: 4))
        }
        refused("dense_1") {
            try PruningSamples.compiled(
                Sequential {
                    Dense(4)
                    Dense(4).pruned(.constantSparsity(2))
                })
        }
        refused("a sparsity is from 0 up to less than 1, not 2.0") {
            try PruningSamples.compiled(Dense(4).pruned(.constantSparsity(2)))
        }
        refused("has no layer with weights that can be pruned") {
            try PruningSamples.compiled(Sequential { Dropout(0.5).pruned() })
        }
        let impossible = PruningSchedule.constantSparsity(0.5, frequency: 0)
        #expect(!impossible.isDue(at: 3) && impossible.lastUpdate(through: 3) == nil)
    }
}
