import CMartletTestSupport
import MartletNumerics
import MartletRL
import Testing

@Suite struct VectorEnvironmentTests {
    /// Each environment does what it would do alone; an episode's end is followed by the next one's beginning.
    @Test func environmentsGoOnByThemselves() throws {
        let base = try TimeLimit(CartPole(), maxEpisodeSteps: 30)
        var vector = try VectorEnvironment(base, count: 3)
        try vector.reset(seed: 10)
        var singles = [base, base, base]
        var current = try singles.indices.map { try singles[$0].reset(seed: 10 + UInt64($0)) }
        #expect(vector.observations == (try Tensor.stack(current)))
        var ends = 0
        for step in 0..<100 {
            let actions = singles.indices.map { (step / ($0 + 1)) % 2 }
            try vector.step(actions)
            for i in singles.indices {
                let (observation, outcome) = try singles[i].step(actions[i])
                #expect(vector.outcomes[i] == outcome)
                #expect(try vector.nextObservations[i] == observation)
                current[i] = outcome.isOver ? try singles[i].reset() : observation
                ends += outcome.isOver ? 1 : 0
                #expect(try vector.observations[i] == current[i])
            }
        }
        #expect(ends > 5)
    }

    @Test func badActionsLeaveAllAsItWas() throws {
        var vector = try VectorEnvironment(FrozenLake(), count: 2)
        #expect(throws: EnvironmentError.needsReset) { try vector.step([0, 0]) }
        try vector.reset(seed: 1)
        var other = vector
        #expect(throws: EnvironmentError.invalidAction(4, count: 4)) { try vector.step([2, 4]) }
        #expect(throws: EnvironmentError.self) { try vector.step([2]) }
        #expect(throws: EnvironmentError.self) { try vector.step([]) }
        try vector.step([2, 1])
        try other.step([2, 1])
        #expect(vector.observations == other.observations && vector.observations.shape == [2])
    }

    @Test func stepsAllocateNothing() throws {
        var vector = try VectorEnvironment(TimeLimit(CartPole(), maxEpisodeSteps: 20), count: 4)
        try vector.reset(seed: 1)
        let actions = [0, 1, 0, 1]
        try vector.step(actions)
        // A reset shares one tensor between both observations until the first step.
        let before = mk_allocation_count()
        for _ in 0..<100 { try vector.step(actions) }
        if mk_counts_allocations() { #expect(mk_allocation_count() == before) }
    }

    @Test func badArgumentsThrow() throws {
        #expect(throws: EnvironmentError.self) { try VectorEnvironment(CartPole(), count: 0) }
        #expect(throws: EnvironmentError.self) { try VectorEnvironment<CartPole>([]) }
        #expect(throws: EnvironmentError.self) {
            try VectorEnvironment([AnyEnvironment(CartPole()), AnyEnvironment(MountainCar())])
        }
    }
}
