import MartletGraph
import MartletNumerics

extension Model {
    /// Loss and metrics on all batches, in inference mode.
    ///
    /// - Throws: `ModelError.empty` if there is none.
    func judge<Source: BatchSource & ~Copyable>(
        _ source: inout Source, front: [Graph.Value] = []
    ) throws -> Logs {
        var tally: Tally?
        var next = try source.next()
        while let kind = next {
            let program = try judge(
                .evaluate(weighted: kind.isWeighted, fromFront: !front.isEmpty), rows: kind.rows, front: front)
            if tally == nil { tally = Tally(try compilation(), program) }
            let outputs = OutputBuffers(program)
            try program.withSession { session in
                outputs.bind(session, program)
                bindParameters(session, program)
                while next == kind {
                    source.bind(session, program)
                    session.run()
                    tally!.add(outputs, rows: kind.rows)
                    next = try source.next()
                }
            }
        }
        withExtendedLifetime(self) {}
        guard let tally else { throw ModelError.empty(what: "the data") }
        return tally.logs
    }

    /// Loss and metrics on arrays, in inference mode.
    func judge(_ samples: Samples, batchSize: Int, front: [Graph.Value] = []) throws -> Logs {
        var batches = ArrayBatches(samples, batchSize: batchSize)
        return try judge(&batches, front: front)
    }
}

extension Training {
    /// Takes a step of the optimiser for each batch, or until a callback ends training. Steps allocate nothing.
    ///
    /// - Throws: what callbacks and the source throw; `ModelError.empty` if there is no batch.
    ///
    /// - Parameter front: what the source's inputs stand for, if not for the model's.
    mutating func epoch<Source: BatchSource & ~Copyable>(
        _ source: inout Source, front: [Graph.Value] = []
    ) throws -> Logs {
        var tally: Tally?
        var batch = 0
        var next = try source.next()
        while let kind = next, !stopTraining {
            let program = try model.judge(
                .train(weighted: kind.isWeighted, fromFront: !front.isEmpty), rows: kind.rows, front: front)
            if tally == nil { tally = Tally(try model.compilation(), program) }
            let outputs = OutputBuffers(program)
            try program.withSession { session in
                outputs.bind(session, program)
                var stepper = Stepper(&model, program, session)
                defer { stepper.finish(&model) }
                while next == kind, !stopTraining {
                    source.bind(session, program)
                    stepper.step(session)
                    tally!.add(outputs, rows: kind.rows)
                    for callback in callbacks where callback.wantsBatch {
                        stepper.finish(&model)
                        try callback.onTrainBatchEnd(batch, tally!.logs, &self)
                        stepper = Stepper(&model, program, session)
                    }
                    batch += 1
                    next = try source.next()
                }
            }
        }
        guard let tally else { throw ModelError.empty(what: "the training data") }
        return tally.logs
    }
}
