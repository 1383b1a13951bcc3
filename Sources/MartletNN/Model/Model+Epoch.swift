import MartletGraph
import MartletNumerics

extension Model {
    /// Loss and metrics on all batches, in inference mode.
    ///
    /// - Throws: `ModelError.empty` if there is none; `CancellationError`.
    func judge<Source: BatchSource & ~Copyable>(_ source: inout Source) throws -> Logs {
        var tally: Tally?
        var next = try source.next()
        while let kind = next {
            let program = try judge(
                .evaluate(weighted: kind.isWeighted, fromFront: !source.front.isEmpty), rows: kind.rows,
                front: source.front)
            if tally == nil { tally = Tally(try compilation(), outputNames, program) }
            let outputs = OutputBuffers(program)
            try program.withSession { session in
                outputs.bind(session, program)
                bindParameters(session, program)
                while next == kind {
                    try Task.checkCancellation()
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
    func judge(_ samples: Samples, of rows: FittedRows? = nil, batchSize: Int) throws -> Logs {
        var batches = ArrayBatches(samples, of: rows, batchSize: batchSize)
        return try judge(&batches)
    }
}

extension Training {
    /// Takes a step of the optimiser for each batch, or until a callback ends training. Steps allocate nothing.
    ///
    /// After callbacks have seen a batch, the next step is taken with the model as they left it: on its parameters where
    /// they lie now, by its optimiser, and by another program if it is no longer the same. Logs of a model that was
    /// compiled anew are those of the batches since.
    ///
    /// - Throws: what callbacks and the source throw; `ModelError` if there is no batch, or if the data don't fit the
    ///   model as callbacks left it; `CancellationError`.
    mutating func epoch<Source: BatchSource & ~Copyable>(_ source: inout Source) throws -> Logs {
        var tally: Tally?
        var compilation: Stamp?
        var batch = 0
        var next = try source.next()
        while let kind = next, !stopTraining {
            let program = try model.judge(
                .train(weighted: kind.isWeighted, fromFront: !source.front.isEmpty), rows: kind.rows,
                front: source.front)
            let judges = model.judges.identity
            if compilation != model.compiled?.stamp {
                tally = Tally(try model.compilation(), model.outputNames, program)
                compilation = model.compiled?.stamp
            }
            let outputs = OutputBuffers(program)
            try program.withSession { session in
                outputs.bind(session, program)
                var steps = OptimizerSteps(&model)
                steps.bind(session, program, model.version.frozen)
                while next == kind, !stopTraining {
                    try Task.checkCancellation()
                    source.bind(session, program)
                    if timedSteps.contains(steps.iteration) {
                        note(steps.profile(session), of: program.plan, rows: kind.rows)
                    } else {
                        steps.run(session)
                    }
                    model.training.iteration = steps.iteration
                    tally!.add(outputs, rows: kind.rows)
                    if stopsOnNonFiniteLoss, !tally!.isFinite { (nonFiniteBatch, stopTraining) = (batch, true) }
                    let isSeen = try show(batch, tally!)
                    batch += 1
                    if isSeen { try source.follow(model) }
                    next = try source.next()
                    if isSeen, next == kind {
                        guard model.judges.identity == judges else { break }
                        steps.own(&model)
                        steps.bind(session, program, model.version.frozen)
                    }
                }
            }
        }
        guard let tally else { throw ModelError.empty(what: "the training data") }
        return tally.logs
    }

    /// Shows a batch to the callbacks that want it; says whether there was one.
    private mutating func show(_ batch: Int, _ tally: Tally) throws -> Bool {
        var isSeen = false
        for callback in callbacks where !deaf.contains(ObjectIdentifier(callback)) && callback.wantsBatch {
            isUnheard = false
            try callback.onTrainBatchEnd(batch, tally.logs, &self)
            if isUnheard { deaf.insert(ObjectIdentifier(callback)) } else { isSeen = true }
        }
        return isSeen
    }
}
