internal import CMartletBLAS
internal import CMartletKernels

extension OpenBLAS {
    /// What OpenBLAS asks of a machine.
    package struct Machine: Hashable, Sendable {
        /// Whether processor and system run AVX; AVX2 and FMA; AVX-512 F, DQ, BW and VL.
        package var avx, avx2, avx512: Bool
        package var isAMD: Bool
        /// In KiB, as the processor tells OpenBLAS; 0 where it doesn't, nil where OpenBLAS doesn't ask.
        package var l2: Int?

        package init(avx: Bool, avx2: Bool, avx512: Bool, isAMD: Bool = false, l2: Int? = nil) {
            (self.avx, self.avx2, self.avx512, self.isAMD, self.l2) = (avx, avx2, avx512, isAMD, l2)
        }

        package static let this = Machine(
            avx: mb_runs_avx(), avx2: mb_runs_avx2(), avx512: mb_runs_avx512(), isAMD: mb_is_amd(),
            l2: mb_l2_size() < 0 ? nil : Int(mb_l2_size()))

        /// The best kernels that it runs, of those that have stood the longest.
        package var safeCoreType: String { avx2 ? "Haswell" : avx ? "Sandybridge" : "Nehalem" }
    }

    /// Whether the process may still take what OpenBLAS takes for each thread that calls it: 128 MiB and a page, for which
    /// it asks for ever. If so, it has been taken.
    static var takesRoom: Bool {
        guard mb_has_room(Int64(threadBudget) * (128 << 20 + 4096)) else { return false }
        mb_take_room(Int32(clamping: threadBudget))
        return true
    }

    /// What is known to crash or hang: it can't be found by trying.
    ///
    /// Its choice of kernels isn't always one that the processor runs: `OPENBLAS_CORETYPE` may ask for any, and up to
    /// 0.3.23 every AMD processor from family 17h on with AVX got AVX2's, which a virtual machine may hide.
    package func foreseen(on machine: Machine) -> String? {
        guard let l2 = machine.l2 else { return nil }
        if let (has, name) = needs(of: machine), !has {
            return "would end the process: the processor, or the machine that plays it, doesn't offer \(name)"
        }
        // Their blocks are so many times 128 KiB of the L2 cache long; blocks of nothing never end.
        if ["Katmai", "Coppermine", "Northwood", "Prescott", "Banias", "Athlon"].contains(coreType), 1..<128 ~= l2 {
            return "would never come back: its blocks follow the L2 cache, which is said to have \(l2) KiB"
        }
        // dgemm packs long sums on the stack, beyond its end (OpenBLAS's issues 6013, 6021 and 6026).
        if version == "0.3.34", ["Haswell", "Zen"].contains(coreType), machine.isAMD, machine.avx512 {
            return "would end the process in float64's products"
        }
        return nil
    }

    /// Whether `machine` has what the kernels of this core type are made of, and what that is.
    private func needs(of machine: Machine) -> (Bool, String)? {
        switch coreType.lowercased() {
        case "sandybridge", "bulldozer", "piledriver", "steamroller", "excavator": (machine.avx, "AVX")
        case "haswell", "zen": (machine.avx2, "AVX2 and FMA")
        case "skylakex", "cooperlake", "sapphirerapids": (machine.avx512, "AVX-512")
        default: nil
        }
    }
}
