import MartletNumerics

extension Dataset {
    /// The rows in another order each epoch: each is drawn from the next `buffer` rows, as by `tf.data`. A buffer that
    /// holds all rows gives every order with equal chance.
    ///
    /// - Throws: `DatasetError` if the buffer has no room.
    public func shuffled(buffer capacity: Int, seed: UInt64 = 0) throws -> Dataset {
        guard capacity > 0 else {
            throw DatasetError.invalid(
                argument: "shuffled", reason: "takes a buffer of at least one row, not \(capacity)")
        }
        return Dataset(rows: rows, batchSize: batchSize) { [pieceSize = batchSize ?? 256] epoch in
            var shuffler = Shuffler(
                try self.pull(epoch: epoch), capacity: rows.map { max(1, min($0, capacity)) } ?? capacity,
                RandomGenerator(seed: seed, stream: 3 << 32 + UInt64(epoch)))
            return { try shuffler.next(pieceSize) }
        }
    }
}

/// A buffer from which rows are drawn, and which is filled up with those that come next.
private struct Shuffler {
    private let pull: Dataset.Pull
    private let capacity: Int
    private var random: RandomGenerator
    private var buffer: RowBuffer?
    /// Rows in the buffer.
    private var filled = 0
    private var piece: Batch?
    /// Rows of the piece that are in the buffer or were.
    private var used = 0

    init(_ pull: @escaping Dataset.Pull, capacity: Int, _ random: RandomGenerator) {
        self.pull = pull
        self.capacity = min(capacity, Int(UInt32.max))
        self.random = random
    }

    mutating func next(_ count: Int) throws -> Batch? {
        var result: RowBuffer?
        var taken = 0
        while taken < count {
            try fill()
            guard filled > 0 else { break }
            if result == nil { result = try RowBuffer(like: buffer!.batch(1), rows: count) }
            let row = Int(random.next(below: UInt32(filled)))
            try result!.copy(buffer!, from: row, count: 1, to: taken)
            taken += 1
            filled -= 1
            buffer!.move(filled, to: row)
        }
        return taken > 0 ? try result?.batch(taken) : nil
    }

    private mutating func fill() throws {
        while filled < capacity {
            if piece == nil { (piece, used) = (try pull(), 0) }
            guard let current = piece else { return }
            if buffer == nil, current.count > 0 { buffer = try RowBuffer(like: current, rows: capacity) }
            let count = min(capacity - filled, current.count - used)
            if count > 0 { try buffer!.copy(current, from: used, count: count, to: filled) }
            (filled, used) = (filled + count, used + count)
            if used == current.count { piece = nil }
        }
    }
}
