extension Dataset {
    /// The rows in pieces of `size`; the last takes what is left, unless it is dropped.
    ///
    /// - Throws: `DatasetError` if the size isn't positive.
    public func batched(_ size: Int, dropRemainder: Bool = false) throws -> Dataset {
        guard size > 0 else {
            throw DatasetError.invalid(argument: "batched", reason: "takes a positive size, not \(size)")
        }
        let rows = dropRemainder ? rows.map { $0 / size * size } : rows
        return Dataset(rows: rows, batchSize: size) { epoch in
            let pull = try self.pull(epoch: epoch)
            var piece: Batch?
            var used = 0
            return {
                var buffer: RowBuffer?
                var filled = 0
                while filled < size {
                    guard let current = try piece ?? pull() else { break }
                    if used == 0, filled == 0, current.count == size {  // nothing to copy
                        piece = nil
                        return current
                    }
                    if buffer == nil { buffer = try RowBuffer(like: current, rows: size) }
                    let count = min(size - filled, current.count - used)
                    try buffer!.copy(current, from: used, count: count, to: filled)
                    (filled, used) = (filled + count, used + count)
                    piece = used < current.count ? current : nil
                    if piece == nil { used = 0 }
                }
                return filled == size || (filled > 0 && !dropRemainder) ? try buffer?.batch(filled) : nil
            }
        }
    }
}
