internal import CMartletBLAS
internal import CMartletKernels

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The processor as kernels and thread pool see it.
package enum Processor {
    /// The best instruction set for which there are kernels, such as `avx512`.
    package static var instructionSet: String { String(cString: mk_isa_name(mk_detected_isa())) }

    /// The one that kernels are chosen for: the best, under the cap.
    package static var usedInstructionSet: String { String(cString: mk_isa_name(mk_isa())) }

    /// Threads that run at once.
    package static var threads: Int { Swift.max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// The bytes of one core's caches and of the last, which cores share; nil for what the system doesn't tell.
    package static var caches: (l1: Int?, l2: Int?, l3: Int?) {
        #if canImport(Glibc)
            func size(_ name: Int) -> Int? {
                let size = sysconf(Int32(name))
                return size > 0 ? size : nil
            }
            return (
                size(Int(_SC_LEVEL1_DCACHE_SIZE)), size(Int(_SC_LEVEL2_CACHE_SIZE)), size(Int(_SC_LEVEL3_CACHE_SIZE))
            )
        #else
            return (nil, nil, nil)
        #endif
    }
}
