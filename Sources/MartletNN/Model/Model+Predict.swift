import MartletGraph
public import MartletNumerics

extension Model {
    /// The outputs for some rows, in inference mode. May be called from many threads at once.
    ///
    /// - Parameters:
    ///   - x: `[rows, …]` as the model's input; other dtypes are converted.
    ///   - batchSize: how many rows are computed at a time; chosen for the caches if not given. It changes no result
    ///     beyond rounding.
    /// - Throws: mistakes in the layers, `ModelError` when `x` doesn't fit.
    public func predict(_ x: Tensor, batchSize: Int? = nil) throws -> Tensor {
        // The path of the same small question asked again and again: no arrays, one allocation for the answer.
        if batchSize == nil, let program = programs.recent(for: TensorType(x.shape, x.dtype)) {
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

    /// The outputs for several inputs.
    public func predict(inputs: [Tensor], batchSize: Int? = nil) throws -> [Tensor] {
        try checked()
        return try infer(.predict, graph, fitted(inputs), batchSize: batchSize)
    }

    /// The outputs of `graph`, which is this model's or a part of it, in inference mode.
    func infer(
        _ purpose: Programs.Purpose, _ graph: Graph, _ inputs: [Tensor], batchSize: Int? = nil
    ) throws -> [Tensor] {
        let rows = inputs[0].shape[0]
        let chunk = max(1, min(rows, batchSize ?? graph.chunkSize))
        let full = try predictor(purpose, graph, rows: chunk)
        let outputs = graph.outputTypes.map { type in
            var shape = type.shape
            shape[0] = rows
            return Tensor(uninitialized: shape, dtype: type.dtype)
        }
        let strides = (
            inputs: inputs.map { rows == 0 ? 0 : $0.byteCount / rows },
            outputs: outputs.map { rows == 0 ? 0 : $0.byteCount / rows }
        )
        func run(_ program: Program, _ range: Range<Int>) {
            program.withSession { session in
                bindParameters(session, program)
                for start in stride(from: range.lowerBound, to: range.upperBound, by: program.plan.inputs[0].shape[0]) {
                    for (index, input) in inputs.enumerated() {
                        session.bind(
                            program.inputs[index],
                            UnsafeMutableRawPointer(mutating: input.baseAddress) + start * strides.inputs[index])
                    }
                    for (index, output) in outputs.enumerated() {
                        session.bind(
                            program.outputs[index],
                            UnsafeMutableRawPointer(mutating: output.baseAddress) + start * strides.outputs[index])
                    }
                    session.run()
                }
            }
        }
        let whole = rows / chunk
        if whole == 1 || chunk * graph.rowByteCount > Graph.chunkByteCount {  // threads share each kernel's work
            run(full, 0..<whole * chunk)
        } else if whole > 1 {
            parallel(threads: threadBudget, count: whole) { run(full, $0.lowerBound * chunk..<$0.upperBound * chunk) }
        }
        if rows > whole * chunk { run(try predictor(purpose, graph, rows: rows - whole * chunk), whole * chunk..<rows) }
        withExtendedLifetime((inputs, self)) {}
        return outputs
    }

    /// Tells a session where the parameters lie, for an inference.
    func bindParameters(_ session: borrowing Session, _ program: Program) {
        session.bind(
            program.parameters[0], UnsafeMutableRawPointer(mutating: vector.baseAddress), version: version.all)
    }

    func predictor(rows: Int) throws -> Program { try predictor(.predict, graph, rows: rows) }

    private func predictor(_ purpose: Programs.Purpose, _ graph: Graph, rows: Int) throws -> Program {
        try programs.program(purpose, rows: rows) {
            let builder = Builder()
            let inputs = graph.concreteInputs(builder, rows: rows)
            let inference = graph.improved(by: [.decidePhase(training: false) { _ in false }])
            let value = builder.inline(inference, inputs)
            let outputs = inference.outputs.map(value)
            try graph.requireRows(rows, in: outputs)
            let traced = try builder.finish(outputs).optimized { _ in true }
            let plan = Plan(
                traced, wanted: traced.outputs.enumerated().map { ($1, .output($0)) }, banks: [layout],
                threads: threadBudget, savesMemory: savesMemory,
                precision: purpose.isInference ? precision : .float32, fixed: { _ in true })
            return Program(plan, banks: 1)
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

extension Graph {
    /// The bytes of the largest result on the way from one row to its outputs.
    fileprivate var rowByteCount: Int {
        nodes.reduce(1) { largest, node in
            node.types.reduce(largest) { largest, type in
                guard type.shape.first == -1 else { return largest }
                return max(largest, type.shape.dropFirst().reduce(type.dtype.byteCount) { $0 * max($1, 1) })
            }
        }
    }

    /// How many bytes the largest result may have before threads work on one chunk together rather than on one each.
    fileprivate static var chunkByteCount: Int { 1 << 20 }

    /// How many rows are computed at a time: not so many that a large network's results fill the memory.
    fileprivate var chunkSize: Int { max(1, min(128, (64 << 20) / rowByteCount)) }

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

    /// Says the inputs for this many rows.
    func concreteInputs(_ builder: Builder, rows: Int) -> [Symbol] {
        inputs.map { type in
            var shape = type.shape
            shape[0] = rows
            return builder.input(TensorType(shape, type.dtype))
        }
    }
}
