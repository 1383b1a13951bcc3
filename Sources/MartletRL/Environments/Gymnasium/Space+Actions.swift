internal import MartletNumerics

extension Space {
    /// - Throws: `EnvironmentError.invalidAction`, or `invalid` where actions aren't discrete.
    func checked(discrete actions: [Int]) throws(EnvironmentError) -> [Int] {
        guard case .discrete(let kinds) = self else {
            throw .invalid(argument: "action", reason: "is an integer; it must be a tensor of shape \(shape)")
        }
        for action in actions where !(0..<kinds ~= action) { throw .invalidAction(action, count: kinds) }
        return actions
    }

    /// The numbers of an action of a box, or of `count` actions.
    ///
    /// - Throws: `EnvironmentError.invalid` where actions are discrete, or for another shape or numbers out of bounds.
    func checked(box action: Tensor, count: Int?) throws(EnvironmentError) -> [Float] {
        guard case .box(let low, let high, let shape) = self else {
            throw .invalid(
                argument: "action", reason: "is a tensor; it must be an integer of 0..<\(discreteCount ?? 0)")
        }
        let lengths = (count.map { [$0] } ?? []) + Array(shape)
        guard Array(action.shape) == lengths else {
            throw .invalid(argument: "action", reason: "has the shape \(action.shape); it must have \(lengths)")
        }
        let numbers = action.array(of: Float.self)
        for (i, number) in numbers.enumerated() {
            let (low, high) = (low[i % low.count], high[i % high.count])
            guard number >= low && number <= high else {
                throw .invalid(argument: "action", reason: "has a \(number); it must be in \(low)...\(high)")
            }
        }
        return numbers
    }
}
