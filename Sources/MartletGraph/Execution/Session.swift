import CMartletKernels
import Glibc
import MartletNumerics

/// The memory in which one run of a plan happens at a time: the arena and the calls with their addresses filled in.
package struct Session: ~Copyable {
    package let plan: Plan
    private let arena: UnsafeMutableRawPointer
    private let calls: UnsafeMutablePointer<mk_call>
    private let count: Int
    private let bound: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    /// Seed and step for random kernels until others are bound: 0 and 0.
    private let random: UnsafeMutablePointer<mk_random_state>

    package init(_ plan: Plan) {
        self.plan = plan
        arena = .allocate(byteCount: max(64, plan.arenaByteCount), alignment: 64)
        count = plan.owned.calls.count
        calls = .allocate(capacity: max(1, count))
        calls.initialize(from: plan.owned.calls, count: count)
        bound = .allocate(capacity: max(1, plan.regions.count))
        bound.initialize(repeating: nil, count: plan.regions.count)
        random = .allocate(capacity: 1)
        random.initialize(to: mk_random_state(seed: 0, step: 0))
        bind(plan.slot(.arena), arena)
        bind(plan.slot(.random), UnsafeMutableRawPointer(random))
        bind(plan.slot(.constants), UnsafeMutableRawPointer(mutating: plan.owned.constants.baseAddress))
    }

    deinit {
        arena.deallocate()
        calls.deallocate()
        bound.deallocate()
        random.deallocate()
    }

    /// Tells where the region of a slot lies from now on; nil is a region that no kernel touches.
    /// The caller keeps that memory alive while running.
    package func bind(_ slot: Int?, _ base: UnsafeMutableRawPointer) {
        guard let slot, bound[slot] != base else { return }
        bound[slot] = base
        plan.patches.withUnsafeBufferPointer { patches in
            for patch in patches[slot] {
                let slots = UnsafeMutableRawPointer(calls + patch.call)
                    .advanced(by: MemoryLayout<mk_call>.offset(of: \.operand)!)
                    .assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
                slots[patch.operand] = base + patch.offset
            }
        }
    }

    /// Runs every kernel once, in order. Allocates nothing.
    package func run() { mk_run(calls, Int64(count)) }

    /// Runs once and gives the nanoseconds of each kernel.
    package func profile() -> [UInt64] {
        (0..<count).map { index in
            let start = nanoseconds()
            mk_run(calls + index, 1)
            return nanoseconds() - start
        }
    }
}

/// A monotonic clock.
package func nanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
