import CMartletKernels
import MartletNumerics
import Synchronization

/// What a plan computed once from one version of the parameters: packed or transformed weights, folded constants.
/// Immutable; the sessions of a program share it.
final class Prepared: @unchecked Sendable {
    let versions: [Int]
    let memory: UnsafeMutableRawPointer

    /// Runs the plan's preparation with the addresses of the regions, by slot.
    init(_ plan: Plan, versions: [Int], bound: UnsafePointer<UnsafeMutableRawPointer?>) {
        self.versions = versions
        memory = .allocatePages(byteCount: plan.preparedByteCount)
        var calls = plan.owned.preparation
        calls.withUnsafeMutableBufferPointer { calls in
            for (slot, patches) in plan.preparationPatches.enumerated() where !patches.isEmpty {
                guard let base = plan.regions[slot] == .prepared ? memory : bound[slot] else {
                    preconditionFailure("\(plan.regions[slot]) isn't bound")
                }
                for patch in patches { calls.baseAddress!.patch(patch, base) }
            }
            mk_run(calls.baseAddress, Int64(calls.count))
        }
    }

    deinit { memory.deallocate() }

    /// What was prepared last, for all sessions of a program.
    final class Store: Sendable {
        private let last = Mutex<Prepared?>(nil)

        /// What is prepared for these versions, made if it isn't the last that was.
        func prepared(
            _ plan: Plan, versions: UnsafeBufferPointer<Int>, bound: UnsafePointer<UnsafeMutableRawPointer?>
        ) -> Prepared {
            last.withLock { last in
                if let last, last.versions.elementsEqual(versions) { return last }
                last = nil  // its memory may be had for the next
                let next = Prepared(plan, versions: Array(versions), bound: bound)
                last = next
                return next
            }
        }
    }
}

extension UnsafeMutablePointer<mk_call> {
    /// Fills in one address, in the region that begins at `base`.
    func patch(_ patch: Plan.Patch, _ base: UnsafeMutableRawPointer) {
        let operands = UnsafeMutableRawPointer(self + patch.call)
            .advanced(by: MemoryLayout<mk_call>.offset(of: \.operand)!)
            .assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
        operands[patch.operand] = base + patch.offset
    }
}
