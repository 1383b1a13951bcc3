import CMartletKernels
import Martlet

/// What can be measured.
enum Cases {
    /// By a case's name, what sets it up and warms it up.
    static let table = [
        Vision.table, Agents.table, Transfer.table, IntegerProduct.table, SparseProducts.table,
        Estimators.table, Trackers.table, Explanations.table,
    ].reduce(small) { $0.merging($1) { $1 } }

    /// A case's preparation; the result does one repetition.
    typealias Preparation = @Sendable () throws -> () throws -> Answer

    private static let small: [String: Preparation] = [
        "mlp_fit": {
            var model = try Network.compiled()
            let (x, y) = try Network.data(rows: 10_000)
            let epochs = 20
            try model.fit(x, y, epochs: 1)
            return { .timed(seconds: try seconds { try model.fit(x, y, epochs: epochs) }, steps: epochs * 313) }
        },
        "mlp_predict_1": { try predictions(rows: 1) },
        "mlp_predict_10000": { try predictions(rows: 10_000) },
        "mlp_predict_1_invariant": { try predictions(rows: 1, isBatchInvariant: true) },
        "mlp_predict_10000_invariant": { try predictions(rows: 10_000, isBatchInvariant: true) },
        "mlp_int8_1": {
            let x = try Network.data(rows: 256).x
            let model = try Network.compiled().postTrainingQuantized(calibration: Dataset(x)).quantized()
            return try repeated { [row = try x[0..<1]] in _ = try model.predict(row) }
        },
        "mlp_predict_any": AnyRows.preparation,
        "step_loop": {
            let loop = Loop()
            return try repeated { loop.run() }
        },
        "memory": {
            let (x, y) = try Network.data(rows: 256)
            func cycle() throws {
                var model = try Network.compiled()
                try model.fit(x, y, epochs: 1)
            }
            return {
                for _ in 0..<50 { try cycle() }
                let before = Memory.resident
                for _ in 0..<1000 { try cycle() }
                return .memory(kibibytes: Memory.resident - before, cycles: 1000)
            }
        },
    ]

    private static func predictions(rows: Int, isBatchInvariant: Bool = false) throws -> () throws -> Answer {
        var model = try Network.compiled()
        model.isBatchInvariant = isBatchInvariant
        let x = try Network.data(rows: rows).x
        return try repeated { [model] in _ = try model.predict(x) }
    }

    /// What the worker does instead of serving, given one argument.
    static let commands: [String: @Sendable (String) throws -> Void] = [
        "save": { path in try Network.compiled().save(to: path) },
        "startup": { path in
            _ = try Model(contentsOf: path).predict(Tensor.zeros([1, Network.features]))
            Worker.say(Answer.peak(kibibytes: Memory.peak).json)
        },
        "steps": { count in
            var model = try Network.compiled()
            let (x, y) = try Network.data(rows: 32)
            try model.fit(x, y, epochs: Int(count) ?? 0)
        },
        "profile": { name in
            if let learning = Vision.learnings[name] {
                print(try learning().profile())
            } else {
                guard let inference = Vision.inferences[name] else { throw WorkerError.unknown("case", name) }
                print(try inference.model.profile(inference.batch, repetitions: 20))
            }
        },
        "rows": { name in print(try AnyRows.report(on: name)) },
        "side-by-side": { name in print(try SideBySide.report(on: name)) },
        "predictions": { count in
            let (model, x) = (try Network.compiled(), try Network.data(rows: 1).x)
            for _ in 0..<(Int(count) ?? 0) { _ = try model.predict(x) }
        },
        "curves": { folder in
            for id in ["CartPole-v1", "Acrobot-v1", "MountainCar-v0"] {
                try Curves.draw(id, to: "\(folder)/\(id).svg")
            }
        },
        "loop": { count in
            let loop = Loop()
            for _ in 0..<(Int(count) ?? 0) { loop.run() }
        },
    ]

    /// The seconds that `work` takes.
    static func seconds(_ work: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        let duration = try clock.measure { try work() }
        return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }

    /// A case that calls `call` for about so many seconds.
    static func repeated(
        _ call: @escaping () throws -> Void, seconds length: Double = 0.2, warmup: Int = 100
    ) throws -> () throws -> Answer {
        for _ in 0..<warmup { try call() }
        let each = try seconds { for _ in 0..<warmup { try call() } } / Double(warmup)
        let count = max(1, Int(length / each))
        return { .timed(seconds: try seconds { for _ in 0..<count { try call() } }, steps: count) }
    }
}
