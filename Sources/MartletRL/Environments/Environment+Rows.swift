/// Observations in arrays of `observationSpace.count` elements.
extension Environment {
    mutating func reset(seed: UInt64?, into row: inout [Float]) throws {
        var span = row.mutableSpan
        try reset(seed: seed, observation: &span)
    }

    mutating func step(_ action: Int, into row: inout [Float]) throws -> Outcome {
        var span = row.mutableSpan
        return try step(action, observation: &span)
    }
}
