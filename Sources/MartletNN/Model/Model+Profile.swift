import MartletGraph
public import MartletNumerics

/// How long each kernel of a prediction or of a step of training takes.
public struct Profile: Sendable, CustomStringConvertible {
    /// One kernel: what runs, for which layer, its median time and speed.
    public struct Entry: Sendable {
        /// The kernel and its shape, such as `gemm nn 32×64×10 bias relu`.
        public var kernel: String
        /// The layer.
        public var path: String
        /// The median time of a run.
        public var nanoseconds: Double
        /// Floating-point operations a second, in billions; 0 where they aren't counted.
        public var gigaflops: Double
    }

    /// The kernels, in the order in which they run.
    public var entries: [Entry]

    /// The sum of the kernels' medians.
    public var nanoseconds: Double { entries.reduce(0) { $0 + $1.nanoseconds } }

    public var description: String {
        let rows = entries.map { entry in
            [
                entry.kernel, entry.path, "\((entry.nanoseconds / 10).rounded() / 100)",
                entry.gigaflops > 0 ? "\((entry.gigaflops * 10).rounded() / 10)" : "",
                "\((entry.nanoseconds / nanoseconds * 1000).rounded() / 10)%",
            ]
        }
        return table([["Kernel", "Layer", "µs", "GFLOP/s", "Share"]] + rows).joined(separator: "\n")
    }
}

extension Profile {
    /// The time of each layer, in the order in which they come first: the sum of its kernels', which are counted. Kernels of no
    /// layer, such as the optimiser, come by themselves.
    public var layers: [Entry] {
        var (order, kernels): ([String], [String: [Entry]]) = ([], [:])
        for entry in entries {
            let name = entry.path.isEmpty ? entry.kernel : entry.path
            if kernels[name] == nil { order.append(name) }
            kernels[name, default: []].append(entry)
        }
        return order.map { name in
            let all = kernels[name]!
            let time = all.reduce(0) { $0 + $1.nanoseconds }
            let operations = all.reduce(0) { $0 + $1.gigaflops * $1.nanoseconds }
            return Entry(
                kernel: all.count == 1 ? all[0].kernel : "\(all.count) kernels", path: all[0].path, nanoseconds: time,
                gigaflops: time > 0 ? operations / time : 0)
        }
    }

    /// From the nanoseconds of each kernel and of the optimiser, in some steps of training.
    init(_ plan: Plan, _ steps: [[UInt64]], optimizer: String) {
        let update = Entry(
            kernel: optimizer, path: "", nanoseconds: Self.median(steps.map { $0.last! }), gigaflops: 0)
        self.init(entries: Profile(plan, steps).entries + [update])
    }

    /// From the nanoseconds of a plan's steps in some runs.
    fileprivate init(_ plan: Plan, _ runs: [[UInt64]]) {
        entries = plan.steps.enumerated().map { index, step in
            let time = Self.median(runs.map { $0[index] })
            return .init(
                kernel: step.name, path: step.path, nanoseconds: time, gigaflops: time > 0 ? step.flops / time : 0)
        }
    }

    fileprivate static func median(_ times: [UInt64]) -> Double { Double(times.sorted()[times.count / 2]) }
}

extension Model {
    /// Times each kernel of a prediction of `x` as one batch; medians over `repetitions`.
    ///
    /// - Throws: as `predict`.
    public func profile(_ x: Tensor..., repetitions: Int = 100) throws -> Profile {
        try checked()
        try Self.require(repetitions)
        let inputs = try fitted(x)
        guard inputs[0].shape[0] > 0 else { throw ModelError.empty(what: "the input") }
        let program = try predictor(rows: inputs[0].shape[0])
        let outputs = program.plan.outputs.map { Tensor(uninitialized: $0.shape, dtype: $0.dtype) }
        return program.withSession { session in
            bind(session, program, inputs: inputs, outputs: outputs)
            let runs = (0..<repetitions).map { _ in session.profile() }
            withExtendedLifetime((inputs, outputs, self)) {}
            return Profile(program.plan, runs)
        }
    }

    /// Times each kernel of a step of training on `x` and `y` as one batch, and last the optimiser; medians over
    /// `repetitions` steps. They are taken by a copy: this model stays as it is.
    ///
    /// - Throws: as `fit`.
    public func profileTraining(_ x: Tensor, _ y: Tensor, repetitions: Int = 20) throws -> Profile {
        try Self.require(repetitions)
        let samples = try samples([x], [y], sampleWeight: nil, classWeight: [:], allowNonFinite: false)
        var model = self
        var source = ArrayBatches(samples, batchSize: samples.rows)
        guard let kind = source.next() else { throw ModelError.empty(what: "the data") }
        let program = try model.judge(
            .train(weighted: kind.isWeighted, fromFront: false), rows: kind.rows, front: source.front)
        let outputs = OutputBuffers(program)
        return program.withSession { session in
            outputs.bind(session, program)
            source.bind(session, program)
            var steps = OptimizerSteps(&model)
            steps.bind(session, program, model.version.frozen)
            let runs = (0..<repetitions).map { _ in steps.profile(session) }
            withExtendedLifetime((samples, model)) {}
            return Profile(program.plan, runs, optimizer: "\(type(of: model.compiled!.optimizer))")
        }
    }

    private static func require(_ repetitions: Int) throws {
        guard (1...1 << 20).contains(repetitions) else {
            throw ModelError.invalid(argument: "repetitions", reason: "must be in 1...\(1 << 20), not \(repetitions)")
        }
    }

    /// The values named by `probe` and the outputs of all layers, for one batch, by name; for debugging.
    ///
    /// - Throws: as `predict`.
    public func trace(_ x: Tensor...) throws -> [String: Tensor] {
        try checked()
        let inputs = try fitted(x)
        guard inputs[0].shape[0] > 0 else { throw ModelError.empty(what: "the input") }
        let decided = graph.improved(by: [.decidePhase(training: false) { _ in false }])
        let builder = Builder()
        let value = builder.inline(decided, decided.concreteInputs(builder, rows: inputs[0].shape[0]))
        var named = decided.probes.mapValues(value)
        for index in decided.nodes.indices where !decided.nodes[index].path.isEmpty {
            let symbol = value(.init(node: index))
            if decided.probes[decided.nodes[index].path] == nil { named[decided.nodes[index].path] = symbol }
        }
        let names = named.keys.sorted()
        let traced = try builder.finish(names.map { named[$0]! }).improved(by: [.removeDead])
        let plan = Plan(traced, wanted: traced.outputs.enumerated().map { ($1, .output($0)) }, banks: [layout])
        let program = try Program(plan, banks: 1)
        let outputs = plan.outputs.map { Tensor(uninitialized: $0.shape, dtype: $0.dtype) }
        program.withSession { session in
            bind(session, program, inputs: inputs, outputs: outputs)
            session.run()
        }
        withExtendedLifetime((inputs, self)) {}
        return Dictionary(uniqueKeysWithValues: zip(names, outputs))
    }

    /// Tells a session where whole inputs and outputs lie.
    private func bind(
        _ session: borrowing Session, _ program: Program, inputs: [Tensor], outputs: [Tensor]
    ) {
        bindParameters(session, program)
        for (index, tensor) in inputs.enumerated() {
            session.bind(program.inputs[index], UnsafeMutableRawPointer(mutating: tensor.baseAddress))
        }
        for (index, tensor) in outputs.enumerated() {
            session.bind(program.outputs[index], UnsafeMutableRawPointer(mutating: tensor.baseAddress))
        }
    }
}
