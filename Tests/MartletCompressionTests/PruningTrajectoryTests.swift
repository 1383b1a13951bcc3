import MartletCodecs
import MartletCompression
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// Fifty steps of training with pruning, agreeing with TensorFlow's model optimization toolkit (tfmot 0.8.1) from equal weights,
/// and its schedules, step by step.
@Suite struct PruningTrajectoryTests {
    static let golden = KerasGolden("pruning")
    static let (steps, batch, layers) = (50, 8, ["first", "second", "classes"])

    /// Masks are the same in each step: nothing that they decide about lies nearer to what they are decided by than 2 · 10⁻⁴ of
    /// it. Losses and weights differ by at most 10⁻⁵ of the largest of each, as trajectories without pruning do.
    @Test(arguments: golden.names.filter { !$0.hasPrefix("schedule_") }) func prunesAlike(_ name: String) throws {
        let (golden, described) = (Self.golden, Self.golden.cases[name]!)
        var plain = Model(
            Sequential {
                Dense(16, activation: .relu, name: "first")
                Dense(8, activation: .tanh, name: "second")
                Dense(4, name: "classes")
            }, input: [12])
        for (weight, value) in golden.under("\(name)/initial/") { try plain.set(weight, to: value) }
        try plain.compile(
            optimizer: described["optimizer"]!.kerasOptimizer, loss: .sparseCategoricalCrossentropy(fromLogits: true))
        var model = try plain.pruned(
            described["schedule"]!.pruningSchedule, pattern: described["pattern"]!.sparsityPattern)

        let (x, y) = (golden["x"], golden["y"])
        let masks = Dictionary(uniqueKeysWithValues: Self.layers.map { ($0, golden["\(name)/mask/\($0)"]) })
        var history: [Double] = []
        for step in 0..<Self.steps {
            let rows = step * Self.batch..<(step + 1) * Self.batch
            let logs = try model.fit(
                try x[rows], try y[rows], epochs: step + 1, batchSize: Self.batch, shuffle: false, initialEpoch: step)
            history += logs["loss"]
            for (layer, mask) in masks {
                let own = try #require(model["\(layer)/kernel_mask"])
                #expect(try own == mask[step].cast(to: .bool), "\(layer) in step \(step + 1)")
            }
        }

        #expect(Tensor(history).relativeError(to: golden["\(name)/loss"]) <= 1e-5, "losses")
        for (state, model) in [("grown", model), ("final", try model.stripPruning())] {
            let truth = golden.under("\(name)/\(state)/")
            #expect(truth.count == 6)
            for (weight, value) in truth {
                #expect(try #require(model[weight]).relativeError(to: value) <= 1e-5, "\(weight), \(state)")
            }
        }
    }

    /// Powers differ by their last bits: sparsities by at most four of a number near 1.
    @Test(arguments: golden.names.filter { $0.hasPrefix("schedule_") }) func schedulesAgree(_ name: String) throws {
        let schedule = Self.golden.cases[name]!["schedule"]!.pruningSchedule
        let sparsity = Self.golden["\(name)/sparsity"].array(of: Double.self)
        let isDue = Self.golden["\(name)/due"].array(of: Int.self).map { $0 == 1 }
        for step in sparsity.indices {
            #expect(abs(schedule.sparsity(at: step) - sparsity[step]) <= 4 * Double(Float.ulpOfOne), "\(step)")
            #expect(schedule.isDue(at: step) == isDue[step], "\(step)")
            #expect(
                schedule.lastUpdate(through: step) == (1...max(step, 1)).last { $0 <= step && isDue[$0] }, "\(step)")
        }
    }
}

extension JSON {
    /// As tfmot's arguments say it.
    fileprivate var pruningSchedule: PruningSchedule {
        let (begin, frequency) = (self["begin_step"]!.integer!, self["frequency"]?.integer ?? 100)
        if let target = self["target_sparsity"]?.double {
            return .constantSparsity(
                target, beginStep: begin, endStep: self["end_step"]?.integer, frequency: frequency)
        }
        return .polynomialDecay(
            initialSparsity: self["initial_sparsity"]!.double!, finalSparsity: self["final_sparsity"]!.double!,
            beginStep: begin, endStep: self["end_step"]!.integer!, power: self["power"]?.double ?? 3,
            frequency: frequency)
    }

    fileprivate var sparsityPattern: SparsityPattern {
        func pair(_ key: String) -> (Int, Int)? { self[key]?.array.map { ($0[0].integer!, $0[1].integer!) } }
        if let (rows, columns) = pair("block_size") {
            return .blocks(
                rows: rows, columns: columns, pooling: self["block_pooling_type"] == "MAX" ? .max : .avg)
        }
        return pair("sparsity_m_by_n").map { .structured(zeros: $0, of: $1) } ?? .unstructured
    }
}
