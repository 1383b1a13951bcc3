import Glibc
import MartletGraph
import MartletNumerics

/// Gives batches one after the other in memory that a program can read: of arrays or of a dataset.
protocol BatchSource: ~Copyable {
    /// Goes to the next batch; nil at the end.
    mutating func next() throws -> BatchKind?
    /// Tells a session where the current batch lies. Allocates nothing.
    func bind(_ session: borrowing Session, _ program: Program)
}

/// What tells the programs of batches apart.
struct BatchKind: Equatable {
    var rows: Int
    var isWeighted: Bool
}

/// The rows of arrays in batches: in a given order, or as they lie and then without copying them.
struct ArrayBatches: BatchSource, ~Copyable {
    private let samples: Samples
    private let order: [Int]?
    private let batchSize: Int
    private let sources: [(base: UnsafeRawPointer, width: Int)]
    /// One batch, filled row by row.
    private let buffers: [UnsafeMutableRawPointer]
    private var start = 0
    private var end = 0

    init(_ samples: Samples, batchSize: Int, order: [Int]? = nil) {
        self.samples = samples
        self.order = order
        self.batchSize = batchSize
        let sources = samples.tensors.map { ($0.baseAddress, $0.byteCount / max(1, $0.shape[0])) }
        self.sources = sources
        let rows = min(batchSize, samples.rows)
        buffers = order == nil ? [] : sources.map { .allocate(byteCount: max(64, $0.1 * rows), alignment: 64) }
    }

    deinit { buffers.forEach { $0.deallocate() } }

    mutating func next() -> BatchKind? {
        guard end < samples.rows else { return nil }
        start = end
        end = min(start + batchSize, samples.rows)
        if let order { order.withUnsafeBufferPointer { fill($0) } }
        return BatchKind(rows: end - start, isWeighted: samples.weights != nil)
    }

    private func fill(_ order: UnsafeBufferPointer<Int>) {
        for index in sources.indices {
            let (base, width) = sources[index]
            let buffer = buffers[index]
            if width == 4 {
                let from = base.assumingMemoryBound(to: UInt32.self)
                let to = buffer.assumingMemoryBound(to: UInt32.self)
                for row in start..<end { to[row - start] = from[order[row]] }
            } else {
                for row in start..<end { memcpy(buffer + (row - start) * width, base + order[row] * width, width) }
            }
        }
    }

    func bind(_ session: borrowing Session, _ program: Program) {
        for index in sources.indices {
            let (base, width) = sources[index]
            let address = order == nil ? UnsafeMutableRawPointer(mutating: base + start * width) : buffers[index]
            session.bind(program.inputs[index], address)
        }
    }
}
