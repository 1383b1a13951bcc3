internal import CMartletBLAS
internal import CMartletKernels

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The processor as kernels and thread pool see it.
package enum Processor {
    /// What the processor offers of what kernels are made for, such as `avx2` and `avx512`; nothing beyond the baseline is
    /// empty.
    package static var features: [String] { names(mk_detected_features()) }

    /// What of it kernels are chosen for: all, under the cap.
    package static var usedFeatures: [String] { names(mk_features_in_use()) }

    private static func names(_ features: mk_features) -> [String] {
        features.isEmpty ? [] : features.names.split(separator: "+").map(String.init)
    }

    /// Threads that run at once.
    package static var threads: Int { Swift.max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// Bytes of memory that the machine has.
    package static let memory: Int = {
        let (pages, overflow) = sysconf(Int32(_SC_PHYS_PAGES)).multipliedReportingOverflow(
            by: sysconf(Int32(_SC_PAGESIZE)))
        return overflow || pages <= 0 ? .max : pages  // none where the system doesn't tell
    }()

    /// Whether the process may take so many bytes more: false under a limit, or where the system says that there is no room.
    /// Small amounts aren't asked for; beside larger ones there must be room for some small ones.
    package static func hasRoom(_ bytes: Int) -> Bool { bytes < 1 << 20 || mb_has_room(Int64(bytes) + 1 << 24) }

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
