/// Orders and selections.
extension RandomGenerator {
    /// 0, 1, …, `count` - 1 in a random order, each order equally likely; none when `count` is negative.
    ///
    /// - Precondition: the numbers fit in memory.
    public mutating func permutation(_ count: Int) -> [Int] {
        var indices = [Int](repeating: 0, count: Swift.max(count, 0))
        permutation(into: &indices)
        return indices
    }

    /// Overwrites `indices` with a random order of 0, 1, …, allocating nothing.
    public mutating func permutation(into indices: inout [Int]) {
        indices.withUnsafeMutableBufferPointer { buffer in
            for i in buffer.indices { buffer[i] = i }
            shuffle(buffer, count: buffer.count)
        }
    }

    /// The entries along the first axis in a random order.
    ///
    /// - Throws: `TensorError.axisOutOfRange` for a scalar.
    public mutating func shuffled(_ tensor: Tensor) throws(TensorError) -> Tensor {
        guard let length = tensor.shape.first else {
            throw .axisOutOfRange(operation: "shuffled", axis: 0, shape: tensor.shape)
        }
        return try tensor.take(permutation(length))
    }

    /// `count` of the numbers below `bound`, with repetition or without.
    ///
    /// - Parameter probabilities: What the numbers' chances are proportional to; all equal unless given.
    /// - Throws: `TensorError.invalidArgument` for a negative count, for nothing to choose from, for more than there is
    ///   without replacement, and for probabilities that are not `bound` finite numbers ≥ 0 with a positive sum;
    ///   `invalidShape` for more numbers than fit in memory.
    public mutating func choice(
        below bound: Int, count: Int, withReplacement: Bool = true, probabilities: [Double]? = nil
    ) throws(TensorError) -> [Int] {
        guard count >= 0, bound >= 0, bound > 0 || count == 0 else {
            throw .invalidArgument(operation: "choice", reason: "\(count) of \(bound) numbers")
        }
        var available = bound
        if let probabilities {
            guard probabilities.count == bound, probabilities.allSatisfy({ $0 >= 0 && $0.isFinite }),
                probabilities.contains(where: { $0 > 0 }), probabilities.reduce(0, +).isFinite
            else {
                throw .invalidArgument(
                    operation: "choice", reason: "needs \(bound) finite probabilities of at least 0, not all 0")
            }
            available = probabilities.count { $0 > 0 }
        }
        guard withReplacement || count <= available else {
            throw .invalidArgument(
                operation: "choice", reason: "\(count) numbers without replacement of \(available) that may be chosen")
        }
        _ = try Shape([count]).checkedByteCount(of: .int64)
        switch (probabilities, withReplacement) {
        case (nil, true): return (0..<count).map { _ in Int.random(in: 0..<bound, using: &self) }
        case (nil, false): return partialPermutation(bound, count)
        case (let probabilities?, true): return weightedChoice(probabilities, count)
        case (let probabilities?, false): return weightedOrder(probabilities, count)
        }
    }

    private mutating func partialPermutation(_ bound: Int, _ count: Int) -> [Int] {
        if bound / 16 > count {
            // The same exchanges, of which few leave anything where it wasn't.
            var exchanged: [Int: Int] = [:]
            return (0..<count).map { i in
                let other = i + offset(below: bound - i)
                let number = exchanged[other] ?? other
                exchanged[other] = exchanged[i] ?? i
                return number
            }
        }
        var indices = Array(0..<bound)
        indices.withUnsafeMutableBufferPointer { shuffle($0, count: count) }
        return Array(indices.prefix(count))
    }

    private mutating func offset(below rest: Int) -> Int {
        rest <= UInt32.max ? Int(next(below: UInt32(rest))) : Int(next(upperBound: UInt(rest)))
    }

    /// Searches the running sums of the probabilities.
    private mutating func weightedChoice(_ probabilities: [Double], _ count: Int) -> [Int] {
        var total = 0.0
        let sums = probabilities.map { probability in
            total += probability
            return total
        }
        let last = probabilities.lastIndex { $0 > 0 }!
        return (0..<count).map { _ in
            let target = nextUnit() * total
            var (low, high) = (0, last)
            while low < high {
                let middle = (low + high) / 2
                if sums[middle] > target { high = middle } else { low = middle + 1 }
            }
            return low
        }
    }

    /// The smallest of exponential waiting times are a weighted choice without replacement (Efraimidis, Spirakis 2006).
    private mutating func weightedOrder(_ probabilities: [Double], _ count: Int) -> [Int] {
        let times = probabilities.map { $0 > 0 ? nextExponential() / $0 : .infinity }
        let order = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
        return Array(order.prefix(count))
    }

    /// Exchanges each of the first `count` entries with one that isn't before it (Fisher, Yates; Durstenfeld 1964).
    private mutating func shuffle(_ buffer: UnsafeMutableBufferPointer<Int>, count: Int) {
        for i in 0..<Swift.min(count, Swift.max(buffer.count - 1, 0)) {
            buffer.swapAt(i, i + offset(below: buffer.count - i))
        }
    }
}
