/// Assigns the arena: buffers that don't live at the same time share memory. Best fit over a free list.
struct MemoryPlan {
    private(set) var byteCount = 0
    private var free: [Range<Int>] = []

    /// Takes `size` bytes at a multiple of 64.
    mutating func allocate(_ size: Int) -> Range<Int> {
        let size = max(64, (size + 63) / 64 * 64)
        if let best = free.indices.filter({ free[$0].count >= size }).min(by: { free[$0].count < free[$1].count }) {
            let block = free[best].lowerBound..<free[best].lowerBound + size
            free[best] = block.upperBound..<free[best].upperBound
            if free[best].isEmpty { free.remove(at: best) }
            return block
        }
        // Grow from a free block at the end, if there is one.
        let start = free.last.flatMap { $0.upperBound == byteCount ? $0.lowerBound : nil } ?? byteCount
        if start < byteCount { free.removeLast() }
        byteCount = start + size
        return start..<byteCount
    }

    /// Gives a block back.
    mutating func release(_ block: Range<Int>) {
        let position = free.firstIndex { $0.lowerBound > block.lowerBound } ?? free.count
        free.insert(block, at: position)
        var index = max(position - 1, 0)
        while index + 1 < free.count, index <= position {
            if free[index].upperBound == free[index + 1].lowerBound {
                free[index] = free[index].lowerBound..<free[index + 1].upperBound
                free.remove(at: index + 1)
            } else {
                index += 1
            }
        }
    }
}
