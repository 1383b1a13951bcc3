import CMartletKernels
import MartletNumerics
import Testing

@Suite struct ThreadsTests {
    private struct Stop: Error {}

    /// What work started here may use.
    private var budget: Int { Int(mk_thread_budget()) }

    @Test func aBudgetHoldsForACall() {
        let outside = budget
        withThreads(3) {
            #expect(budget == 3)
            withThreads(1) { #expect(budget == 1) }
            withThreads(-5) { #expect(budget == 1) }
            #expect(throws: Stop.self) { try withThreads(2) { throw Stop() } }
            #expect(budget == 3)
        }
        #expect(budget == outside)
    }

    /// Whatever thread the task goes on with.
    @Test func aBudgetFollowsItsTask() async throws {
        let outside = budget
        try await withThreads(3) {
            for _ in 0..<20 {
                #expect(budget == 3)
                try await Task.sleep(for: .microseconds(100))
                await withThreads(2) {
                    await Task.yield()
                    #expect(budget == 2)
                }
            }
        }
        #expect(budget == outside)
    }

    @Test func tasksInheritBudgets() async {
        let outside = budget
        await withThreads(1) {
            async let child = budget
            let task = Task { budget }, detached = Task.detached { budget }
            #expect(await (child, task.value, detached.value) == (1, 1, outside))
        }
        let started = withThreads(1) { Task { budget } }
        #expect(await started.value == 1)
    }

    @Test func tasksHaveBudgetsOfTheirOwn() async {
        await withTaskGroup(of: Void.self) { group in
            for count in 1...8 {
                group.addTask {
                    await withThreads(count) {
                        for _ in 0..<50 {
                            #expect(budget == count)
                            await Task.yield()
                        }
                    }
                }
            }
        }
    }
}
