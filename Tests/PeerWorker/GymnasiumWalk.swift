import Martlet

/// Actions drawn by seed 1; environments begin with seed 7.
func walk(_ id: String, _ arguments: JSON.Object, python: String, count: Int, steps: Int) throws -> Walk {
    var random = PCG64(seed: 1)
    if count > 0 {
        var vector = try GymnasiumVector(id: id, count: count, arguments: arguments, python: python)
        var walk = Walk(vector.actionSpace)
        try vector.reset(seed: 7)
        walk.observations.append(vector.observations)
        for _ in 0..<steps {
            switch try walk.draw(count: count, &random) {
            case .discrete(let actions): try vector.step(actions)
            case .box(let actions): try vector.step(actions)
            }
            walk.observations.append(vector.observations)
            walk.next.append(vector.nextObservations)
            walk.outcomes += vector.outcomes
        }
        vector.close()
        return walk
    }
    var environment = try GymnasiumEnvironment(id: id, arguments: arguments, python: python)
    var walk = Walk(environment.actionSpace)
    // A native environment of the same id goes along.
    var native = try? arguments.count == 0 ? EnvironmentSpec(id: id).make() : nil
    walk.observations.append(try environment.reset(seed: 7))
    _ = try native?.reset(seed: 7)
    for _ in 0..<steps {
        let observation: Tensor
        let outcome: Outcome
        switch try walk.draw(count: nil, &random) {
        case .discrete(let actions):
            (observation, outcome) = try environment.step(actions[0])
            if let (own, other) = try native?.step(actions[0]) {
                let differences = zip(own.array(of: Float.self), observation.array(of: Float.self)).map { abs($0 - $1) }
                walk.nativeDifference = max(walk.nativeDifference ?? 0, differences.max() ?? 0)
                if other != outcome { throw Difference(description: "\(id): \(other) natively, \(outcome) in Python") }
            }
        case .box(let actions): (observation, outcome) = try environment.step(actions)
        }
        walk.next.append(observation)
        walk.outcomes.append(outcome)
        if outcome.isOver { _ = try native?.reset() }
        walk.observations.append(outcome.isOver ? try environment.reset() : observation)
    }
    environment.close()
    return walk
}

struct Difference: Error, CustomStringConvertible {
    let description: String
}

/// What was done and seen.
struct Walk {
    enum Actions {
        case discrete([Int])
        case box(Tensor)
    }

    let space: Space
    var observations: [Tensor] = []
    var next: [Tensor] = []
    var outcomes: [Outcome] = []
    var nativeDifference: Float?
    private var actions: [Double] = []

    init(_ space: Space) { self.space = space }

    /// Draws an action, or a row of them.
    mutating func draw(count: Int?, _ random: inout PCG64) throws -> Actions {
        switch space {
        case .discrete(let kinds):
            let drawn = try (0..<(count ?? 1)).map { _ in try random.integer(in: 0..<kinds) }
            actions += drawn.map(Double.init)
            return .discrete(drawn)
        case .box(let low, let high, let shape):
            let drawn = (0..<(count ?? 1)).flatMap { _ in
                low.indices.map { Float(random.uniform(Double(low[$0]), Double(high[$0]))) }
            }
            actions += drawn.map(Double.init)
            return .box(try Tensor(drawn, shape: Shape((count.map { [$0] } ?? []) + Array(shape))))
        }
    }

    func write(to path: String) throws {
        try Safetensors([
            ("observations", try Tensor.stack(observations)), ("next", try Tensor.stack(next)),
            ("actions", Tensor(actions)), ("rewards", Tensor(outcomes.map(\.reward))),
            ("terminated", Tensor(outcomes.map(\.isTerminated))), ("truncated", Tensor(outcomes.map(\.isTruncated))),
        ]).write(to: path)
    }
}
