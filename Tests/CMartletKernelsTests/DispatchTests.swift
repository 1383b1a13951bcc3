import CMartletKernels
import Testing

extension KernelTests {
    @Suite struct DispatchTests {
        @Test func theCapLowersWhatIsDetected() {
            let before = mk_isa()
            defer { mk_cap_isa(before) }
            for cap in [MK_ISA_SCALAR, MK_ISA_AVX2, MK_ISA_AVX512, MK_ISA_AVX512VNNI] {
                mk_cap_isa(cap)
                #expect(mk_isa().rawValue == min(cap.rawValue, mk_detected_isa().rawValue))
            }
        }

        @Test func levelsHaveNames() {
            let levels = [MK_ISA_SCALAR, MK_ISA_AVX2, MK_ISA_AVX512, MK_ISA_AVX512VNNI]
            #expect(levels.map { String(cString: mk_isa_name($0)) } == ["scalar", "avx2", "avx512", "avx512vnni"])
        }
    }
}
