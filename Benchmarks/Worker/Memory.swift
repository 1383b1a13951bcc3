#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// This process's memory.
enum Memory {
    /// Now resident, in KiB.
    static var resident: Int { status("VmRSS:") }

    /// The most that was resident since this program started, in KiB. `getrusage` would count what the parent had.
    static var peak: Int { status("VmHWM:") }

    private static func status(_ key: String) -> Int {
        guard let file = fopen("/proc/self/status", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let words = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
                .split(whereSeparator: \.isWhitespace)
            if words.count > 1, words[0] == key { return Int(words[1]) ?? 0 }
        }
        return 0
    }
}
