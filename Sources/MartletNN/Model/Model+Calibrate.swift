import MartletGraph
import MartletNumerics

extension Model {
    /// Runs the rows of a dataset in inference mode, batch by batch, and updates state, such as the ranges that observers
    /// keep. Nothing is trained, and what differs between training and inference is as in inference.
    ///
    /// - Parameters:
    ///   - dataset: rows, in batches of the size that `batched` chose, 32 if it chose none; targets aren't needed.
    ///   - updated: the names of the state to update; by default all that the model updates but that of frozen layers.
    ///   - allowNonFinite: whether NaN and infinity are let through.
    /// - Throws: mistakes in the layers; `ModelError` when the data don't fit, or for state that nothing updates; what
    ///   the dataset throws. The model then is as it was.
    package mutating func calibrate(
        _ dataset: Dataset, updating updated: Set<String>? = nil, allowNonFinite: Bool = false
    ) throws {
        try checked()
        let known = Set(graph.updates.map(\.parameter))
        let updated = updated ?? known.filter { !isFrozen($0.parentPath) }
        if updated.isEmpty {
            throw ModelError.invalid(
                argument: "updating", reason: "names no state, and the model updates none that isn't frozen")
        }
        if let stranger = updated.subtracting(known).min() {
            throw ModelError.invalid(
                argument: "updating",
                reason: "names '\(stranger)', which is no state that the model updates; that is "
                    + known.sorted().joined(separator: ", "))
        }
        let dataset = try dataset.batchSize == nil ? dataset.batched(32) : dataset
        var batches = try DatasetBatches(dataset, epoch: 0, for: self) { model, batch in
            let inputs = try model.fitted(batch.inputs)
            if !allowNonFinite { try inputs.forEach { try Self.requireFinite($0, "the input") } }
            return Samples(inputs: inputs, targets: [])
        }
        var calibrated = vector
        let version = Prepared()
        var next = try batches.next()
        if next == nil { throw ModelError.empty(what: "the calibration data") }
        try calibrated.withUnsafeMutableBytes { parameters in
            while let kind = next {
                let program = try calibrator(updated, rows: kind.rows)
                try program.withSession { session in
                    session.bind(program.parameters[0], parameters.baseAddress!, version)
                    while next == kind {
                        batches.bind(session, program)
                        session.run()
                        next = try batches.next()
                    }
                }
            }
        }
        vector = calibrated
    }

    /// The program that updates state for some rows.
    private func calibrator(_ updated: Set<String>, rows: Int) throws -> Program {
        let purpose = Programs.Purpose.calibrate(updated)
        return try programs.program(purpose, graph.inputTypes(rows: rows), version.all) {
            let builder = Builder()
            let decided = graph.improved(by: [.decideCalibration { updated.contains($0) }])
            let value = builder.inline(decided, decided.concreteInputs(builder, rows: rows))
            let destinations = decided.updates.map { Plan.Destination.parameter(bank: 0, name: $0.parameter) }
            let isFixed = { @Sendable (variable: Variable) in !updated.contains(variable.name) }
            let traced = try builder.finish(decided.updates.map { value($0.value) }).optimized(fixed: isFixed)
            return try program(
                traced, for: purpose, to: Array(zip(traced.outputs, destinations)), fixed: isFixed)
        }
    }
}
