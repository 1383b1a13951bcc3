#if Images
    import CMartletImages
#endif

/// Files that `gzip` compressed.
enum Gzip {
    /// Whether a file begins as gzip's do.
    static func isCompressed(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

    /// What `bytes`, read from `path`, were before compression: `limit` bytes at most.
    ///
    /// - Throws: `FileError` for damaged or truncated data, for more than that, and without the trait `Images`, which
    ///   brings the library.
    static func inflated(_ bytes: [UInt8], path: String, limit: Int) throws(FileError) -> [UInt8] {
        #if Images
            // DEFLATE makes 1,032 bytes of one at most, so what a small file claims to be takes no memory. The last four
            // bytes are the size of what was compressed last, which usually is all.
            let most = min(limit, bytes.count.multipliedReportingOverflow(by: 1032).partialValue)
            let said = bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
            var (output, status, reason) = inflated(bytes, room: min(said, most))
            if status == MI_TOO_LARGE, said < most { (output, status, reason) = inflated(bytes, room: most) }
            guard status == MI_OK else {
                throw FileError(
                    .read, path,
                    reason: status == MI_TOO_LARGE ? "it holds more than \(limit) bytes" : "gzip: \(reason)",
                    advice: "give a complete file, or unpack it first")
            }
            return output
        #else
            throw FileError(
                .read, path, reason: "it is compressed, and Martlet was built without the trait Images",
                advice: "unpack it with gunzip")
        #endif
    }

    #if Images
        private static func inflated(_ bytes: [UInt8], room: Int) -> (output: [UInt8], mi_status, reason: String) {
            var message = mi_message()
            var status = MI_OK
            let output = [UInt8](unsafeUninitializedCapacity: room) { target, count in
                status = mi_gunzip(bytes, bytes.count, target.baseAddress, room, &count, &message)
            }
            return (output, status, message.string)
        }
    #endif
}
