import CMartletKernels

/// A plan of 30 kernels that do nothing: what running a plan costs besides its kernels.
final class Loop {
    private let calls = UnsafeMutablePointer<mk_call>.allocate(capacity: 30)

    init() {
        var nothing = mk_call()
        nothing.run = { _ in }
        calls.initialize(repeating: nothing, count: 30)
    }

    deinit { calls.deallocate() }

    func run() { mk_run(calls, 30) }
}
