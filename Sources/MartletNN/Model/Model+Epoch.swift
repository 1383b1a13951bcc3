import CMartletKernels
import Glibc
import MartletGraph
import MartletNumerics

/// Memory for one batch, filled row by row.
struct BatchBuffers: ~Copyable {
    private let sources: [(base: UnsafeRawPointer, width: Int)]
    let buffers: [UnsafeMutableRawPointer]

    init(_ samples: Samples, rows: Int) {
        sources = samples.tensors.map { ($0.baseAddress, $0.byteCount / max(1, $0.shape[0])) }
        buffers = sources.map { .allocate(byteCount: max(64, $0.width * rows), alignment: 64) }
    }

    deinit { buffers.forEach { $0.deallocate() } }

    /// Copies the rows that `order` names from `start` on, or consecutive rows.
    func fill(_ start: Int, _ count: Int, _ order: UnsafeBufferPointer<Int>?) {
        for index in sources.indices {
            let (base, width) = sources[index]
            let buffer = buffers[index]
            guard let order else {
                memcpy(buffer, base + start * width, count * width)
                continue
            }
            if width == 4 {
                let (from, to) = (base.assumingMemoryBound(to: UInt32.self), buffer.assumingMemoryBound(to: UInt32.self))
                for row in 0..<count { to[row] = from[order[start + row]] }
            } else {
                for row in 0..<count { memcpy(buffer + row * width, base + order[start + row] * width, width) }
            }
        }
    }
}

/// The sums of one pass over data: loss times rows, and each metric's totals.
struct Tally {
    private let names: [String]
    private let metrics: [Metric]
    private var lossSum = 0.0
    private var rows = 0
    private var totals: [[Double]]

    init(_ compiled: Compiled, _ program: Program) {
        metrics = compiled.metrics.flatMap { $0 }
        names = compiled.metrics.enumerated().flatMap { output, metrics in
            metrics.map { compiled.metrics.count == 1 ? $0.name : "output_\(output)_\($0.name)" }
        }
        totals = program.plan.outputs.dropFirst().map { Array(repeating: 0, count: $0.shape.elementCount) }
    }

    mutating func add(_ outputs: borrowing OutputBuffers, rows count: Int) {
        lossSum += Double(outputs[0][0]) * Double(count)
        rows += count
        for metric in totals.indices {
            let values = outputs[metric + 1]
            for index in totals[metric].indices { totals[metric][index] += Double(values[index]) }
        }
    }

    var logs: Logs {
        var logs = ["loss": lossSum / Double(max(1, rows))]
        for (index, metric) in metrics.enumerated() { logs[names[index]] = metric.result(totals[index]) }
        return logs
    }
}

/// Memory for a judgement's float outputs.
struct OutputBuffers: ~Copyable {
    private let buffers: [UnsafeMutablePointer<Float>]

    init(_ program: Program) {
        buffers = program.plan.outputs.map { .allocate(capacity: max(16, $0.shape.elementCount)) }
    }

    deinit { buffers.forEach { $0.deallocate() } }

    subscript(index: Int) -> UnsafeMutablePointer<Float> { buffers[index] }

    func bind(_ session: borrowing Session, _ program: Program) {
        for index in buffers.indices { session.bind(program.outputs[index], UnsafeMutableRawPointer(buffers[index])) }
    }
}

extension Model {
    /// Loss and metrics on data, in inference mode.
    func judge(_ samples: Samples, batchSize: Int) throws -> Logs {
        let purpose = Programs.Purpose.evaluate(weighted: samples.weights != nil)
        let rows = min(batchSize, samples.rows)
        let program = try judge(purpose, rows: rows)
        var tally = Tally(compiled!, program)
        var start = 0
        while start < samples.rows {
            let count = min(rows, samples.rows - start)
            let program = count == rows ? program : try judge(purpose, rows: count)
            let outputs = OutputBuffers(program)
            program.withSession { session in
                outputs.bind(session, program)
                session.bind(program.parameters[0], UnsafeMutableRawPointer(mutating: vector.baseAddress))
                repeat {
                    for (index, tensor) in samples.tensors.enumerated() {
                        session.bind(
                            program.inputs[index],
                            UnsafeMutableRawPointer(mutating: tensor.baseAddress)
                                + start * (tensor.byteCount / tensor.shape[0]))
                    }
                    session.run()
                    tally.add(outputs, rows: count)
                    start += count
                } while start + count <= samples.rows
            }
        }
        withExtendedLifetime((samples, self)) {}
        return tally.logs
    }

    /// One pass over the rows in `order`, a step of the optimiser for each batch.
    static func trainEpoch(
        _ samples: Samples, _ order: [Int]?, _ batchSize: Int, _ callbacks: [any Callback], _ run: inout Training
    ) throws -> Logs {
        let purpose = Programs.Purpose.train(weighted: samples.weights != nil)
        let rows = min(batchSize, samples.rows)
        let first = try run.model.judge(purpose, rows: rows)
        var tally = Tally(run.model.compiled!, first)
        let buffers = BatchBuffers(samples, rows: rows)
        let watchers = callbacks.filter(\.wantsBatches)
        var (start, batch) = (0, 0)
        try order.withOptionalBuffer { order in
            while start < samples.rows, !run.stopTraining {
                let count = min(rows, samples.rows - start)
                let program = count == rows ? first : try run.model.judge(purpose, rows: count)
                let outputs = OutputBuffers(program)
                try program.withSession { session in
                    outputs.bind(session, program)
                    for (index, buffer) in buffers.buffers.enumerated() { session.bind(program.inputs[index], buffer) }
                    var stepper = Stepper(&run.model, program, session)
                    repeat {
                        buffers.fill(start, count, order)
                        stepper.step(session)
                        tally.add(outputs, rows: count)
                        (start, batch) = (start + count, batch + 1)
                        if !watchers.isEmpty {
                            stepper.finish(&run.model)
                            for watcher in watchers { try watcher.onTrainBatchEnd(batch - 1, tally.logs, &run) }
                            if run.stopTraining { return }
                            stepper = Stepper(&run.model, program, session)
                        }
                    } while start + count <= samples.rows
                    stepper.finish(&run.model)
                }
            }
        }
        withExtendedLifetime(samples) {}
        return tally.logs
    }
}

extension Optional where Wrapped == [Int] {
    fileprivate func withOptionalBuffer(_ body: (UnsafeBufferPointer<Int>?) throws -> Void) rethrows {
        if let self { try self.withUnsafeBufferPointer { try body($0) } } else { try body(nil) }
    }
}
