package import MartletGraph
public import MartletNumerics

extension Model {
    /// The outputs for some rows, in inference mode. May be called from many threads at once.
    ///
    /// - Parameters:
    ///   - x: `[rows, …]` as the model's input; other dtypes are converted.
    ///   - batchSize: how many rows are computed at a time, at most; chosen for the caches if not given. It changes no
    ///     result beyond rounding, and with `isBatchInvariant` none.
    /// - Throws: mistakes in the layers, `ModelError` when `x` doesn't fit.
    public func predict(_ x: Tensor, batchSize: Int? = nil) throws -> Tensor {
        // The path of the same small question asked again and again: no arrays, one allocation for the answer.
        if batchSize == nil, let program = programs.recent(for: TensorType(x.shape, x.dtype), version.all) {
            let output = Tensor(uninitialized: program.plan.outputs[0].shape, dtype: program.plan.outputs[0].dtype)
            program.withSession { session in
                bindParameters(session, program)
                session.bind(program.inputs[0], UnsafeMutableRawPointer(mutating: x.baseAddress))
                session.bind(program.outputs[0], UnsafeMutableRawPointer(mutating: output.baseAddress))
                session.run()
            }
            withExtendedLifetime((x, self)) {}
            return output
        }
        guard graph.outputs.count == 1 || mistake != nil else {
            throw ModelError.wrongCount(what: "outputs; use predict(inputs:)", expected: graph.outputs.count, got: 1)
        }
        return try predict(inputs: [x], batchSize: batchSize)[0]
    }

    /// The same with Keras's label.
    public func predict(x: Tensor, batchSize: Int? = nil) throws -> Tensor { try predict(x, batchSize: batchSize) }

    /// The outputs for several inputs.
    public func predict(inputs: [Tensor], batchSize: Int? = nil) throws -> [Tensor] {
        try checked()
        if let batchSize, batchSize < 1 {
            throw ModelError.invalid(argument: "batchSize", reason: "must be positive, not \(batchSize)")
        }
        return try infer(.predict, graph, fitted(inputs), batchSize: batchSize)
    }

    /// The outputs of `graph`, which is this model's or a part of it, in inference mode.
    func infer(
        _ purpose: Programs.Purpose, _ graph: Graph, _ inputs: [Tensor], batchSize: Int? = nil
    ) throws -> [Tensor] {
        let rows = inputs[0].shape[0]
        let batching = programs.batching(purpose, graph)
        let pieces = batching.pieces(of: rows, batchSize: batchSize)
        var bySize: [Int: Program] = [:]
        for size in pieces.isEmpty ? [1] : pieces.map(\.count) where bySize[size] == nil {
            bySize[size] = try predictor(purpose, graph, rows: size)
        }
        let programs = pieces.map { bySize[$0.count]! }
        let outputs = try graph.outputTypes.map { type in
            var shape = type.shape
            shape[0] = rows
            _ = try shape.checkedByteCount(of: type.dtype)
            return Tensor(uninitialized: shape, dtype: type.dtype)
        }
        let strides = (
            inputs: inputs.map { rows == 0 ? 0 : $0.byteCount / rows },
            outputs: outputs.map { rows == 0 ? 0 : $0.byteCount / rows }
        )
        func run(_ range: Range<Int>, _ task: UnsafeCurrentTask?) {
            var index = range.lowerBound
            func goesOn() -> Bool { index < range.upperBound && (index == 0 || task?.isCancelled != true) }
            while goesOn() {
                let program = programs[index]
                program.withSession { session in
                    bindParameters(session, program)
                    while goesOn(), programs[index] === program {
                        let start = pieces[index].lowerBound
                        for (number, input) in inputs.enumerated() {
                            let base = UnsafeMutableRawPointer(mutating: input.baseAddress)
                            session.bind(program.inputs[number], base + start * strides.inputs[number])
                        }
                        for (number, output) in outputs.enumerated() {
                            let base = UnsafeMutableRawPointer(mutating: output.baseAddress)
                            session.bind(program.outputs[number], base + start * strides.outputs[number])
                        }
                        session.run()
                        index += 1
                    }
                }
            }
        }
        withUnsafeCurrentTask { task in
            if batching.isParallel, rows > batching.chunk || batchSize != nil {
                parallel(threads: threadBudget, count: pieces.count) { run($0, task) }
            } else {
                run(pieces.indices, task)
            }
        }
        withExtendedLifetime((inputs, self)) {}
        if pieces.count > 1 { try Task.checkCancellation() }
        return outputs
    }

    /// Tells a session where the parameters lie, for an inference.
    func bindParameters(_ session: borrowing Session, _ program: Program) {
        session.bind(
            program.parameters[0], UnsafeMutableRawPointer(mutating: vector.baseAddress), version.all)
    }

    func predictor(rows: Int) throws -> Program { try predictor(.predict, graph, rows: rows) }

    private func predictor(_ purpose: Programs.Purpose, _ graph: Graph, rows: Int) throws -> Program {
        try programs.program(purpose, graph.inputTypes(rows: rows), version.all) {
            let traced = try graph.inference(rows: rows).optimized(integers: integers) { _ in true }
            return try program(
                traced, for: purpose, to: traced.outputs.enumerated().map { ($1, .output($0)) }, fixed: { _ in true })
        }
    }

    /// Inputs in the model's dtypes, after checking that they fit.
    func fitted(_ inputs: [Tensor]) throws -> [Tensor] {
        guard inputs.count == graph.inputs.count else {
            throw ModelError.wrongCount(what: "inputs", expected: graph.inputs.count, got: inputs.count)
        }
        for (index, (input, type)) in zip(inputs, graph.inputs).enumerated() {
            guard input.rank == type.shape.count, input.shape.dropFirst().elementsEqual(type.shape.dropFirst()) else {
                throw ModelError.wrongShape(
                    what: inputs.count == 1 ? "the input" : "input \(index)", expected: type,
                    got: TensorType(input.shape, input.dtype))
            }
            guard input.shape[0] == inputs[0].shape[0] else {
                throw ModelError.lengthsDiffer(
                    what: "input \(index)", expected: inputs[0].shape[0], got: input.shape[0])
            }
        }
        return zip(inputs, graph.inputs).map { $0.dtype == $1.dtype ? $0 : $0.cast(to: $1.dtype) }
    }
}

extension Model {
    /// What a prediction of so many rows computes, before passes improve it.
    package func inferenceGraph(rows: Int) throws -> Graph { try graph.inference(rows: rows) }
}

extension Graph {
    /// The graph for so many rows, in inference.
    fileprivate func inference(rows: Int) throws -> Graph {
        let builder = Builder()
        let inputs = concreteInputs(builder, rows: rows)
        let inference = improved(by: [.decidePhase(training: false) { _ in false }])
        let value = builder.inline(inference, inputs)
        let outputs = inference.outputs.map(value)
        try requireRows(rows, in: outputs)
        return try builder.finish(outputs)
    }

    /// Throws unless each output has one row for each of the inputs, as a graph that reshapes across rows doesn't.
    func requireRows(_ rows: Int, in outputs: [Symbol]) throws {
        for (output, type) in zip(outputs, outputTypes) where !output.isPoisoned {
            var expected = type
            expected.shape[0] = rows
            guard output.type == expected else {
                throw ModelError.wrongShape(what: "the output for \(rows) rows", expected: expected, got: output.type)
            }
        }
    }

    /// The types of the inputs for this many rows.
    func inputTypes(rows: Int) -> [TensorType] {
        inputs.map { type in
            var shape = type.shape
            shape[0] = rows
            return TensorType(shape, type.dtype)
        }
    }

    /// Says the inputs for this many rows.
    func concreteInputs(_ builder: Builder, rows: Int) -> [Symbol] { inputTypes(rows: rows).map(builder.input) }
}
