import MartletGraph
import MartletNumerics

/// The sums of one pass over data: loss times rows, and each metric's totals.
struct Tally {
    private let names: [String]
    /// The names of the losses of several outputs, each in its place; none for one output.
    private let lossNames: [String]
    private var lossSums: [Double]
    private let metrics: [Metric]
    private var lossSum = 0.0
    private var rows = 0
    private var totals: [[Double]]

    /// - Parameter outputs: the names of the model's outputs.
    init(_ compiled: Compiled, _ outputs: [String], _ program: Program) {
        metrics = compiled.metrics.flatMap { $0 }
        names = Self.names(compiled, outputs)
        lossNames = outputs.count == 1 ? [] : outputs.map { $0 + "_loss" }
        lossSums = lossNames.map { _ in 0 }
        totals = program.plan.outputs.dropFirst(1 + lossNames.count)
            .map { Array(repeating: 0, count: $0.shape.elementCount) }
    }

    /// The metrics' names in logs; a model with several outputs says which.
    static func names(_ compiled: Compiled, _ outputs: [String]) -> [String] {
        zip(outputs, compiled.metrics).flatMap { output, metrics in
            metrics.map { outputs.count == 1 ? $0.name : "\(output)_\($0.name)" }
        }
    }

    mutating func add(_ outputs: borrowing OutputBuffers, rows count: Int) {
        lossSum += Double(outputs[0][0]) * Double(count)
        rows += count
        for loss in lossSums.indices { lossSums[loss] += Double(outputs[1 + loss][0]) * Double(count) }
        for metric in totals.indices {
            metrics[metric].add(outputs[1 + lossSums.count + metric], to: &totals[metric])
        }
    }

    /// Whether the loss of all batches so far is a finite number.
    var isFinite: Bool { lossSum.isFinite }

    var logs: Logs {
        var logs = ["loss": lossSum / Double(max(1, rows))]
        for (name, sum) in zip(lossNames, lossSums) { logs[name] = sum / Double(max(1, rows)) }
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
