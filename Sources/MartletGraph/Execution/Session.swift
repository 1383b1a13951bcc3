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
        /// Of the parameters that are bound, by bank.
        let versions: UnsafeMutableBufferPointer<Int>
        /// These, which live, and what is prepared of them with them, while who bound them runs.
        var sources: [Unmanaged<Prepared>?]
        /// What was made of several banks; others may have replaced it where they keep it.
        var held: [Prepared.Block] = []
        var isStale: Bool

        init(banks: Int, isStale: Bool) {
            versions = .allocate(capacity: banks)
            versions.initialize(repeating: -1)
            sources = Array(repeating: nil, count: banks)
            self.isStale = isStale
        }

        deinit { versions.deallocate() }
    }

    /// Where a plan's parameters of a bank are bound.
    package struct ParameterSlot: Sendable {
        var bank: Int
        var slot: Int?
    }

    package init(_ plan: Plan) {
        self.plan = plan
        arena = .allocatePages(byteCount: plan.arenaByteCount)
        count = plan.owned.calls.count
        calls = .allocate(capacity: max(1, count))
        calls.initialize(from: plan.owned.calls, count: count)
        bound = .allocate(capacity: max(1, plan.regions.count))
        bound.initialize(repeating: nil, count: plan.regions.count)
        random = .allocate(capacity: 1)
        random.initialize(to: mk_random_state(seed: 0, step: 0))
        fixed = Fixed(banks: plan.bankCount, isStale: plan.isPrepared)
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
    /// prepared from them. The caller keeps that, too, alive while running.
    package func bind(_ parameters: ParameterSlot, _ base: UnsafeMutableRawPointer, _ prepared: Prepared) {
        bind(parameters.slot, base)
        guard plan.isPrepared else { return }
        fixed.sources[parameters.bank] = .passUnretained(prepared)
        let version = prepared.version
        if fixed.versions[parameters.bank] != version {
            fixed.versions[parameters.bank] = version
            fixed.isStale = true
        }
    }

    /// Runs every kernel once, in order. Allocates nothing but for what is prepared anew after fixed parameters changed.
    package func run() {
        if fixed.isStale { prepare() }
        mk_run(calls, Int64(count))
    }

    private func prepare() {
        let preparation = plan.owned.preparation
        let blocks = Prepared.blocks(
            for: preparation,
            fixed.sources.isEmpty ? [plan.owned.prepared] : fixed.sources.map { $0!.takeUnretainedValue() }
        ) { region in
            guard let slot = plan.slot(region), let base = bound[slot] else {
                preconditionFailure("\(region) isn't bound")
            }
            return base
        }
        fixed.held = []
        for (index, block) in blocks.enumerated() {
            guard let block, preparation.blocks[index].isKept else { continue }
            bind(plan.slot(.prepared(index)), block.memory)
            if preparation.parts[preparation.blocks[index].part].banks.count > 1 { fixed.held.append(block) }
        }
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
