import CMartletKernels
import MartletNumerics
import Testing

extension KernelTests {
    @Suite struct DispatchTests {
        @Test func ownFeaturesCapWhatIsDetected() {
            let ofProcess = mk_features_in_use()
            for set in instructionSets + [[.avx2], [.avx2, .avxvnni], [.neon], []] {
                withInstructionSet(set) { #expect(mk_features_in_use() == set.intersection(mk_detected_features())) }
            }
            #expect(mk_features_in_use() == ofProcess)
        }

        @Test func ownFeaturesAreTheThreadsOwn() {
            let ofProcess = mk_features_in_use()
            withInstructionSet([]) { onThreads(1) { #expect(mk_features_in_use() == ofProcess) } }
        }

        /// Old spellings mean what they meant; new ones are sets.
        @Test func namesStandForSets() {
            let avx512: mk_features = [.avx2, .avx512]
            let meanings: [(String, mk_features)] = [
                ("scalar", []), ("avx2", .avx2), ("avx512", avx512), ("avx512vnni", avx512.union(.vnni)),
                ("avx512bf16", avx512.union([.vnni, .bf16])), ("avx512+vnni", avx512.union(.vnni)),
                ("avx2+avxvnni", [.avx2, .avxvnni]), ("avxvnni+avx512", avx512.union(.avxvnni)),
                ("amx", avx512.union([.vnni, .bf16, .amx])), ("neon", .neon), ("dotprod", [.neon, .dotprod]),
            ]
            for (names, features) in meanings {
                #expect(mk_features_named(names) == features, "\(names)")
                #expect(mk_features_named(features.names) == features, "\(names)")
            }
            for names in ["", "+", "avx2+", "avx", "avx2,fma", "AVX2", "avx22"] {
                #expect(mk_features_named(names) == .ofProcess, "\(names)")
            }
            #expect(mk_features([.avx2, .avx512]).names == "avx2+avx512")
        }

        @Test func aKernelsVariantsStandTogetherFromTheScalarOne() {
            var seen: Set<String> = []
            for (index, variant) in variants.enumerated() {
                #expect(seen.insert(describe(variant)).inserted, "\(describe(variant)) twice")
                if String(cString: variant.variant) == "scalar" {
                    #expect(variant.needs.isEmpty)
                } else {
                    #expect(!variant.needs.isEmpty)
                    #expect(String(cString: variant.name) == String(cString: variants[index - 1].name))
                    #expect(String(cString: variant.family) == String(cString: variants[index - 1].family))
                }
            }
        }
    }
}
