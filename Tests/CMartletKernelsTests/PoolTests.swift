import CMartletKernels
import Glibc
import MartletNumerics
import Synchronization
import Testing

/// Runs `body(begin, end)` through the pool.
private func parallel(threads: Int32, count: Int, _ body: @escaping @Sendable (Int, Int) -> Void) {
    var body = body
    withUnsafeMutablePointer(to: &body) { pointer in
        mk_parallel(
            threads, Int64(count),
            { context, begin, end in
                let body = context!.assumingMemoryBound(to: (@Sendable (Int, Int) -> Void).self).pointee
                body(Int(begin), Int(end))
            }, pointer)
    }
}

/// How often each index was visited, and in how many chunks.
private final class Visits: Sendable {
    private let state: Mutex<(counts: [Int], chunks: Int)>

    init(count: Int) { state = Mutex((Array(repeating: 0, count: count), 0)) }

    func visit(_ begin: Int, _ end: Int) {
        state.withLock { state in
            for index in begin..<end { state.counts[index] += 1 }
            state.chunks += 1
        }
    }

    var counts: [Int] { state.withLock { $0.counts } }
    var chunks: Int { state.withLock { $0.chunks } }
}

extension KernelTests {
    @Suite struct PoolTests {
        /// Gives this thread four threads, whatever the machine has.
        private func withFour(_ body: () -> Void) {
            let before = mk_exchange_own_thread_budget(4)
            defer { _ = mk_exchange_own_thread_budget(before) }
            body()
        }

        @Test(arguments: [0, 1, 2, 3, 4, 7, 100, 1001], [Int32(-1), 0, 1, 2, 3, 4, 9, 1000])
        func everyIndexIsVisitedOnce(count: Int, threads: Int32) {
            let visits = Visits(count: count)
            withFour { for _ in 0..<20 { parallel(threads: threads, count: count, visits.visit) } }
            #expect(visits.counts == Array(repeating: 20, count: count))
        }

        /// What a body writes for its slot is read and written by nobody else meanwhile.
        @Test(arguments: [2, 3, 7, 1000], [Int32(2), 3, 4, 9])
        func slotsAreNobodyElses(count: Int, threads: Int32) {
            final class Slots: Sendable {
                let taken = (0..<9).map { _ in Gate() }
                let clashes = Atomic(0)
                final class Gate: Sendable { let isTaken = Atomic(false) }
            }
            let slots = Slots()
            withFour {
                for _ in 0..<20 {
                    mk_parallel_slots(
                        threads, Int64(count),
                        { context, slot, _, _ in
                            let slots = Unmanaged<Slots>.fromOpaque(context!).takeUnretainedValue()
                            let gate = slots.taken[Int(slot)]
                            if gate.isTaken.exchange(true, ordering: .acquiring) {
                                slots.clashes.add(1, ordering: .relaxed)
                            }
                            usleep(20)
                            gate.isTaken.store(false, ordering: .releasing)
                        }, Unmanaged.passUnretained(slots).toOpaque())
                }
            }
            #expect(slots.clashes.load(ordering: .relaxed) == 0)
        }

        /// A piece that ends only when all the rest is done, the caller's or a worker's.
        @Test(arguments: [0, 15]) func aSlowThreadHoldsNobodyUp(slow: Int) {
            let visits = Visits(count: 16)
            let left = Atomic(16)
            withFour {
                parallel(threads: 2, count: 16) { begin, end in
                    visits.visit(begin, end)
                    left.subtract(end - begin, ordering: .relaxed)
                    guard (begin..<end).contains(slow) else { return }
                    while left.load(ordering: .relaxed) > 0 { usleep(100) }
                }
            }
            #expect(visits.counts == Array(repeating: 1, count: 16))
        }

        @Test func theBudgetLimitsTheChunks() {
            let visits = Visits(count: 100)
            withFour {
                let before = mk_exchange_own_thread_budget(1)
                #expect(mk_thread_budget() == 1)
                parallel(threads: 4, count: 100, visits.visit)
                #expect(visits.chunks == 1)
                #expect(mk_exchange_own_thread_budget(before) == 1)
                #expect(mk_thread_budget() == 4)
            }
        }

        @Test func ownBudgetsAreTheThreadsOwn() {
            let ofProcess = mk_process_thread_budget()
            withFour { onThreads(1) { #expect(mk_thread_budget() == ofProcess) } }
        }

        @Test func nestedWorkRunsInOnePiece() {
            let inner = Visits(count: 10)
            let outer = Visits(count: 8)
            withFour {
                parallel(threads: 4, count: 8) { begin, end in
                    outer.visit(begin, end)
                    for _ in begin..<end { parallel(threads: 4, count: 10, inner.visit) }
                }
            }
            #expect(outer.counts == Array(repeating: 1, count: 8))
            #expect(inner.counts == Array(repeating: 8, count: 10))
            #expect(inner.chunks == 8)
        }

        /// Work that waits for other callers' work to begin ends only if the pool serves all of them.
        @Test func callersWorkAtTheSameTime() {
            let waiting = Atomic(3)
            onThreads(3) {
                parallel(threads: 2, count: 2) { begin, _ in
                    guard begin == 0 else { return }
                    waiting.subtract(1, ordering: .relaxed)
                    while waiting.load(ordering: .relaxed) > 0 { usleep(100) }
                }
            }
            #expect(waiting.load(ordering: .relaxed) == 0)
        }

        @Test func callersMayCompete() {
            let visits = Visits(count: 64)
            onThreads(4) {
                let before = mk_exchange_own_thread_budget(3)
                for _ in 0..<500 { parallel(threads: 3, count: 64, visits.visit) }
                _ = mk_exchange_own_thread_budget(before)
            }
            #expect(visits.counts == Array(repeating: 2000, count: 64))
        }

        /// More callers than the pool keeps account of, one after another and together.
        @Test func callersComeAndGo() {
            let visits = Visits(count: 8)
            for _ in 0..<3 { onThreads(100) { parallel(threads: 4, count: 8, visits.visit) } }
            #expect(visits.counts == Array(repeating: 300, count: 8))
        }

        /// Workers run what they are given for the instruction set of who gives it.
        @Test func bodiesSeeTheCallersInstructionSet() {
            withFour {
                withInstructionSet([]) {
                    parallel(threads: 4, count: 4) { _, _ in
                        usleep(1000)
                        #expect(mk_features_in_use().isEmpty)
                    }
                }
            }
        }

        @Test func sleepersWakeUp() {
            let visits = Visits(count: 4)
            withFour {
                for _ in 0..<10 {
                    parallel(threads: 4, count: 4, visits.visit)
                    usleep(2000)
                }
            }
            #expect(visits.counts == Array(repeating: 10, count: 4))
        }
    }
}
