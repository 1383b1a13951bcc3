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
    private let fixed: Fixed

    /// What doesn't change from run to run.
    private final class Fixed {
        let store: Prepared.Store
        /// Of the parameters that are bound, by bank.
        let versions: UnsafeMutableBufferPointer<Int>
        var prepared: Prepared?
        var isStale: Bool

        init(_ store: Prepared.Store, banks: Int, isStale: Bool) {
            self.store = store
            versions = .allocate(capacity: banks)
            versions.initialize(repeating: -1)
            self.isStale = isStale
        }

        deinit { versions.deallocate() }
    }

    /// Where a plan's parameters of a bank are bound.
    package struct ParameterSlot: Sendable {
        var bank: Int
        var slot: Int?
    }

    package init(_ plan: Plan) { self.init(plan, store: Prepared.Store()) }

    /// A session that shares what is prepared with others.
    init(_ plan: Plan, store: Prepared.Store) {
        self.plan = plan
        arena = .allocatePages(byteCount: plan.arenaByteCount)
        count = plan.owned.calls.count
        calls = .allocate(capacity: max(1, count))
        calls.initialize(from: plan.owned.calls, count: count)
        bound = .allocate(capacity: max(1, plan.regions.count))
        bound.initialize(repeating: nil, count: plan.regions.count)
        random = .allocate(capacity: 1)
        random.initialize(to: mk_random_state(seed: 0, step: 0))
        fixed = Fixed(store, banks: plan.bankCount, isStale: !plan.preparation.isEmpty)
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
            for patch in patches[slot] { calls.patch(patch, base) }
        }
    }

    /// Tells where a bank of parameters lies, and the version of those that are fixed: while it stays, so does what was
    /// prepared from them.
    package func bind(_ parameters: ParameterSlot, _ base: UnsafeMutableRawPointer, version: Int) {
        bind(parameters.slot, base)
        if fixed.versions[parameters.bank] != version {
            fixed.versions[parameters.bank] = version
            fixed.isStale = !plan.preparation.isEmpty
        }
    }

    /// Runs every kernel once, in order. Allocates nothing but for what is prepared anew after fixed parameters changed.
    package func run() {
        if fixed.isStale { prepare() }
        mk_run(calls, Int64(count))
    }

    private func prepare() {
        fixed.prepared = nil  // so that the store may give its memory back
        let prepared = fixed.store.prepared(plan, versions: UnsafeBufferPointer(fixed.versions), bound: bound)
        bind(plan.slot(.prepared), prepared.memory)
        fixed.prepared = prepared
        fixed.isStale = false
    }

    /// Runs once and gives the nanoseconds of each kernel.
    package func profile() -> [UInt64] {
        if fixed.isStale { prepare() }
        return (0..<count).map { index in
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
