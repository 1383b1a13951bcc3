public import MartletNumerics

/// Rows that come piece by piece, so that they need not fit in memory together: from arrays, files or a function.
///
/// A dataset is a description, like `tf.data`'s; each pass over it (an epoch) pulls pieces anew. Where one piece ends
/// and the next begins means nothing until `batched`. For tables there is `init(csv:label:target:format:rowsPerPiece:)`.
///
/// ```swift
/// let rows = Dataset { epoch in
///     let file = RowFile("train.bin")
///     return { try file.next(1024) }
/// }
/// try model.fit(rows.shuffled(buffer: 10_000).batched(32).prefetching(), epochs: 5)
/// ```
public struct Dataset: Sendable {
    /// Gives the next piece, or nil at the end. Used by one thread at a time.
    public typealias Pull = () throws -> Batch?

    /// How many rows there are; nil if that isn't known before they are read.
    public let rows: Int?
    /// Rows in each piece but the last, if `batched` chose it.
    public let batchSize: Int?
    private let start: @Sendable (_ epoch: Int) throws -> Pull

    /// A dataset from a function that begins a pass: it gets the epoch's number and returns a function that gives the
    /// rows, some at a time, and nil at the end. For training to be repeatable each epoch's rows depend on its number alone.
    public init(rows: Int? = nil, _ start: @escaping @Sendable (_ epoch: Int) throws -> Pull) {
        self.init(rows: rows, batchSize: nil, start)
    }

    init(rows: Int?, batchSize: Int?, _ start: @escaping @Sendable (Int) throws -> Pull) {
        self.rows = rows.map { max(0, $0) }
        self.batchSize = batchSize
        self.start = start
    }

    /// Rows of arrays.
    ///
    /// - Throws: `DatasetError` if they don't have equally many rows.
    public init(_ x: Tensor, _ y: Tensor? = nil, sampleWeight: Tensor? = nil) throws {
        try self.init(inputs: [x], targets: y.map { [$0] } ?? [], sampleWeight: sampleWeight)
    }

    /// Rows of several arrays.
    ///
    /// - Throws: `DatasetError` if they don't have equally many rows.
    public init(inputs: [Tensor], targets: [Tensor], sampleWeight: Tensor? = nil) throws {
        let all = try Batch(inputs: inputs, targets: targets, sampleWeight: sampleWeight)
        self.init(rows: all.count) { _ in
            var next: Batch? = all
            return {
                defer { next = nil }
                return next
            }
        }
    }

    /// Begins a pass. The epoch's number is what shuffling depends on.
    public func pull(epoch: Int = 0) throws -> Pull {
        guard epoch >= 0 else {
            throw DatasetError.invalid(argument: "epoch", reason: "must not be negative, not \(epoch)")
        }
        return try start(epoch)
    }

    /// Every piece put through a function, which may change the rows and how many there are.
    public func mapped(_ transform: @escaping @Sendable (Batch) throws -> Batch) -> Dataset {
        Dataset(rows: nil, batchSize: batchSize) { epoch in
            let pull = try start(epoch)
            return { try pull().map(transform) }
        }
    }

    /// The first pieces.
    public func prefix(_ count: Int) -> Dataset {
        Dataset(rows: nil, batchSize: batchSize) { epoch in
            let pull = try start(epoch)
            var left = count
            return {
                guard left > 0 else { return nil }
                left -= 1
                return try pull()
            }
        }
    }
}

/// Some rows of a dataset.
public struct Batch: Sendable, Equatable {
    /// The arrays that a model takes, `[rows, …]` each.
    public let inputs: [Tensor]
    /// What its outputs should be, `[rows, …]` each; none for predictions.
    public let targets: [Tensor]
    /// `[rows]`, how much each row counts in the loss.
    public let sampleWeight: Tensor?

    /// - Throws: `DatasetError` if there is no input or they don't have equally many rows.
    public init(inputs: [Tensor], targets: [Tensor] = [], sampleWeight: Tensor? = nil) throws {
        self.inputs = inputs
        self.targets = targets
        self.sampleWeight = sampleWeight
        guard let first = inputs.first else { throw DatasetError.noInputs }
        for (index, tensor) in fields.enumerated() {
            guard tensor.rank > 0, tensor.shape[0] == first.shape.first else {
                throw DatasetError.rowsDiffer(
                    field: index, expected: first.shape.first ?? 0, got: tensor.shape.first ?? 0)
            }
        }
    }

    /// One input and one target.
    ///
    /// - Throws: `DatasetError` if they don't have equally many rows.
    public init(_ x: Tensor, _ y: Tensor? = nil, sampleWeight: Tensor? = nil) throws {
        try self.init(inputs: [x], targets: y.map { [$0] } ?? [], sampleWeight: sampleWeight)
    }

    /// The number of rows.
    public var count: Int { inputs[0].shape[0] }

    /// Inputs, targets, weights.
    var fields: [Tensor] { inputs + targets + (sampleWeight.map { [$0] } ?? []) }

    /// A batch with the same kinds of fields.
    func with(_ fields: [Tensor]) throws -> Batch {
        try Batch(
            inputs: Array(fields.prefix(inputs.count)),
            targets: Array(fields.dropFirst(inputs.count).prefix(targets.count)),
            sampleWeight: sampleWeight == nil ? nil : fields.last)
    }
}

/// What can be wrong with a dataset's rows.
public enum DatasetError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A batch has no inputs, so that nobody knows how many rows it has.
    case noInputs
    /// Fields are counted over inputs, then targets, then weights.
    case rowsDiffer(field: Int, expected: Int, got: Int)
    /// A piece doesn't go with those before it.
    case piecesDiffer(expected: String, got: String)
    /// An argument is out of its range; `reason` says what would be right.
    case invalid(argument: String, reason: String)

    public var description: String {
        switch self {
        case .noInputs: "a dataset's rows need at least one input"
        case .rowsDiffer(let field, let expected, let got):
            "field \(field) of a dataset's piece has \(got) rows where the first input has \(expected)"
        case .piecesDiffer(let expected, let got):
            "a dataset's pieces must be alike: one has \(got) where those before have \(expected)"
        case .invalid(let argument, let reason): "\(argument) \(reason)"
        }
    }
}
