import Glibc
import MartletGraph
import MartletNumerics

/// Gives batches one after the other in memory that a program can read: of arrays or of a dataset.
protocol BatchSource: ~Copyable {
    /// What the batches' inputs stand for: values at the end of the model's frozen front; none if they are its inputs.
    var front: [Graph.Value] { get }
    /// Takes up what callbacks have changed in the model, for the batches to come.
    ///
    /// - Throws: `ModelError` if the rows don't fit the model any more.
    mutating func follow(_ model: Model) throws
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
    private var samples: Samples
    /// What makes the rows anew when the model has changed; nil if nothing does.
    private let rows: FittedRows?
    private(set) var front: [Graph.Value]
    private let order: [Int]?
    private let batchSize: Int
    private var sources: [(base: UnsafeRawPointer, width: Int)]
    /// One batch, filled row by row.
    private var buffers: [UnsafeMutableRawPointer]
    private var start = 0
    private var end = 0

    /// - Parameter rows: that `samples` are of.
    init(_ samples: Samples, of rows: FittedRows? = nil, batchSize: Int, order: [Int]? = nil) {
        self.samples = samples
        self.rows = rows
        front = rows?.front ?? []
        self.order = order
        self.batchSize = batchSize
        (sources, buffers) = ([], [])
        prepare()
    }

    deinit { buffers.forEach { $0.deallocate() } }

    private mutating func prepare() {
        buffers.forEach { $0.deallocate() }
        sources = samples.tensors.map { ($0.baseAddress, $0.byteCount / max(1, $0.shape[0])) }
        let rows = min(batchSize, samples.rows)
        buffers = order == nil ? [] : sources.map { .allocate(byteCount: max(64, $0.width * rows), alignment: 64) }
    }

    mutating func follow(_ model: Model) throws {
        guard let rows, try rows.follow(model) else { return }
        guard let samples = rows.samples else {
            throw ModelError.invalid(
                argument: "cachesFrozenFront",
                reason: "keeps what frozen layers make of the rows, which a callback changed in mid-epoch so that "
                    + "it can't be kept; change it between epochs, or leave the argument out")
        }
        (self.samples, front) = (samples, rows.front)
        prepare()
    }

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
