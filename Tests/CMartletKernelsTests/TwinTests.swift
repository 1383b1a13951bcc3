import CMartletKernelCases
import CMartletKernels
import Testing

extension KernelTests {
    /// Every variant of the table beside its scalar twin: a kernel that has no case fails.
    @Suite struct TwinTests {
        @Test(arguments: variants.indices.filter { mk_detected_features().isSuperset(of: variants[$0].needs) })
        func agreesWithItsScalarTwin(index: Int) {
            for size: Int64 in [1, 3, 4, 7, 16, 17, 33, 70, 131] {
                let failure = withUnsafePointer(to: variants[index]) { mk_twin_failure($0, size) }
                if let failure {
                    Issue.record("\(describe(variants[index])) of size \(size) \(String(cString: failure))")
                }
            }
        }

        @Test func aKernelWithoutCaseFails() {
            var unknown = variants[0]
            "nothing".withCString { name in
                unknown.name = name
                #expect(mk_twin_failure(&unknown, 1).map { String(cString: $0) } == "has no case")
            }
        }
    }
}
