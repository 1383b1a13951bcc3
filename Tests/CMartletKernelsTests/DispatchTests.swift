import CMartletKernels
import Testing

extension KernelTests {
    @Suite struct DispatchTests {
        @Test func theCapLowersWhatIsDetected() {
            let before = mk_isa()
            defer { mk_cap_isa(before) }
            for cap in (0..<UInt32(MK_ISA_COUNT)).map({ mk_isa_level($0) }) {
                mk_cap_isa(cap)
                #expect(mk_isa().rawValue == min(cap.rawValue, mk_detected_isa().rawValue))
            }
        }

        @Test func levelsHaveNames() {
            let names = (0..<UInt32(MK_ISA_COUNT)).map { String(cString: mk_isa_name(mk_isa_level($0))) }
            #expect(names == ["scalar", "avx2", "avx512", "avx512vnni", "avx512bf16"])
        }
    }
}
