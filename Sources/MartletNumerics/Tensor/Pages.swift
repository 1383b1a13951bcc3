#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension UnsafeMutableRawPointer {
    /// Memory for large work: at a multiple of 64, and on huge pages where the system offers them. Given back by
    /// `deallocate()`.
    package static func allocatePages(byteCount: Int) -> UnsafeMutableRawPointer {
        let huge = 2 << 20
        guard byteCount >= 2 * huge else { return .allocate(byteCount: Swift.max(64, byteCount), alignment: 64) }
        let size = (byteCount + huge - 1) / huge * huge
        let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: huge)
        #if os(Linux)
            madvise(memory, size, MADV_HUGEPAGE)  // a wish: without it, pages are small and all works
        #endif
        return memory
    }
}
